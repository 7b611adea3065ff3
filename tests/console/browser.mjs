// Headless Chromium, and what every page of it is watched for.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ADMIN } from "./site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const DESK = { viewport: { width: 1360, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
}

/** A page of a browser that knows nothing of the others: `page` is Playwright's. */
export class Visitor {
  static async arrive(browser, site, look = DESK) {
    const visitor = new Visitor();
    visitor.site = site;
    visitor.context = await browser.newContext({ colorScheme: "light", ...look });
    visitor.page = await visitor.context.newPage();
    visitor.page.setDefaultTimeout(15000);
    /** What went wrong in the page; refusals of the API are none of it, they are answered to. */
    visitor.troubles = [];
    visitor.page.on("pageerror", (error) => visitor.troubles.push(error.stack));
    visitor.page.on("console", (message) => {
      const text = message.text();
      if (["error", "warning"].includes(message.type()) && !text.startsWith("Failed to load resource")) visitor.troubles.push(text);
    });
    visitor.page.on("request", (request) => {
      if (!request.url().startsWith(site.origin)) visitor.troubles.push(`the page asked ${request.url()}`);
    });
    return visitor;
  }

  async leave() {
    await this.context.close();
    assert.deepEqual(this.troubles, []);
  }

  async open(path = "/admin/") {
    await this.page.goto(this.site.origin + path);
  }

  /** Types name and password and sends them. */
  async enter({ username, password }) {
    await this.page.getByLabel("User name", { exact: true }).fill(username);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Opens the console as this user. */
  async signIn(user = ADMIN) {
    await this.open();
    await this.enter(user);
    await this.heading("InvenTree");
  }

  /** Follows an entry of the navigation. */
  async go(name) {
    await this.page.getByRole("navigation", { name: "Console" }).getByRole("link", { name }).click();
    await this.heading(name);
  }

  /** Waits for the title of a view. */
  async heading(name) {
    await this.page.getByRole("heading", { level: 1, name }).waitFor();
  }

  /** Waits for a note, which is also read out. */
  async note(text) {
    await this.page.locator("#toasts").getByText(text).waitFor();
  }

  dialog(name) {
    return this.page.getByRole("dialog", { name });
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Asserts that the page has no barrier that axe knows, and fits its width. */
  async inspect(name) {
    await this.page.evaluate(AXE);
    const barriers = await this.page.evaluate(async () => {
      // What is still fading in has colours that nobody is meant to read.
      const moving = document.getAnimations().filter((motion) => Number.isFinite(motion.effect.getComputedTiming().endTime));
      await Promise.allSettled(moving.map((motion) => motion.finished));
      const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
      return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
    });
    assert.deepEqual(barriers, [], name);
    const excess = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(excess <= 0, `${name} is ${excess} pixels too wide`);
  }

  /** Writes a picture to the folder that `SHOTS` names. */
  async picture(name) {
    if (!process.env.SHOTS) return;
    await mkdir(process.env.SHOTS, { recursive: true });
    await this.page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
  }
}
