// What the console says back: short notes, questions, and boxes for what went wrong.

import { Refusal } from "./api.js";
import { append, h, icon, uniqueId } from "./dom.js";

const toasts = document.getElementById("toasts");
const announcer = document.getElementById("announcer");

/** Tells screen readers what everybody else can see. */
export function announce(text) {
  announcer.textContent = "";
  // A text that stays the same is not read again.
  setTimeout(() => { announcer.textContent = text; }, 50);
}

/** Shows a note for a while: `good` for what was done, `bad` for what was not. */
export function note(text, tone = "good") {
  const toast = h("div", { class: `toast ${tone}` },
    icon(tone === "good" ? "circle-check" : "alert-triangle"),
    h("p", {}, text),
    h("button", { type: "button", class: "plain", "aria-label": "Close", onclick: () => toast.remove() }, icon("x")));
  toasts.append(toast);
  while (toasts.children.length > 3) toasts.firstChild.remove();
  if (tone === "good") setTimeout(() => toast.remove(), 6000);
}

/** Shows that something did not work. */
export function failed(error, what) {
  if (error.name === "AbortError") return;
  if (!(error instanceof Refusal) && !error.message) console.error(error);
  note(what ? `${what}: ${error.message}` : error.message, "bad");
}

/** A box in place of what could not be loaded. */
export function failure(error, again) {
  return h("div", { class: "failure", role: "alert" },
    icon("alert-triangle"),
    h("div", {},
      h("p", {}, error.message),
      again && h("button", { type: "button", class: "button", onclick: again }, "Try again")));
}

/** A box in place of an empty list. */
export function nothing(name, title, text, ...actions) {
  return h("div", { class: "nothing" },
    icon(name), h("p", { class: "nothing-title" }, title), text && h("p", {}, text), actions.length > 0 && h("p", {}, actions));
}

/**
 * A modal dialogue. `build(close)` makes its content; what it closes with is what the promise yields, `undefined` for
 * Escape. The focus returns to where it was.
 */
export function dialog(title, build, { wide = false } = {}) {
  const before = document.activeElement;
  return new Promise((resolve) => {
    const heading = uniqueId("dialog");
    const box = h("dialog", { class: wide ? "dialog wide" : "dialog", "aria-labelledby": heading });
    let answer;
    const close = (value) => {
      answer = value;
      box.close();
    };
    append(box,
      h("header", { class: "dialog-head" },
        h("h2", { id: heading }, title),
        h("button", { type: "button", class: "plain", "aria-label": "Close", onclick: () => close() }, icon("x"))),
      build(close));
    box.addEventListener("close", () => {
      box.remove();
      if (before?.isConnected) before.focus();
      resolve(answer);
    });
    document.body.append(box);
    box.showModal();
    (box.querySelector("[data-focus]") ?? box.querySelector("input:enabled, select"))?.focus();
  });
}

/** Closes whatever dialogue is open. */
export function closeDialogs() {
  for (const box of document.querySelectorAll("dialog[open]")) box.close();
}

/**
 * Asks before something that cannot be taken back. `work` runs while the dialogue is open, so that a refusal is shown where
 * the question was; yields whether it was done. With `typed`, the user has to write that text first.
 */
export function confirmed({ title, text, action, danger = true, typed, work = async () => {} }) {
  return dialog(title, (close) => {
    const problem = h("p", { class: "problem", role: "alert", hidden: true });
    const input = typed && h("input", { id: uniqueId("typed"), autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
    const yes = h("button", { type: "submit", class: danger ? "button danger" : "button primary", disabled: Boolean(typed) }, action);
    input?.addEventListener("input", () => { yes.disabled = input.value !== typed; });
    const submit = async (event) => {
      event.preventDefault();
      yes.disabled = true;
      problem.hidden = true;
      try {
        await work();
        close(true);
      } catch (error) {
        problem.textContent = error.message;
        problem.hidden = false;
        yes.disabled = false;
      }
    };
    return h("form", { class: "dialog-body", onsubmit: submit },
      [text].flat().map((line) => (line instanceof Node ? line : h("p", {}, line))),
      input && h("div", { class: "field" },
        h("label", { for: input.id }, "Type ", h("b", {}, typed), " to confirm"), input),
      problem,
      h("div", { class: "dialog-actions" },
        h("button", { type: "button", class: "button", "data-focus": !typed, onclick: () => close(false) }, "Cancel"), yes));
  }).then(Boolean);
}
