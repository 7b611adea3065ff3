// How users and their states are shown, and how one is picked.

import { page } from "./api.js";
import { afterPause, h, icon, uniqueId } from "./dom.js";
import { announce } from "./feedback.js";
import { counted, fullName } from "./format.js";

/** A disc with initials, in a colour that stays with the name. */
export function avatar(user, size = "") {
  const words = `${user.first_name ?? ""} ${user.last_name ?? ""}`.trim().split(/\s+/).filter(Boolean);
  const initials = words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? user.username ?? "?").slice(0, 2);
  const colour = [...(user.username ?? "")].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 6, 0);
  return h("span", { class: `avatar tone-${colour} ${size}`, "aria-hidden": "true" }, initials.toUpperCase());
}

/** A small label. */
export function badge(text, tone = "") {
  return h("span", { class: `badge ${tone}` }, text);
}

/** What a user is allowed beyond the groups. */
export function standing(user) {
  return [
    user.is_superuser && badge("Superuser", "wood"),
    user.is_staff && !user.is_superuser && badge("Staff", "iron"),
    user.is_active === false && badge("Deactivated", "off"),
  ].filter(Boolean);
}

/** Avatar, name and user name; a link to the user's page when `pk` is known. */
export function person(user, { link = true } = {}) {
  const name = fullName(user);
  const text = h("span", { class: "person-text" },
    link && user.pk ? h("a", { href: `#/users/${user.pk}`, class: "person-name" }, name) : h("span", { class: "person-name" }, name),
    name !== user.username && h("span", { class: "person-sub" }, user.username));
  return h("span", { class: "person" }, avatar(user), text);
}

/**
 * A box in which a user is searched and picked: the combobox pattern of ARIA, with the list below. `value` is the primary key
 * of who was picked, or `null`. `without` leaves users out.
 */
export function userPicker({ name, label, hint, chosen = null, without = () => false, onpick = () => {} }) {
  const id = uniqueId(name);
  const input = h("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", autocapitalize: "none",
    "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${id}-list`,
    "aria-describedby": `${hint ? `${id}-hint ` : ""}${id}-error`, placeholder: "Search by name",
  });
  const list = h("ul", { id: `${id}-list`, role: "listbox", class: "options", "aria-label": label, hidden: true });
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  let picked = null;
  let found = [];
  let marked = -1;
  let turn = 0;

  const open = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) mark(-1);
  };
  const mark = (at) => {
    marked = at;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const pick = (user) => {
    picked = user;
    input.value = user ? `${fullName(user)} (${user.username})` : "";
    open(false);
    if (user) onpick(user);
  };
  const search = async () => {
    const mine = ++turn;
    const answer = await page("/api/user/", { search: input.value.trim(), limit: 8, is_active: true, ordering: "username" }).catch(() => null);
    if (mine !== turn || !answer || document.activeElement !== input) return;
    found = answer.results.filter((user) => !without(user));
    list.replaceChildren(...found.map((user, at) => h("li", {
      id: `${id}-${at}`, role: "option", "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); pick(user); },
    }, person(user, { link: false }))));
    if (found.length === 0) list.append(h("li", { class: "options-none" }, "Nobody has that name"));
    open(true);
    if (found.length) mark(0);
    announce(counted(found.length, "match", "matches"));
  };
  input.addEventListener("input", () => {
    // What was found for another text must not be picked by whoever types and presses Enter.
    turn += 1;
    open(false);
    picked = null;
    error.hidden = true;
  });
  input.addEventListener("input", afterPause(search, 200));
  input.addEventListener("focus", () => { if (!picked) search(); });
  input.addEventListener("blur", () => {
    open(false);
    if (!picked) input.value = "";
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); open(false); return; }
    if (list.hidden || found.length === 0) {
      // A name that nobody was picked for yet does not send the form.
      if (event.key === "Enter" && input.value.trim() && !picked) event.preventDefault();
      return;
    }
    if (event.key === "ArrowDown") mark((marked + 1) % found.length);
    else if (event.key === "ArrowUp") mark((marked + found.length - 1) % found.length);
    else if (event.key === "Enter" && marked >= 0) pick(found[marked]);
    else return;
    event.preventDefault();
  });
  if (chosen) pick(chosen);
  const element = h("div", { class: "field picker" },
    h("label", { for: id }, label),
    h("div", { class: "picker-box" }, icon("search"), input, list),
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint), error);
  return {
    name, element, input,
    clear: () => pick(null),
    show: (text) => {
      error.textContent = text ?? "";
      error.hidden = !text;
    },
    get value() { return picked?.pk ?? null; },
  };
}
