// Forms: fields with their labels, hints and errors, and what happens when they are sent.

import { append, h, icon, uniqueId } from "./dom.js";

/**
 * A field. `type` is that of an input, or `select` with `options` of `{value, label}`. The error has its place below the input
 * and is read out with it. Two that are `half` stand side by side. Further attributes go to the input.
 */
export function field({ name, label, hint, type = "text", options, value = "", extra, half = false, ...attributes }) {
  const id = uniqueId(name);
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const shared = { id, name, value, "aria-describedby": `${hint ? `${hintId} ` : ""}${errorId}`, ...attributes };
  const input = type === "select"
    ? h("select", { ...shared, value: undefined }, options.map((option) =>
        h("option", { value: option.value, selected: option.value === value }, option.label)))
    : h("input", { type, ...shared });
  const error = h("p", { class: "field-error", id: errorId, hidden: true });
  const element = h("div", { class: half ? "field half" : "field" },
    h("label", { for: id }, label),
    extra ? h("div", { class: "field-row" }, input, extra) : input,
    hint && h("p", { class: "hint", id: hintId }, hint),
    error);
  const show = (text) => {
    error.textContent = text ?? "";
    error.hidden = !text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  input.addEventListener("input", () => show(null));
  return { name, element, input, show, get value() { return input.value; } };
}

/** A field for a password, which can be looked at; a new one can be made up. */
export function passwordField({ suggest = false, ...rest }) {
  const eye = h("button", { type: "button", class: "button icon-only", "aria-pressed": "false", "aria-label": "Show the password" }, icon("eye"));
  const made = field({ type: "password", autocapitalize: "none", spellcheck: "false", ...rest, extra: [
    eye,
    suggest && h("button", { type: "button", class: "button", onclick: () => {
      made.input.value = randomPassword();
      look(true);
      made.show(null);
      made.input.select();
    } }, "Suggest"),
  ] });
  const look = (open) => {
    made.input.type = open ? "text" : "password";
    eye.setAttribute("aria-pressed", String(open));
  };
  eye.addEventListener("click", () => look(made.input.type === "password"));
  return made;
}

/** Four groups of letters and digits, without those that look alike: 100 bits. */
export function randomPassword() {
  const letters = "abcdefghijkmnpqrstuvwxyz23456789";
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  const text = Array.from(bytes, (byte) => letters[byte % letters.length]).join("");
  return text.match(/.{5}/g).join("-");
}

/** A switch with a name and a line about it. It has its own place for an error. */
export function toggle({ label, hint, checked, disabled = false, onchange }) {
  const id = uniqueId("switch");
  const input = h("input", {
    id, type: "checkbox", role: "switch", class: "switch", checked, disabled, "aria-describedby": `${id}-hint ${id}-error`,
  });
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  input.addEventListener("change", async () => {
    error.hidden = true;
    const wanted = input.checked;
    input.setAttribute("aria-busy", "true");
    try {
      // It already shows what was asked for; a refusal turns it back.
      if ((await onchange(wanted)) === false) input.checked = !wanted;
    } catch (problem) {
      input.checked = !wanted;
      error.textContent = problem.message;
      error.hidden = false;
    }
    input.removeAttribute("aria-busy");
  });
  const element = h("div", { class: "toggle" },
    h("div", {}, h("label", { for: id }, label), h("p", { class: "hint", id: `${id}-hint` }, hint), error), input);
  return { element, input };
}

/** A group of check boxes for a choice of several. */
export function checks({ name, legend, hint, options, chosen = [] }) {
  const boxes = options.map(({ value, label }) => ({
    value, input: h("input", { type: "checkbox", name, value: String(value), checked: chosen.includes(value) }), label,
  }));
  const error = h("p", { class: "field-error", hidden: true });
  const element = h("fieldset", { class: "checks" },
    h("legend", {}, legend),
    hint && h("p", { class: "hint" }, hint),
    h("div", { class: "checks-list" }, boxes.map(({ input, label }) => h("label", {}, input, h("span", {}, label)))),
    error);
  return {
    name, element, input: boxes[0]?.input,
    show: (text) => { error.textContent = text ?? ""; error.hidden = !text; },
    get value() { return boxes.filter(({ input }) => input.checked).map(({ value }) => value); },
  };
}

/**
 * A form of such fields. `send(values)` gets their values; what the server refuses is shown at its field, the rest above the
 * buttons, and the first field that is wrong gets the focus.
 */
export function form({ fields, action, send, cancel, between = [], compact = false }) {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "button primary" }, action);
  const element = h("form", { class: "form", novalidate: true }, fields.map((one) => one.element), between, problem,
    h("div", { class: compact ? "form-actions" : "form-actions dialog-actions" },
      cancel && h("button", { type: "button", class: "button", onclick: cancel }, "Cancel"), submit));

  const showRefusal = (error) => {
    const rest = [...(error.general ?? [])];
    let first = null;
    for (const [name, texts] of Object.entries(error.fields ?? {})) {
      const known = fields.find((one) => one.name === name);
      if (known) {
        known.show(texts.join(" "));
        first = fields.find((one) => one === known || one === first);
      } else rest.push(...texts);
    }
    if (!first && rest.length === 0) rest.push(error.message);
    problem.textContent = rest.join(" ");
    problem.hidden = rest.length === 0;
    first?.input?.focus();
  };

  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    fields.forEach((one) => one.show(null));
    submit.disabled = true;
    submit.setAttribute("aria-busy", "true");
    try {
      await send(Object.fromEntries(fields.map((one) => [one.name, one.value])));
    } catch (error) {
      if (!error.message) console.error(error);
      showRefusal(error);
    }
    submit.disabled = false;
    submit.removeAttribute("aria-busy");
  });
  return { element, submit, showRefusal };
}

/** A button that copies a text. */
export function copyButton(text) {
  const label = h("span", {}, "Copy");
  const button = h("button", { type: "button", class: "button" }, icon("copy"), label);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      label.textContent = "Copied";
    } catch {
      label.textContent = "Select it and copy";
    }
    setTimeout(() => { label.textContent = "Copy"; }, 2500);
  });
  return button;
}

/** Buttons of which one is pressed. */
export function segments({ label, options, value, onchange }) {
  const buttons = options.map((option) => h("button", {
    type: "button", "aria-pressed": String(option.value === value),
    onclick: () => {
      buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(options[at] === option)));
      onchange(option.value);
    },
  }, option.label));
  return append(h("div", { class: "segments", role: "group", "aria-label": label }), buttons);
}
