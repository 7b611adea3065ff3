// An administrator's day: a user, a group with roles, a token, a session, and what the audit trail says of it all.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Visitor, launch } from "./browser.mjs";
import { Site } from "./site.mjs";

const ZOE = { username: "zoe", password: "larch-and-hornbeam-42" };
const CATEGORY = { name: "Fasteners", description: "" };

let site;
let browser;
let admin;
let page;
/** The key that the console showed. */
let token;

before(async () => {
  site = await Site.start();
  browser = await launch();
  admin = await Visitor.arrive(browser, site);
  ({ page } = admin);
  await admin.signIn();
});

after(async () => {
  await admin.leave();
  await browser.close();
  await site.stop();
});

test("an administrator creates a user, and mistakes are told at their field", async () => {
  await admin.go("Users");
  await admin.button("New user").click();
  const dialog = admin.dialog("New user");
  await dialog.getByLabel("User name").fill("zoe the great");
  await dialog.getByLabel("First name").fill("Zoe");
  await dialog.getByLabel("Last name").fill("Larch");
  await dialog.getByLabel("E-mail").fill("zoe at work");
  await dialog.getByRole("button", { name: "Create user" }).click();
  for (const [field, message] of [["User name", /valid username/], ["E-mail", /valid email/]]) {
    const input = dialog.getByLabel(field);
    await dialog.getByText(message).waitFor();
    assert.equal(await input.getAttribute("aria-invalid"), "true");
    const described = await input.evaluate((box) => box.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id)?.textContent).join(" "));
    assert.match(described, message);
  }
  assert.equal(await dialog.getByLabel("User name").evaluate((box) => box === document.activeElement), true);
  assert.equal((await site.admin("GET", "/api/user/?search=zoe")).length, 0);

  await dialog.getByLabel("User name").fill(ZOE.username);
  await dialog.getByLabel("E-mail").fill("zoe@example.com");
  await dialog.getByLabel("Password", { exact: true }).fill(ZOE.password);
  await dialog.getByRole("button", { name: "Create user" }).click();
  await admin.heading("Zoe Larch");
  await admin.note("Zoe Larch was created.");
  const me = await site.ask("GET", "/api/user/me/", { user: ZOE });
  assert.deepEqual([me.status, me.body.email, me.body.is_staff], [200, "zoe@example.com", false]);
});

test("a weak password is refused with its reasons, unless the administrator insists", async () => {
  await admin.button("Set password").click();
  const dialog = admin.dialog("Password for Zoe Larch");
  await dialog.getByLabel("New password").fill("12345");
  await dialog.getByRole("button", { name: "Set password" }).click();
  await dialog.getByText("This password is entirely numeric.").waitFor();
  assert.equal((await site.ask("GET", "/api/user/me/", { user: ZOE })).status, 200);
  await dialog.getByLabel("New password").fill(ZOE.password);
  await dialog.getByRole("button", { name: "Set password" }).click();
  await admin.note("has a new password");
});

test("an administrator makes a group, gives it roles by the grid, and adds the user", async () => {
  await admin.go("Groups");
  await admin.button("New group").click();
  await admin.dialog("New group").getByLabel("Name").fill("Storekeepers");
  await admin.button("Create group").click();
  await admin.heading("Storekeepers");

  const box = (role, permission) => page.getByRole("checkbox", { name: `${role}: ${permission}` });
  await box("Part Categories", "add").check();
  assert.deepEqual(await Promise.all(["view", "change", "add", "delete"].map((one) => box("Part Categories", one).isChecked())), [true, true, true, false]);
  await page.locator("#announcer").getByText("View and Change go along").waitFor();
  await box("Parts", "view").check();
  // The arrow keys move between the boxes.
  await box("Parts", "view").press("ArrowDown");
  assert.equal(await box("Bills of Material", "view").evaluate((input) => input === document.activeElement), true);
  await box("Stock Items", "delete").check();
  await box("Stock Items", "view").uncheck();
  await page.getByText("2 roles changed").waitFor();

  // Nothing is stored before it is saved, and nothing is lost without a question.
  await page.getByRole("link", { name: "Tokens", exact: true }).click();
  await admin.dialog("Leave without saving?").getByRole("button", { name: "Cancel" }).click();
  await admin.button("Save roles").click();
  await admin.note("Storekeepers: 2 roles saved.");
  const [group] = await site.admin("GET", "/api/user/group/?search=Storekeepers");
  const flags = Object.fromEntries(group.roles.map((role) => [role.name, [role.can_view, role.can_change, role.can_add, role.can_delete]]));
  assert.deepEqual(flags.part_category, [true, true, true, false]);
  assert.deepEqual(flags.part, [true, false, false, false]);
  assert.deepEqual(flags.stock, [false, false, false, false]);

  const picker = page.getByRole("combobox", { name: "Add a member" });
  await picker.fill("zo");
  await page.getByRole("option", { name: "Zoe Larch" }).waitFor();
  await picker.press("Enter");
  await admin.note("Zoe Larch was added.");
  const roles = await site.ask("GET", "/api/user/me/roles/", { user: ZOE });
  assert.deepEqual(roles.body.roles.part_category, ["view", "add", "change"]);
  assert.equal(roles.body.roles.stock, null);
});

test("an administrator gives the user a token, which may what the user may", async () => {
  await admin.go("Tokens");
  await admin.button("New token").click();
  const dialog = admin.dialog("New token");
  await dialog.getByLabel("Name").fill("label printer");
  const whose = dialog.getByRole("combobox", { name: "For" });
  await whose.fill("zoe");
  await page.getByRole("option", { name: "Zoe Larch" }).waitFor();
  await whose.press("Enter");
  await dialog.getByRole("button", { name: "30 days" }).click();
  await dialog.getByRole("button", { name: "Create token" }).click();
  token = await admin.dialog("Copy the token now").locator("output").textContent();
  assert.match(token, /^inv-[0-9a-f]{40}-\d{8}$/);
  await admin.button("Done").click();
  await page.getByRole("row", { name: /label printer/ }).getByText("Zoe Larch").waitFor();
  assert.ok(!(await page.content()).includes(token), "the key is not shown again");

  assert.equal((await site.ask("POST", "/api/part/category/", { token, body: CATEGORY })).status, 201);
  assert.equal((await site.ask("DELETE", "/api/part/category/1/", { token })).status, 403);
  await page.getByRole("row", { name: /label printer/ }).getByText("never").waitFor();
  await page.reload();
  await page.getByRole("row", { name: /label printer/ }).getByText("today", { exact: true }).waitFor();
});

test("an administrator revokes the token, and the next request with it is refused", async () => {
  await page.getByRole("button", { name: "Revoke token label printer" }).click();
  const dialog = admin.dialog("Revoke this token?");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  assert.equal((await site.ask("GET", "/api/part/category/", { token })).status, 200);
  await page.getByRole("button", { name: "Revoke token label printer" }).click();
  await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await admin.note("The token was revoked.");
  const answer = await site.ask("GET", "/api/part/category/", { token });
  assert.deepEqual([answer.status, answer.body.detail], [401, "Token has been revoked"]);
  await admin.button("Revoked").click();
  await page.getByRole("row", { name: /label printer/ }).waitFor();
});

test("an administrator ends a session, and its browser has to sign in again", async () => {
  await site.admin("PATCH", `/api/user/${(await site.admin("GET", "/api/user/?search=zoe"))[0].pk}/`, { is_staff: true });
  const zoe = await Visitor.arrive(browser, site);
  await zoe.signIn(ZOE);
  await admin.go("Sessions");
  const row = page.getByRole("row", { name: /Zoe Larch/ });
  await row.getByRole("button", { name: /^End the session of zoe/ }).click();
  await admin.button("End session").click();
  await admin.note("The session was ended.");
  await row.waitFor({ state: "detached" });
  await page.getByText("This one").waitFor();

  await zoe.page.getByRole("link", { name: "Groups", exact: true }).click();
  await zoe.page.getByText("Your session is over.").waitFor();
  await zoe.enter(ZOE);
  await zoe.heading("Groups");
  await zoe.leave();
});

test("a user who is deactivated is shut out at once", async () => {
  await admin.go("Users");
  await page.getByPlaceholder("Search by name or user name").fill("larch");
  await page.getByRole("link", { name: "Zoe Larch" }).click();
  await admin.heading("Zoe Larch");
  const active = page.getByRole("switch", { name: "Active" });
  await active.click();
  await admin.dialog("Deactivate Zoe Larch?").getByRole("button", { name: "Cancel" }).click();
  assert.equal(await active.isChecked(), true);
  await active.click();
  await admin.button("Deactivate").click();
  await admin.note("Zoe Larch is deactivated.");
  assert.equal((await site.ask("GET", "/api/user/me/", { user: ZOE })).status, 401);
});

test("the last superuser stays one, and the console says why", async () => {
  const [self] = await site.admin("GET", "/api/user/?search=admin");
  await page.evaluate((pk) => { location.hash = `/users/${pk}`; }, self.pk);
  await admin.heading("admin");
  for (const name of ["Active", "Superuser"]) assert.equal(await page.getByRole("switch", { name }).isDisabled(), true);
  assert.equal(await page.getByRole("button", { name: "Delete" }).count(), 0);
});

test("the audit trail tells of it all, and can be searched", async () => {
  await admin.go("Audit trail");
  const entry = (text) => page.getByRole("listitem").filter({ hasText: text }).first();
  for (const text of [/admin created user zoe/, /admin set a password for zoe/, /admin created group Storekeepers/, /admin changed role Storekeepers: part_category/,
    /admin created token label printer/, /admin revoked token label printer/, /admin ended a session of zoe/, /zoe signed in/, /admin changed user zoe/]) {
    await entry(text).waitFor();
  }
  await entry(/admin changed role Storekeepers: part_category/).getByText("add").waitFor();

  await page.getByLabel("What").selectOption({ label: "Revoked" });
  await page.getByText("1 entry", { exact: true }).first().waitFor();
  assert.match(page.url(), /kind=revoked/);
  await page.reload();
  await admin.heading("Audit trail");
  await page.getByText("1 entry", { exact: true }).first().waitFor();
  await admin.button("Clear").click();
  const by = page.getByRole("combobox", { name: "By" });
  await page.getByPlaceholder("Search by name, address or browser").fill("nobody was ever called that");
  await page.getByText("No entries match").waitFor();
  await admin.button("Clear").click();
  await by.fill("adm");
  await page.getByRole("option", { name: "admin" }).waitFor();
  await by.press("Enter");
  await entry(/admin created user zoe/).waitFor();
  assert.equal(await entry(/zoe signed in/).count(), 0);
});

test("a user is deleted only by whoever types the name", async () => {
  await admin.go("Users");
  await admin.button("Deactivated").click();
  await page.getByRole("link", { name: "Zoe Larch" }).click();
  await admin.heading("Zoe Larch");
  await admin.button("Delete").click();
  const dialog = admin.dialog("Delete Zoe Larch?");
  const yes = dialog.getByRole("button", { name: "Delete user" });
  assert.equal(await yes.isDisabled(), true);
  await dialog.getByLabel(/Type zoe to confirm/).fill("zoe");
  await yes.click();
  await admin.heading("Users");
  assert.equal((await site.admin("GET", "/api/user/?search=zoe")).length, 0);
});
