// The ways in, and who is kept out.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Visitor, launch } from "./browser.mjs";
import { ADMIN, Site, oneTimeCode } from "./site.mjs";

let site;
let browser;
/** Secret of the administrator's authenticator app, and recovery codes, once there are some. */
let secret;
let codes;

before(async () => {
  site = await Site.start({ environment: { INVENTREE_ADMIN_URL: "back-office", INVENTREE_LOGIN_ATTEMPTS: "100" } });
  browser = await launch();
});

after(async () => {
  await browser.close();
  await site.stop();
});

/** Somebody before the sign-in. */
async function visitor() {
  const somebody = await Visitor.arrive(browser, site);
  await somebody.open("/back-office/");
  return somebody;
}

test("a wrong password is told at its field and lets nobody in", async () => {
  const somebody = await visitor();
  await somebody.enter({ ...ADMIN, password: "wrong" });
  const field = somebody.page.getByLabel("Password", { exact: true });
  await somebody.page.locator("[aria-invalid=true]").waitFor();
  assert.equal(await field.evaluate((box) => box === document.activeElement), true);
  assert.equal((await somebody.context.cookies()).some(({ name }) => name === "sessionid"), false);
  await somebody.leave();
});

test("users without an office are told so", async () => {
  const clerk = { username: "clerk", password: "larch-and-hornbeam-42" };
  const { pk } = await site.admin("POST", "/api/user/", { username: clerk.username, first_name: "", last_name: "", email: "" });
  await site.admin("PUT", `/api/user/${pk}/set-password/`, { password: clerk.password });
  const somebody = await visitor();
  await somebody.enter(clerk);
  await somebody.heading("Not for this account");
  await somebody.button("Sign out").click();
  await somebody.page.getByText("You are signed out.").waitFor();
  await somebody.leave();
});

test("staff without roles may look, and is not offered what would be refused", async () => {
  const staff = { username: "staff", password: "larch-and-hornbeam-42" };
  const { pk } = await site.admin("POST", "/api/user/", { username: staff.username, first_name: "", last_name: "", email: "", is_staff: true });
  await site.admin("PUT", `/api/user/${pk}/set-password/`, { password: staff.password });
  const somebody = await visitor();
  await somebody.enter(staff);
  await somebody.heading("InvenTree");
  assert.deepEqual(await somebody.page.getByRole("navigation", { name: "Console" }).getByRole("link").allInnerTexts(), ["Overview", "Users", "Groups", "Tokens"]);
  await somebody.go("Users");
  await somebody.page.getByRole("row", { name: /clerk/ }).waitFor();
  assert.equal(await somebody.button("New user").count(), 0);
  await somebody.page.getByRole("link", { name: "clerk" }).click();
  await somebody.page.getByText("You may look at users, not change them").waitFor();
  assert.equal(await somebody.page.getByLabel("E-mail").isDisabled(), true);
  await somebody.leave();
});

test("an administrator sets up a second factor, and it is asked for from then on", async () => {
  const admin = await visitor();
  await admin.enter(ADMIN);
  await admin.heading("InvenTree");
  await admin.page.getByRole("link", { name: "Your account has no second factor" }).click();
  await admin.button("Set up an authenticator app").click();
  const dialog = admin.dialog("Set up an authenticator app");
  await dialog.getByRole("img", { name: "QR code with the key" }).waitFor();
  secret = (await dialog.locator("output").textContent()).replaceAll(" ", "");
  await dialog.getByLabel("Code that the app shows").fill("000000");
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await dialog.getByText("This code is wrong, too old or already used.").waitFor();
  await dialog.getByLabel("Code that the app shows").fill(oneTimeCode(secret));
  await dialog.getByRole("button", { name: "Turn on" }).click();
  const kept = admin.dialog("Keep these recovery codes");
  await kept.waitFor();
  codes = await kept.getByRole("listitem").allInnerTexts();
  assert.equal(codes.length, 10);
  await kept.getByRole("button", { name: "I have them" }).click();
  await admin.page.getByText("10 of 10 left").waitFor();
  await admin.button("Sign out").click();
  await admin.page.getByText("You are signed out.").waitFor();

  await admin.enter(ADMIN);
  await admin.heading("Second factor");
  await admin.page.getByLabel("Code").fill("12345678");
  await admin.button("Continue").click();
  await admin.page.getByText("This code is wrong, too old or already used.").waitFor();
  await admin.page.getByLabel("Code").fill(oneTimeCode(secret, 1));
  await admin.button("Continue").click();
  await admin.heading("InvenTree");
  await admin.leave();
});

test("a recovery code lets in once", async () => {
  for (const [code, expected] of [[codes[3], "InvenTree"], [codes[3], null], [codes[4], "InvenTree"]]) {
    const admin = await visitor();
    await admin.enter(ADMIN);
    await admin.heading("Second factor");
    await admin.page.getByLabel("Code").fill(code);
    await admin.button("Continue").click();
    if (expected) await admin.heading(expected);
    else await admin.page.getByText("This code is wrong, too old or already used.").waitFor();
    await admin.leave();
  }
});

test("a half-done sign-in can be left for another account", async () => {
  const admin = await visitor();
  await admin.enter(ADMIN);
  await admin.heading("Second factor");
  await admin.page.reload();
  await admin.heading("Second factor");
  await admin.button("Sign in as somebody else").click();
  await admin.enter({ username: "clerk", password: "larch-and-hornbeam-42" });
  await admin.heading("Not for this account");
  await admin.leave();
});
