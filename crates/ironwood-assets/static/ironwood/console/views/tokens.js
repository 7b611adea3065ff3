// API tokens: the keys by which programs act for a user.

import { call } from "../api.js";
import { append, h, icon } from "../dom.js";
import { confirmed, dialog, note, nothing } from "../feedback.js";
import { copyButton, field, form } from "../form.js";
import { day, dayFromNow, daysAway, fullName, isoDay, moment } from "../format.js";
import { heading } from "../frame.js";
import { badge, person, userPicker } from "../people.js";
import { noMatch, pagedTable, row } from "../table.js";

/** All tokens for superusers, one's own for others. */
export async function tokens(place) {
  const { me } = place;
  const owner = me.isSuperuser ? place.query.get("user") : null;
  const ownerName = owner ? fullName(await call("GET", `/api/user/${Number(owner)}/`, undefined, { signal: place.signal })) : null;
  const add = h("button", { type: "button", class: "button primary", onclick: async () => { if (await newToken(me)) list.reload(); } }, icon("plus"), "New token");
  const list = pagedTable({
    place,
    endpoint: "/api/user/tokens/",
    fixed: { ...(me.isSuperuser ? { all_users: true } : {}), user: owner },
    order: "-created",
    search: "Search by name or key",
    choices: [{
      name: "state", label: "Which tokens",
      options: [
        { value: "usable", label: "Not revoked", ask: { revoked: false } },
        { value: "revoked", label: "Revoked", ask: { revoked: true } },
        { value: "all", label: "All" },
      ],
    }],
    tools: ownerName ? [h("a", { class: "filter-chip", href: "#/tokens", "aria-label": `Only tokens of ${ownerName}. Show all` }, `Only ${ownerName}`, icon("x"))] : [],
    head: [
      { label: "Token", order: "name" }, { label: "User", order: "user" }, { label: "Last used", order: "last_seen" },
      { label: "Expires", order: "expiry" }, { label: "Action", class: "act" },
    ],
    word: "token",
    line: (token, reload) => tokenRow(token, { me, changed: () => reload({ quiet: true }) }),
    empty: (isFiltered) => (isFiltered || owner ? noMatch("tokens")
      : nothing("key", "No tokens", "Programs and the app sign in with tokens. One is made for each that asks with name and password, or here.")),
  });
  return {
    title: "Tokens",
    content: [
      heading("Tokens", {
        lead: me.isSuperuser ? "Keys by which programs act for a user. A revoked one is refused from the next request on." : "Keys by which programs act for you. A superuser sees those of everybody.",
        actions: [add],
      }),
      list.element,
    ],
  };
}

/** Days before its end from which a token is worth a word. */
const SOON = 30;

function state(token) {
  if (token.revoked) return badge("Revoked", "off");
  if (!token.active) return badge("Expired", "off");
  const end = moment(token.expiry);
  return end && end < dayFromNow(SOON) ? badge(`Ends ${daysAway(end)}`, "warn") : null;
}

function when(text, none) {
  const date = moment(text);
  return date ? h("time", { datetime: text, title: day(date) }, daysAway(date)) : h("span", { class: "faint" }, none);
}

function name(token) {
  return h("span", { class: "token" }, h("span", { class: "token-name" }, token.name || h("i", {}, "without a name")),
    h("code", {}, shortKey(token.token)), token.in_use && badge("In use here"));
}

/** The visible ends of a key; what is between them is starred out by the server. */
function shortKey(key) {
  const [, start, end] = /^([^*]*)\*+(.*)$/.exec(key) ?? [null, key, ""];
  return end ? `${start}…${end}` : start;
}

function revokeButton(token, { me, changed }) {
  if (token.revoked) return null;
  return h("button", { type: "button", class: "button small danger-quiet", "aria-label": `Revoke token ${token.name || shortKey(token.token)}`,
    onclick: async () => { if (await revoke(token, me)) changed(); } }, "Revoke");
}

function tokenRow(token, context) {
  return row([
    name(token),
    person({ ...token.user_detail, pk: token.user }),
    token.last_seen ? h("span", {}, h("span", { class: "narrow-only" }, "used "), when(token.last_seen)) : when(null, "never"),
    h("span", { class: "chips" }, state(token) ?? h("span", {}, h("span", { class: "narrow-only" }, "ends "), when(token.expiry, ""))),
    { class: "act", content: revokeButton(token, context) ?? "" },
  ], { class: token.active ? null : "faded" });
}

/** A token in the list of a user's page. */
export function tokenLine(token, context) {
  return h("li", { class: token.active ? null : "faded" },
    h("div", { class: "line-text" }, name(token),
      h("span", { class: "hint" }, "Last used ", when(token.last_seen, "never"), " · created ", when(token.created, "")), state(token)),
    revokeButton(token, context));
}

async function revoke(token, me) {
  const whose = token.user === me.pk ? "Your" : `${fullName(token.user_detail)}’s`;
  const called = token.name ? `token “${token.name}”` : "token";
  const done = await confirmed({
    title: "Revoke this token?",
    text: `${whose} ${called} stops working with the next request. It cannot be brought back; programs that use it need a new one.`,
    action: "Revoke",
    work: () => call("DELETE", `/api/user/tokens/${token.id}/${me.isSuperuser ? "?all_users=true" : ""}`),
  });
  if (done) note("The token was revoked.");
  return done;
}

/** Makes a token and shows its key, which nobody sees again. Yields whether one was made. */
export async function newToken(me, owner = null) {
  const expiry = field({ name: "expiry", label: "Last day", type: "date", value: isoDay(dayFromNow(365)), required: true, min: isoDay(new Date()) });
  const spans = [[30, "30 days"], [90, "90 days"], [365, "a year"], [1826, "5 years"]];
  append(expiry.element, h("div", { class: "presets" }, spans.map(([days, label]) => h("button", {
    type: "button", class: "button small", onclick: () => { expiry.input.value = isoDay(dayFromNow(days)); },
  }, label))));
  const made = await dialog("New token", (close) => {
    const whose = owner || !me.isSuperuser ? null : userPicker({ name: "user", label: "For", chosen: { ...me, first_name: "", last_name: "" }, hint: "The token may what this user may." });
    return form({
      fields: [
        field({ name: "name", label: "Name", autocomplete: "off", "data-focus": true, maxlength: 100, hint: "What it is for, such as the label printer or a script." }),
        whose, expiry,
      ].filter(Boolean),
      action: "Create token",
      cancel: () => close(),
      async send(values) {
        const user = owner?.pk ?? values.user ?? me.pk;
        if (whose && !values.user) {
          whose.show("Pick a user from the list.");
          whose.input.focus();
          return;
        }
        if (!values.expiry) {
          expiry.show("Enter the last day on which it works.");
          return;
        }
        close(await call("POST", "/api/user/tokens/", { ...values, user }));
      },
    }).element;
  });
  if (!made) return false;
  await dialog("Copy the token now", (close) => h("div", { class: "dialog-body" },
    h("p", {}, "It is shown this once. Whoever has it may what ", h("b", {}, fullName(made.user_detail)), " may."),
    h("div", { class: "secret" }, h("output", { id: "new-token", tabindex: "0" }, made.token), copyButton(made.token)),
    h("p", { class: "hint" }, "Programs send it as ", h("code", {}, "Authorization: Token inv-…")),
    h("div", { class: "dialog-actions" }, h("button", { type: "button", class: "button primary", "data-focus": true, onclick: () => close() }, "Done"))));
  note("The token was created.");
  return true;
}
