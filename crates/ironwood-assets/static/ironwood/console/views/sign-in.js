// The sign-in: name and password, then a code where the account has a second factor.

import { h, icon } from "../dom.js";
import { field, form, passwordField } from "../form.js";
import { sendCode, signIn, signOut } from "../session.js";

function card(...content) {
  return h("div", { class: "gate" },
    h("main", { class: "gate-card", id: "main", tabindex: "-1" },
      h("img", { src: "/static/img/favicon/favicon.svg", alt: "", width: 56, height: 56 }), content));
}

/**
 * The page. `pending` is a step of an earlier sign-in that is still waited for; `word` is shown above the form; `done` runs
 * when somebody is signed in.
 */
export function signInPage({ pending, word, done }) {
  const place = h("div", { class: "gate-place" });

  const askPassword = (message) => {
    const { element } = form({
      fields: [
        field({ name: "username", label: "User name", autocomplete: "username", autocapitalize: "none", spellcheck: "false", "data-focus": true, required: true }),
        passwordField({ name: "password", label: "Password", autocomplete: "current-password", required: true }),
      ],
      action: "Sign in",
      async send({ username, password }) {
        const now = await signIn(username, password);
        if (now.signedIn) await done();
        else askCode(now.pending);
      },
    });
    place.replaceChildren(
      h("h1", {}, "Ironwood console"),
      h("p", { class: "gate-lead", role: message ? "status" : null }, message ?? "Users, roles and tokens of this server"),
      element);
    focusFirst();
  };

  const askCode = (step) => {
    const types = step.types ?? [];
    const only = (type) => types.length === 1 && types[0] === type;
    const trust = h("input", { type: "checkbox", name: "trust" });
    const { element } = form({
      fields: [
        field({
          name: "code", label: "Code", autocomplete: "one-time-code", autocapitalize: "none", spellcheck: "false", "data-focus": true, required: true,
          hint: only("recovery_codes") ? "One of your recovery codes. Each works once."
            : "Six digits from your authenticator app. Without the app at hand, a recovery code works too, once.",
        }),
      ],
      between: [h("label", { class: "check" }, trust, h("span", {}, "Don't ask again in this browser for two weeks"))],
      action: "Continue",
      async send({ code }) {
        const now = await sendCode(code.replace(/\s/g, ""), trust.checked);
        if (now.signedIn) await done();
        else if (now.pending) askCode(now.pending);
        else askPassword("That took too long. Sign in once more.");
      },
    });
    place.replaceChildren(
      h("h1", {}, "Second factor"),
      h("p", { class: "gate-lead" }, "Your password was right. One more proof that it is you."),
      element,
      h("button", { type: "button", class: "link", onclick: async () => { await signOut(); askPassword(); } }, "Sign in as somebody else"));
    focusFirst();
  };

  const focusFirst = () => place.querySelector("[data-focus]")?.focus();

  if (pending?.id === "mfa_authenticate") askCode(pending);
  else askPassword(word);
  return card(place, h("p", { class: "gate-foot" }, h("a", { href: "/" }, "Web interface"), h("a", { href: "/api-doc/" }, "API documentation")));
}

/** For users who are signed in and have no business here. */
export function noEntry(me, leave) {
  return card(
    h("div", { class: "gate-place" },
      h("h1", {}, "Not for this account"),
      h("p", { class: "gate-lead" }, "You are signed in as ", h("b", {}, me.username),
        ". The console is for staff and superusers; an administrator can make you one."),
      h("div", { class: "gate-actions" },
        h("button", { type: "button", class: "button primary", onclick: leave }, icon("logout"), "Sign out"),
        h("a", { class: "button", href: "/" }, "Web interface"))));
}
