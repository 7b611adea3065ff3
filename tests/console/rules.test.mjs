// The modules of the console that compute, asked in the browser that runs them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Visitor, launch } from "./browser.mjs";
import { Site } from "./site.mjs";

let site;
let browser;
let visitor;
let page;

before(async () => {
  site = await Site.start();
  browser = await launch();
  visitor = await Visitor.arrive(browser, site);
  await visitor.open();
  ({ page } = visitor);
});

after(async () => {
  await visitor.leave();
  await browser.close();
  await site.stop();
});

test("roles: giving brings what it needs, taking takes what needs it", async () => {
  const moves = await page.evaluate(async () => {
    const { give, take } = await import("/static/ironwood/console/roles.js");
    const all = ["view", "change", "add", "delete"];
    const list = (set) => all.filter((one) => set.has(one)).join(" ");
    return {
      given: all.map((one) => list(give(new Set(), one))),
      taken: all.map((one) => list(take(new Set(all), one))),
    };
  });
  assert.deepEqual(moves.given, ["view", "view change", "view change add", "view change delete"]);
  assert.deepEqual(moves.taken, ["", "view", "view change delete", "view change add"]);
});

test("roles: the console and the server agree about what goes along", async () => {
  const group = await site.admin("POST", "/api/user/group/", { name: "Everything but" });
  const role = group.roles.find(({ name }) => name === "stock");
  for (let mask = 0; mask < 16; mask += 1) {
    const asked = Object.fromEntries(["view", "change", "add", "delete"].map((one, bit) => [`can_${one}`, Boolean(mask & (1 << bit))]));
    const stored = await site.admin("PATCH", `/api/user/ruleset/${role.pk}/`, asked);
    const said = await page.evaluate(async (flags) => {
      const { asFlags, give, granted } = await import("/static/ironwood/console/roles.js");
      let sum = new Set();
      for (const one of granted(flags)) sum = give(sum, one);
      return asFlags(sum);
    }, asked);
    for (const [name, value] of Object.entries(said)) assert.equal(stored[name], value, `${name} of ${JSON.stringify(asked)}`);
  }
});

test("errors of the API are sorted by field, whatever their form", async () => {
  const sorted = await page.evaluate(async () => {
    const { problems } = await import("/static/ironwood/console/api.js");
    return [
      { username: ["Taken.", "Too long."] },
      { is_superuser: "Only a superuser can adjust this field" },
      { non_field_errors: ["Wrong."], name: ["Wrong too."] },
      { detail: "No." },
      { status: 400, errors: [{ message: "Bad.", code: "x", param: "code" }, { message: "All bad.", code: "y" }] },
      { password: "['This password is too common.', 'This password is entirely numeric.']" },
      [{}, { quantity: ["Too many."] }],
      "<html>",
      null,
    ].map(problems);
  });
  assert.deepEqual(sorted, [
    { general: [], fields: { username: ["Taken.", "Too long."] } },
    { general: [], fields: { is_superuser: ["Only a superuser can adjust this field"] } },
    { general: ["Wrong."], fields: { name: ["Wrong too."] } },
    { general: ["No."], fields: {} },
    { general: ["All bad."], fields: { code: ["Bad."] } },
    { general: [], fields: { password: ["This password is too common.", "This password is entirely numeric."] } },
    { general: ["Too many."], fields: {} },
    { general: [], fields: {} },
    { general: [], fields: {} },
  ]);
});

test("dates, sizes and devices are told as people say them", async () => {
  const said = await page.evaluate(async () => {
    const { ago, daysAway, device, duration, isoDay, moment, size } = await import("/static/ironwood/console/format.js");
    const now = new Date(2026, 10, 25, 12, 0);
    const at = (...parts) => new Date(2026, ...parts);
    return [
      ago(at(10, 25, 11, 59, 40), now), ago(at(10, 25, 11, 20), now), ago(at(10, 24, 23, 0), now), ago(at(10, 23, 9, 0), now),
      daysAway(at(10, 25), now), daysAway(at(10, 26), now), daysAway(at(11, 24), now), daysAway(at(4, 1), now),
      isoDay(moment("2026-02-03")), isoDay(moment("2026-02-03 23:59")), moment(""), moment("soon"), moment(0).toISOString(),
      size(512), size(1500), size(83886080), size(3.2e12), duration(42), duration(3700), duration(200000),
      device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0").name,
      device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0").name,
      device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1").kind,
      device("python-requests/2.32").name, device("").name,
    ];
  });
  assert.deepEqual(said, [
    "just now", "40 minutes ago", "13 hours ago", "2 days ago",
    "today", "tomorrow", "in 4 weeks", "7 months ago",
    "2026-02-03", "2026-02-03", null, null, "1970-01-01T00:00:00.000Z",
    "512 bytes", "1.5 kB", "83.9 MB", "3.2 TB", "42 s", "1 h 1 min", "2 days 7 h",
    "Firefox on Linux", "Edge on Windows", "device-mobile", "python-requests", "Unknown device",
  ]);
});

test("suggested passwords are long, differ, and have no letters that look alike", async () => {
  const made = await page.evaluate(async () => {
    const { randomPassword } = await import("/static/ironwood/console/form.js");
    return Array.from({ length: 50 }, randomPassword);
  });
  assert.equal(new Set(made).size, 50);
  for (const password of made) assert.match(password, /^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$/);
});
