// Every view, on a desk and on a phone, in light and dark: no barrier, no overflow, nothing that the security policy forbids.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, Visitor, launch } from "./browser.mjs";
import { Site } from "./site.mjs";

let site;
let browser;
let someUser;
let someGroup;

before(async () => {
  site = await Site.start({ flags: ["--demo"] });
  browser = await launch();
  [someUser] = await site.admin("GET", "/api/user/?search=ines");
  [someGroup] = await site.admin("GET", "/api/user/group/?search=Storekeepers");
  await site.admin("POST", "/api/user/tokens/", { name: "label printer", user: someUser.pk });
  await site.admin("POST", "/api/user/tokens/", { name: "ends soon", user: someUser.pk, expiry: new Date(Date.now() + 5 * 864e5).toISOString().slice(0, 10) });
  // Something for the audit trail and its pages.
  for (let turn = 0; turn < 60; turn += 1) await site.admin("PATCH", `/api/user/${someUser.pk}/`, { last_name: `Varga ${turn}` });
  await site.admin("PATCH", `/api/user/${someUser.pk}/`, { last_name: "Varga" });
});

after(async () => {
  await browser.close();
  await site.stop();
});

for (const [name, look] of [
  ["desk-light", { ...DESK, colorScheme: "light" }],
  ["desk-dark", { ...DESK, colorScheme: "dark" }],
  ["phone-light", { ...PHONE, colorScheme: "light" }],
  ["phone-dark", { ...PHONE, colorScheme: "dark" }],
]) {
  test(`every view is in order: ${name}`, async () => {
    const admin = await Visitor.arrive(browser, site, look);
    const { page } = admin;
    const see = async (what) => {
      await admin.inspect(`${name} ${what}`);
      await admin.picture(`${name}-${what}`);
    };
    await admin.open();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await see("sign-in");
    await admin.signIn();
    await page.getByText("Your account has no second factor").waitFor();
    await see("overview");
    for (const [path, sign, what] of [
      ["users", "Ines Varga", "users"], [`users/${someUser.pk}`, "label printer", "user"], ["groups", "Assembly", "groups"],
      [`groups/${someGroup.pk}`, "Milo Harker", "group"], ["tokens", "label printer", "tokens"], ["sessions", "This one", "sessions"],
      ["audit", "changed user", "audit"], ["account", "Change password", "account"], ["no/such/view", "There is no such page", "missing"],
    ]) {
      await page.evaluate((hash) => { location.hash = `/${hash}`; }, path);
      await page.locator("main").getByText(sign).first().waitFor();
      await page.locator("main[aria-busy], main [aria-busy]").waitFor({ state: "detached" });
      await see(what);
    }
    await admin.go("Users");
    await admin.button("New user").click();
    await admin.dialog("New user").getByLabel("User name").waitFor();
    await see("new-user");
    await page.keyboard.press("Escape");
    // The focus is back where it was.
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "New user");
    await admin.leave();
  });
}

test("lists are paged, sorted and searched, and the address keeps where one was", async () => {
  for (let turn = 0; turn < 30; turn += 1) {
    await site.admin("POST", "/api/user/", { username: `picker${turn}`, first_name: "", last_name: "", email: `p${turn}@example.com` });
  }
  const admin = await Visitor.arrive(browser, site);
  const { page } = admin;
  await admin.signIn();
  await admin.go("Users");
  const names = () => page.locator("tbody .person-name").allInnerTexts();
  await page.getByText(/^1–25 of 3\d users$/).waitFor();
  const first = await names();
  await admin.button("Next page").click();
  await page.getByText(/^26–3\d of 3\d users$/).waitFor();
  assert.equal((await names()).some((name) => first.includes(name)), false);
  await page.reload();
  await page.getByText(/^26–3\d of 3\d users$/).waitFor();
  await admin.button("Previous page").click();
  await page.getByText(/^1–25/).waitFor();
  await page.getByRole("columnheader", { name: "User" }).getByRole("button").click();
  await page.getByRole("columnheader", { name: "User" }).and(page.locator("[aria-sort=descending]")).waitFor();
  await page.getByRole("row", { name: /wren/ }).waitFor();
  await page.getByPlaceholder("Search by name or user name").fill("picker2");
  await page.getByText("11 users", { exact: true }).first().waitFor();
  await page.getByPlaceholder("Search by name or user name").fill("nobody at all");
  await page.getByText("No users match").waitFor();
  await admin.leave();
});

test("what users type stays text", async () => {
  const sting = "<img src=x onerror=alert(1)>";
  const admin = await Visitor.arrive(browser, site);
  await admin.signIn();
  // The API refuses markup; a database that something else wrote into may still have it.
  await admin.page.route("**/api/user/?*", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.results[0].first_name = sting;
    await route.fulfill({ response: answer, json: body });
  });
  await admin.go("Users");
  await admin.page.getByText(sting).waitFor();
  assert.equal(await admin.page.locator("main img").count(), 0);
  await admin.leave();
});

test("a server that is gone is told, and asked again on demand", async () => {
  const admin = await Visitor.arrive(browser, site);
  await admin.signIn();
  await admin.page.route("**/api/user/group/?*", (route) => route.abort());
  await admin.go("Groups");
  await admin.page.getByRole("alert").getByText("The server does not answer.").waitFor();
  await admin.page.unroute("**/api/user/group/?*");
  await admin.button("Try again").click();
  await admin.page.getByRole("row", { name: /Storekeepers/ }).waitFor();
  await admin.leave();
});

test("the console can be worked by keyboard alone", async () => {
  const admin = await Visitor.arrive(browser, site);
  const { page } = admin;
  await admin.signIn();
  await page.reload();
  await admin.heading("InvenTree");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.getByRole("link", { name: "Groups" }).first().press("Enter");
  await admin.heading("Groups");
  // A new view begins at its title.
  await page.waitForFunction(() => document.activeElement.tagName === "H1");
  assert.equal(await page.title(), "Groups · Ironwood console");
  await admin.leave();
});
