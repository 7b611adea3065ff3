// The administration console: who is signed in decides whether the sign-in or the frame with the views is shown.

import { onSignedOut } from "./api.js";
import { h } from "./dom.js";
import { closeDialogs, failure, note } from "./feedback.js";
import { frame } from "./frame.js";
import { start } from "./router.js";
import { currentStanding, me, signOut } from "./session.js";
import { account } from "./views/account.js";
import { audit } from "./views/audit.js";
import { group } from "./views/group.js";
import { groups } from "./views/groups.js";
import { overview } from "./views/overview.js";
import { sessions } from "./views/sessions.js";
import { noEntry, signInPage } from "./views/sign-in.js";
import { tokens } from "./views/tokens.js";
import { user } from "./views/user.js";
import { users } from "./views/users.js";

const app = document.getElementById("app");

const ROUTES = [
  ["", overview],
  ["users", users],
  ["users/:id", user],
  ["groups", groups],
  ["groups/:id", group],
  ["tokens", tokens],
  ["sessions", sessions],
  ["audit", audit],
  ["account", account],
];

let shown = null;

/** Shows the sign-in; `pending` is a step that was begun before, `word` says why it is shown. */
function showSignIn(pending, word) {
  shown = null;
  closeDialogs();
  app.replaceChildren(signInPage({ pending, word, done: enter }));
  app.querySelector("[data-focus]")?.focus();
}

/** Shows the console to whoever is signed in. */
async function enter() {
  const user = await me();
  if (!user.mayEnter) {
    app.replaceChildren(noEntry(user, leave));
    return;
  }
  shown = frame(user, leave);
  app.replaceChildren(shown.element);
  start(ROUTES, shown.show, shown.confirmLeaving);
}

/** Signs out. */
async function leave() {
  await signOut();
  location.hash = "";
  showSignIn(null, "You are signed out.");
}

// A session that ends while the console is open, here or in another place.
onSignedOut((refusal) => {
  if (refusal.body?.id === "mfa_register") {
    if (location.hash === "#/account") return;
    location.hash = "/account";
    note("This server demands a second factor of everybody. Set it up to go on.", "bad");
  } else if (shown) showSignIn(null, "Your session is over. Sign in to go on where you were.");
});

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector("main")?.focus();
});

async function begin() {
  try {
    const { signedIn, pending } = await currentStanding();
    if (signedIn) await enter();
    else showSignIn(pending);
  } catch (error) {
    app.replaceChildren(h("div", { class: "alone" }, failure(error, begin)));
  }
}

begin();
