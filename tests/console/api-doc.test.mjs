// The page of the API document, which also sends requests.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, Visitor, launch } from "./browser.mjs";
import { Site } from "./site.mjs";

let site;
let browser;

before(async () => {
  site = await Site.start();
  browser = await launch();
});

after(async () => {
  await browser.close();
  await site.stop();
});

const operation = (page, method, path) => page.locator(".opblock").filter({ hasText: method }).filter({ hasText: path }).first();

test("operations are found by several words, on a desk and on a phone", async () => {
  for (const [name, look] of [["desk", DESK], ["phone", PHONE], ["dark", { ...DESK, colorScheme: "dark" }]]) {
    const reader = await Visitor.arrive(browser, site, look);
    const { page } = reader;
    await reader.open("/api-doc/");
    const box = page.getByPlaceholder(/^Find operations/);
    await box.fill("delete tokens");
    const found = operation(page, "DELETE", "/api/user/tokens/{id}/");
    await found.waitFor();
    await found.getByText("Deletes one API token.").first().waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".opblock").length === 1);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(excess <= 0, `${name} is ${excess} pixels too wide`);
    await reader.picture(`api-doc-${name}`);
    await box.fill("no operation is called that");
    await page.waitForFunction(() => document.querySelectorAll(".opblock").length === 0);
    await reader.leave();
  }
});

test("an operation is tried as whoever is signed in", async () => {
  const admin = await Visitor.arrive(browser, site);
  const { page } = admin;
  await admin.signIn();
  await admin.open("/api-doc/");
  await page.getByPlaceholder(/^Find operations/).fill("POST user/group");
  const create = operation(page, "POST", "/api/user/group/");
  await create.locator(".opblock-summary").click();
  await create.locator("textarea").first().fill('{"name": "Made on the page"}');
  await create.getByRole("button", { name: "Execute" }).click();
  await create.locator(".live-responses-table .response-col_status").getByText("201").waitFor();
  const groups = await site.admin("GET", "/api/user/group/?search=Made");
  assert.equal(groups.length, 1);
  await admin.leave();
});
