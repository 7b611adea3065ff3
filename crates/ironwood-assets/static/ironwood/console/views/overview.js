// The first view: how the server is doing, and what is worth a look.

import { AUTH, all, ask, call, page } from "../api.js";
import { h, icon } from "../dom.js";
import { nothing } from "../feedback.js";
import { counted, dayAndTime, dayFromNow, duration, moment, size } from "../format.js";
import { heading, section } from "../frame.js";
import { auditLine } from "./audit.js";

/** Models whose rows are counted, as people call them. */
const ROWS = {
  part: "Parts", partcategory: "Part categories", bomitem: "BOM lines", stockitem: "Stock items", stocklocation: "Stock locations",
  stockitemtracking: "Stock history", stockitemtestresult: "Test results", company: "Companies", supplierpart: "Supplier parts",
  manufacturerpart: "Manufacturer parts", purchaseorder: "Purchase orders", salesorder: "Sales orders", returnorder: "Return orders",
  transferorder: "Transfer orders", build: "Build orders", parameter: "Parameters", attachment: "Attachments", user: "Users", group: "Groups",
  apitoken: "API tokens", usersession: "Sessions", notificationmessage: "Notifications", error: "Error reports", ormq: "Waiting tasks",
  task: "Finished tasks", auditentry: "Audit entries",
};

/** Days before its end, or without use, from which a token is worth a look. */
const [SOON, LONG] = [30, 90];

/** The view. */
export async function overview({ me, signal }) {
  const count = (path, values) => page(path, { ...values, limit: 1 }, { signal }).then((answer) => answer.count);
  const mine = me.isSuperuser ? { all_users: true } : {};
  const [server, status, activeUsers, groups, tokens, sessions, entries, factors] = await Promise.all([
    call("GET", "/api/", undefined, { signal }),
    call("GET", "/api/ironwood/status/", undefined, { signal }),
    count("/api/user/", { is_active: true }),
    count("/api/user/group/", { role_detail: false }),
    all("/api/user/tokens/", { ...mine, revoked: false, limit: 500, ordering: "expiry" }, { signal }),
    me.isSuperuser ? count("/api/ironwood/session/") : null,
    me.isSuperuser ? page("/api/ironwood/audit/", { limit: 6 }, { signal }) : null,
    ask("GET", `${AUTH}account/authenticators`, undefined, { signal }),
  ]);
  const tiles = [
    tile("#/users", "users", activeUsers, activeUsers === 1 ? "active user" : "active users"),
    tile("#/groups", "users-group", groups, groups === 1 ? "group" : "groups"),
    tile("#/tokens", "key", tokens.count, me.isSuperuser ? "tokens not revoked" : "tokens of yours"),
    sessions !== null && tile("#/sessions", "devices", sessions, sessions === 1 ? "open session" : "open sessions"),
  ];
  return {
    title: "Overview",
    content: [
      heading(server.instance, { lead: [`Ironwood ${status.version}, up for ${duration(status.process.uptime)}`] }),
      h("ul", { class: "tiles" }, tiles),
      h("div", { class: "columns" },
        h("div", { class: "column" }, attention({ tokens: tokens.results, factors, status }), entries && recent(entries.results)),
        h("div", { class: "column" }, serverFacts(status, server), rows(status.rows))),
    ],
  };
}

function tile(href, name, number, label) {
  return h("li", {}, h("a", { class: "tile", href }, icon(name), h("b", {}, number.toLocaleString("en")), h("span", {}, label)));
}

function attention({ tokens, factors, status }) {
  const ending = tokens.filter((token) => token.active && moment(token.expiry) < dayFromNow(SOON));
  const asleep = tokens.filter((token) => token.active && moment(token.last_seen ?? token.created) < dayFromNow(-LONG));
  const errors = status.rows.error ?? 0;
  const points = [
    factors.status === 200 && factors.body.data.length === 0 && point("shield-lock", "#/account",
      "Your account has no second factor", "Whoever learns your password can do what you can."),
    ending.length > 0 && point("key", "#/tokens?order=expiry",
      `${counted(ending.length, "token")} ${ending.length === 1 ? "ends" : "end"} within ${SOON} days`, "Programs that use one need a new one before."),
    asleep.length > 0 && point("key-off", "#/tokens?order=last_seen",
      `${counted(asleep.length, "token")} not used for ${LONG} days`, "Revoke what nobody needs."),
    errors > 0 && point("alert-triangle", null, counted(errors, "error report"), "The server met errors of its own. They are listed in the web interface."),
  ].filter(Boolean);
  return section("Worth a look", points.length ? h("ul", { class: "points" }, points)
    : nothing("circle-check", "All quiet", "Nothing needs you at the moment."));
}

function point(name, href, title, text) {
  return h("li", {}, icon(name), h("div", {}, href ? h("a", { href }, title) : h("b", {}, title), h("p", { class: "hint" }, text)));
}

function fact(label, value, more) {
  return h("div", {}, h("dt", {}, label), h("dd", {}, value, more && h("span", { class: "hint" }, more)));
}

function serverFacts(status, server) {
  const engine = { sqlite: "SQLite", postgresql: "PostgreSQL" }[status.database.engine] ?? status.database.engine;
  return section("Server", h("dl", { class: "facts" },
    fact("Version", `Ironwood ${status.version}`, `speaks API ${status.api} of InvenTree ${status.generation}`),
    fact("Running since", dayAndTime(moment(status.process.started)), `process ${status.process.id}${status.process.memory ? `, ${size(status.process.memory)} of memory` : ""}`),
    fact("Database", `${engine} ${status.database.version}`, size(status.database.size)),
    status.media && fact("Uploaded files", counted(status.media.files, "file"), size(status.media.size)),
    fact("Background work", server.worker_running ? "running" : "not running", counted(server.worker_pending_tasks, "waiting task")),
    fact("Clock", dayAndTime(moment(status.time)), `server's time zone ${status.time_zone ?? "unknown"}`)));
}

function rows(counts) {
  const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const list = sorted.filter(([, number]) => number > 0);
  const none = sorted.filter(([, number]) => number === 0).map(([model]) => (ROWS[model] ?? model).toLowerCase());
  const most = Math.max(1, ...list.map(([, number]) => number));
  return section("Rows", [
    h("ul", { class: "amounts" }, list.map(([model, number]) => h("li", {},
      h("span", {}, ROWS[model] ?? model), h("meter", { min: 0, max: most, value: number, "aria-hidden": "true" }), h("b", {}, number.toLocaleString("en"))))),
    none.length > 0 && h("p", { class: "hint amounts-none" }, `None yet of ${none.join(", ").replace(/\b(bom|api)\b/g, (word) => word.toUpperCase())}.`),
  ]);
}

function recent(entries) {
  return section("Lately", entries.length ? h("ol", { class: "trail" }, entries.map((entry) => auditLine(entry, { withDay: true })))
    : nothing("history", "Nothing yet", "What happens to users, groups, tokens and sessions will be told here."),
    { actions: h("a", { class: "button", href: "#/audit" }, "Audit trail") });
}
