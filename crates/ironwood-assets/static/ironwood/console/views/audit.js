// The audit trail: who did what to whom, when and from where.

import { call, page } from "../api.js";
import { afterPause, append, h, icon } from "../dom.js";
import { announce, failure, nothing } from "../feedback.js";
import { field } from "../form.js";
import { ago, counted, dayAndTime, device, isoDay, longDay, moment, time } from "../format.js";
import { heading } from "../frame.js";
import { userPicker } from "../people.js";
import { keepInAddress } from "../router.js";
import { noMatch, searchBox } from "../table.js";

const ENDPOINT = "/api/ironwood/audit/";
const PAGE = 50;

/** Models of the trail, as people call them. */
const MODELS = { user: "user", group: "group", ruleset: "role", apitoken: "token", usersession: "session" };

/** What an entry says, as a sentence of texts and bold names. */
function sentence(entry) {
  const who = entry.username ? h("b", {}, entry.username) : entry.address ? "Somebody" : "The server";
  const whom = entry.object_name ? h("b", {}, entry.object_name) : null;
  const what = [MODELS[entry.model] ?? entry.model, " ", whom ?? (entry.object ? `number ${entry.object}` : "")];
  switch (entry.kind) {
    case "signed_in": return [who, " signed in"];
    case "sign_in_failed": return whom ? ["Sign-in as ", whom, " failed"] : ["Sign-in with an unknown name failed"];
    case "used_from_new_address": return ["Token ", whom ?? h("i", {}, "without a name"), " of ", who, " came from a new address"];
    case "password_changed": return entry.username ? [who, " changed the password of ", entry.username === entry.object_name ? "their own account" : whom]
      : ["The password of ", whom, " was replaced"];
    case "factor_added": return [who, " added a second factor to ", whom];
    case "factor_removed": return [who, " removed a second factor of ", whom];
    case "password_set": return [who, " set a password for ", whom];
    case "ended": return [who, " ended a session of ", whom];
    case "created": return [who, " created ", what];
    case "changed": return [who, " changed ", what];
    case "deleted": return [who, " deleted ", what];
    case "revoked": return [who, " revoked ", what];
    default: return [who, " · ", entry.kind.replaceAll("_", " "), " · ", what];
  }
}

/** Kinds of entries that can be asked for, as `ironwood_inventory::audit` has them, each with its name and its sign. */
const KINDS = [
  ["created", "Created", "plus"],
  ["changed", "Changed", "pencil"],
  ["deleted", "Deleted", "trash"],
  ["signed_in", "Signed in", "user"],
  ["sign_in_failed", "Sign-in failed", "alert-triangle"],
  ["ended", "Session ended", "logout"],
  ["revoked", "Revoked", "key-off"],
  ["used_from_new_address", "Used from a new address", "key"],
  ["password_set", "Password set", "lock"],
  ["password_changed", "Password changed", "lock"],
  ["factor_added", "Second factor added", "shield-check"],
  ["factor_removed", "Second factor removed", "shield-lock"],
];
const SIGNS = Object.fromEntries(KINDS.map(([kind, , sign]) => [kind, sign]));

function tone(kind) {
  if (["deleted", "revoked", "sign_in_failed"].includes(kind)) return "bad";
  return ["used_from_new_address", "password_set", "factor_removed"].includes(kind) ? "warn" : "";
}

/** A value of a field, as people read it. */
function shown(value) {
  if (value === null || value === undefined || value === "") return "nothing";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (Array.isArray(value)) return value.length ? value.map(shown).join(", ") : "nothing";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const fieldName = (name) => name.replace(/^(is|can)_/, "").replaceAll("_", " ");

/** The fields that changed: what came and went of lists, before and after of the rest. */
function changes(entry) {
  const isNew = entry.kind === "created";
  // Of a new row only what it has is news.
  return Object.entries(entry.changes).filter(([, { after }]) => !isNew || !["nothing", "no"].includes(shown(after)))
    .map(([name, { before, after }]) => {
      if (Array.isArray(before) && Array.isArray(after)) {
        const [gone, come] = [before.filter((one) => !after.includes(one)), after.filter((one) => !before.includes(one))];
        return h("li", {}, h("span", { class: "change-name" }, fieldName(name)),
          come.map((one) => h("ins", {}, "+ ", shown(one))), gone.map((one) => h("del", {}, "− ", shown(one))));
      }
      return h("li", {}, h("span", { class: "change-name" }, fieldName(name)),
        isNew ? h("ins", {}, shown(after)) : [h("del", {}, shown(before)), icon("chevron-right"), h("ins", {}, shown(after))]);
    });
}

/** An entry of the trail. */
export function auditLine(entry, { withDay = false } = {}) {
  const at = moment(entry.time);
  const list = changes(entry);
  const from = [entry.address, entry.user_agent && device(entry.user_agent).name, ...Object.entries(entry.details ?? {}).map(([name, value]) => `${name} ${shown(value)}`)];
  return h("li", { class: `entry ${tone(entry.kind)}` },
    h("span", { class: "entry-sign" }, icon(SIGNS[entry.kind] ?? "activity")),
    h("div", {},
      h("p", { class: "entry-text" }, sentence(entry)),
      list.length > 0 && h("ul", { class: "changes" }, list),
      h("p", { class: "hint", title: entry.user_agent || null }, from.filter(Boolean).join(" · "))),
    h("time", { datetime: entry.time, title: dayAndTime(at) }, withDay ? ago(at) : time(at)));
}

/** The whole trail. */
export async function audit(place) {
  const { query, signal } = place;
  const state = { q: query.get("q") ?? "", kind: query.get("kind") ?? "", by: query.get("by") ?? "", from: query.get("from") ?? "", to: query.get("to") ?? "", page: Number(query.get("page")) || 1 };
  const by = state.by ? await call("GET", `/api/user/${Number(state.by)}/`, undefined, { signal }).catch(() => null) : null;
  const kinds = KINDS.map(([value, label]) => ({ value, label }));

  const space = h("div", { class: "trail-space" });
  const pager = h("nav", { class: "pager", "aria-label": "Pages" });
  let latest = 0;

  async function load() {
    const turn = ++latest;
    space.setAttribute("aria-busy", "true");
    try {
      const answer = await page(ENDPOINT, {
        search: state.q, kind: state.kind, user: state.by, time_after: state.from, time_before: state.to && dayAfter(state.to),
        limit: PAGE, offset: (state.page - 1) * PAGE || "",
      }, { signal });
      if (turn !== latest) return;
      space.replaceChildren(...(answer.count ? days(answer.results) : [isFiltered() ? noMatch("entries") : nothing("history", "Nothing yet", "What happens to users, groups, tokens and sessions will be told here.")]));
      pager.replaceChildren(...turns(answer.count));
      announce(counted(answer.count, "entry", "entries"));
    } catch (error) {
      if (turn !== latest || error.name === "AbortError") return;
      space.replaceChildren(failure(error, load));
      pager.replaceChildren();
    } finally {
      if (turn === latest) space.removeAttribute("aria-busy");
    }
  }

  const isFiltered = () => ["q", "kind", "by", "from", "to"].some((name) => state[name]);

  function turns(count) {
    if (count <= PAGE) return count ? [h("span", {}, counted(count, "entry", "entries"))] : [];
    const turn = (by, label, name, off) => h("button", { type: "button", class: "button", disabled: off, onclick: () => {
      state.page += by;
      remember();
      load().then(() => { window.scrollTo(0, 0); document.querySelector("h1")?.focus({ preventScroll: true }); });
    } }, by < 0 && icon(name), label, by > 0 && icon(name));
    const from = (state.page - 1) * PAGE + 1;
    return [h("span", {}, `${from}–${Math.min(count, state.page * PAGE)} of ${counted(count, "entry", "entries")}`),
      h("span", { class: "pager-turns" }, turn(-1, "Newer", "chevron-left", state.page === 1), turn(1, "Older", "chevron-right", state.page * PAGE >= count))];
  }

  const remember = () => keepInAddress({ ...state, page: state.page > 1 ? String(state.page) : "" });
  const change = (values) => {
    Object.assign(state, values, { page: 1 });
    clear.hidden = !isFiltered();
    remember();
    return load();
  };

  const kind = field({ name: "kind", label: "What", type: "select", value: state.kind, options: [{ value: "", label: "Everything" }, ...kinds], onchange: () => change({ kind: kind.value }) });
  const from = field({ name: "from", label: "From", type: "date", value: state.from, onchange: () => change({ from: from.value }) });
  const to = field({ name: "to", label: "To", type: "date", value: state.to, onchange: () => change({ to: to.value }) });
  const who = userPicker({ name: "by", label: "By", chosen: by, onpick: (user) => { if (String(user.pk) !== state.by) change({ by: String(user.pk) }); } });
  who.input.addEventListener("input", afterPause(() => { if (!who.input.value && state.by) change({ by: "" }); }));
  const search = searchBox("Search by name, address or browser", state.q, (q) => change({ q }));
  const clear = h("button", { type: "button", class: "button", hidden: !isFiltered(), onclick: () => {
    for (const one of [kind, from, to]) one.input.value = "";
    search.querySelector("input").value = "";
    who.clear();
    change({ q: "", kind: "", by: "", from: "", to: "" });
  } }, icon("x"), "Clear");

  load();
  return {
    title: "Audit trail",
    content: [
      heading("Audit trail", { lead: "Who did what, when and from where. It is only ever added to; not even a superuser can change it." }),
      h("div", { class: "filters", role: "search" }, search, kind.element, who.element, from.element, to.element, clear),
      space, pager,
    ],
  };
}

/** Entries under their days. */
function days(entries) {
  const groups = new Map();
  for (const entry of entries) {
    const key = isoDay(moment(entry.time));
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map((list) => append(h("section", { class: "trail-day" }), h("h2", {}, longDay(moment(list[0].time))),
    h("ol", { class: "trail" }, list.map((entry) => auditLine(entry)))));
}

function dayAfter(text) {
  const date = moment(text);
  return isoDay(new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1));
}
