// The list of users, and the form for a new one.

import { all, call } from "../api.js";
import { h, icon } from "../dom.js";
import { dialog, note, nothing } from "../feedback.js";
import { checks, field, form, passwordField, toggle } from "../form.js";
import { fullName } from "../format.js";
import { heading } from "../frame.js";
import { badge, person, standing } from "../people.js";
import { go } from "../router.js";
import { noMatch, pagedTable, row } from "../table.js";

/** Everybody. */
export async function users(place) {
  const add = h("button", { type: "button", class: "button primary", onclick: () => newUser(place.me) }, icon("user-plus"), "New user");
  const list = pagedTable({
    place,
    endpoint: "/api/user/",
    order: "username",
    search: "Search by name or user name",
    choices: [{
      name: "who", label: "Which users",
      options: [
        { value: "active", label: "Active", ask: { is_active: true } },
        { value: "staff", label: "Staff", ask: { is_staff: true } },
        { value: "superusers", label: "Superusers", ask: { is_superuser: true } },
        { value: "off", label: "Deactivated", ask: { is_active: false } },
        { value: "all", label: "All" },
      ],
    }],
    head: [
      { label: "User", order: "username" },
      { label: "E-mail", order: "email", class: "wide-only" },
      { label: "Groups" },
      { label: "Standing", class: "narrow-end" },
    ],
    word: "user",
    line: (user) => row([
      person(user),
      { class: "wide-only", content: user.email ? h("span", { class: "cut" }, user.email) : h("span", { class: "faint" }, "none") },
      user.groups.length
        ? h("span", { class: "chips" }, user.groups.map((group) => badge(group.name)))
        : h("span", { class: "faint" }, "no group"),
      { class: "narrow-end", content: h("span", { class: "chips" }, standing(user)) },
    ], { class: user.is_active ? "goes" : "goes faded" }),
    empty: (isFiltered) => (isFiltered ? noMatch("users") : nothing("users", "No users", "")),
  });
  return {
    title: "Users",
    content: [
      heading("Users", { lead: "Who may use this server, and as what.", actions: place.me.may("add") ? [add] : [] }),
      list.element,
    ],
  };
}

/** Asks for a new user in a dialogue and goes to the user's page. */
async function newUser(me) {
  const groups = await all("/api/user/group/", { ordering: "name", role_detail: false });
  let isStaff = false;
  const made = await dialog("New user", (close) => form({
    fields: [
      field({
        name: "username", label: "User name", required: true, autocomplete: "off", autocapitalize: "none", spellcheck: "false", "data-focus": true,
        hint: "Letters, digits and @ . + - _",
      }),
      field({ name: "first_name", label: "First name", autocomplete: "off", half: true }),
      field({ name: "last_name", label: "Last name", autocomplete: "off", half: true }),
      field({ name: "email", label: "E-mail", type: "email", autocomplete: "off" }),
      me.isSuperuser && passwordField({
        name: "password", label: "Password", suggest: true, autocomplete: "new-password",
        hint: "Without one, the user cannot sign in until somebody sets it.",
      }),
      groups.length > 0 && checks({
        name: "group_ids", legend: "Groups", hint: "What the user may do is the sum of the groups.",
        options: groups.map((group) => ({ value: group.pk, label: group.name })),
      }),
    ].filter(Boolean),
    between: me.isSuperuser ? [toggle({
      label: "Staff", hint: "May enter this console. What they may change here follows from the admin role of their groups.",
      onchange: (on) => { isStaff = on; },
    }).element] : [],
    action: "Create user",
    cancel: () => close(),
    async send({ password, ...values }) {
      const user = await call("POST", "/api/user/", isStaff ? { ...values, is_staff: true } : values);
      if (password) {
        try {
          await call("PATCH", `/api/user/${user.pk}/set-password/`, { password });
        } catch (error) {
          note(`${fullName(user)} was created, but the password was refused: ${error.message}`, "bad");
          close(user);
          return;
        }
      }
      note(`${fullName(user)} was created.`);
      close(user);
    },
  }).element, { wide: true });
  if (made) go(`/users/${made.pk}`);
}
