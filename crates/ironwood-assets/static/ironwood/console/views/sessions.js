// Sessions: browsers that are signed in.

import { call } from "../api.js";
import { h, icon } from "../dom.js";
import { confirmed, note, nothing } from "../feedback.js";
import { ago, counted, dayAndTime, device, moment } from "../format.js";
import { heading } from "../frame.js";
import { badge, person } from "../people.js";
import { noMatch, pagedTable, row } from "../table.js";

const ENDPOINT = "/api/ironwood/session/";

/** All sessions. */
export async function sessions(place) {
  const list = pagedTable({
    place,
    endpoint: ENDPOINT,
    order: "-last_seen",
    search: "Search by user, address or browser",
    head: [
      { label: "User", order: "user" }, { label: "Browser" }, { label: "Address" }, { label: "Signed in", order: "created", class: "wide-only" },
      { label: "Last used", order: "last_seen" }, { label: "Action", class: "act" },
    ],
    word: "session",
    line: (session, reload) => row([
      person({ ...session.user_detail, pk: session.user }),
      what(session),
      h("code", {}, session.address),
      { class: "wide-only", content: when(session.created) },
      h("span", {}, h("span", { class: "narrow-only" }, "used "), when(session.last_seen)),
      { class: "act", content: endButton(session, { changed: () => reload({ quiet: true }) }) },
    ]),
    empty: (isFiltered) => (isFiltered ? noMatch("sessions") : nothing("devices", "No sessions", "Nobody is signed in.")),
  });
  return {
    title: "Sessions",
    content: [heading("Sessions", { lead: "Browsers that are signed in. Ending one asks its user to sign in again." }), list.element],
  };
}

function what(session) {
  const { name, kind } = device(session.user_agent);
  return h("span", { class: "device", title: session.user_agent }, icon(kind), h("span", {}, name), session.is_current && badge("This one", "leaf"));
}

function when(text) {
  const date = moment(text);
  return date && h("time", { datetime: text, title: dayAndTime(date) }, ago(date));
}

function endButton(session, { changed }) {
  const whose = session.is_current ? "this session" : `the session of ${session.user_detail?.username} on ${device(session.user_agent).name}`;
  return h("button", { type: "button", class: "button small danger-quiet", "aria-label": `End ${whose}`,
    onclick: async () => { if (await endSessions([session], whose)) changed(); } }, "End");
}

/** A session in the list of a user's page. */
export function sessionLine(session, context) {
  return h("li", {},
    h("div", { class: "line-text" }, what(session),
      h("span", { class: "hint" }, h("code", {}, session.address), " · last used ", when(session.last_seen), " · signed in ", when(session.created))),
    endButton(session, context));
}

/** Ends sessions, after a question; yields whether it was done. */
export async function endSessions(list, what) {
  const isOwn = list.some((session) => session.is_current);
  const done = await confirmed({
    title: `End ${what}?`,
    text: isOwn ? "Your own session is among them: you will have to sign in again." : "Whoever uses it is signed out with the next click. What was not saved is lost.",
    action: list.length > 1 ? `End ${counted(list.length, "session")}` : "End session",
    work: () => call("DELETE", ENDPOINT, { items: list.map((session) => session.pk) }),
  });
  if (done) note(list.length > 1 ? `${counted(list.length, "session")} ended.` : "The session was ended.");
  return done;
}
