// The list of groups.

import { call } from "../api.js";
import { h, icon } from "../dom.js";
import { dialog, note, nothing } from "../feedback.js";
import { field, form } from "../form.js";
import { counted } from "../format.js";
import { heading } from "../frame.js";
import { avatar } from "../people.js";
import { roleMarks } from "../role-table.js";
import { go } from "../router.js";
import { noMatch, pagedTable, row } from "../table.js";

/** All groups. */
export async function groups(place) {
  const add = h("button", { type: "button", class: "button primary", onclick: newGroup }, icon("plus"), "New group");
  const list = pagedTable({
    place,
    endpoint: "/api/user/group/",
    fixed: { user_detail: true },
    order: "name",
    search: "Search groups",
    head: [{ label: "Group", order: "name" }, { label: "Members" }, { label: "Roles" }],
    word: "group",
    line: (group) => row([
      h("a", { href: `#/groups/${group.pk}`, class: "person-name" }, group.name),
      members(group.users ?? []),
      roleMarks(group.roles ?? []),
    ], { class: "goes" }),
    empty: (isFiltered) => (isFiltered ? noMatch("groups")
      : nothing("users-group", "No groups yet", "A group is a set of roles, such as what storekeepers may do. Users get their roles by being in groups.")),
  });
  return {
    title: "Groups",
    content: [
      heading("Groups", { lead: "Roles come with groups; a user may what the groups may together.", actions: place.me.may("add") ? [add] : [] }),
      list.element,
      h("p", { class: "legend" }, "Roles, from Admin to Transfer Orders:",
        [["level-0", "nothing"], ["level-1", "view"], ["level-2", "change"], ["level-3", "add or delete"]].map(([kind, label]) =>
          h("span", {}, h("span", { class: `mark ${kind}`, "aria-hidden": "true" }), label))),
    ],
  };
}

function members(users) {
  if (!users.length) return h("span", { class: "faint" }, "nobody");
  return h("span", { class: "stack" }, users.slice(0, 4).map((user) => avatar(user, "small")), h("span", { class: "stack-count" }, counted(users.length, "member")));
}

/** Asks for a name and goes to the page of the new group. */
async function newGroup() {
  const made = await dialog("New group", (close) => form({
    fields: [field({ name: "name", label: "Name", required: true, autocomplete: "off", "data-focus": true, hint: "What its members do, such as Storekeepers." })],
    action: "Create group",
    cancel: () => close(),
    async send(values) {
      close(await call("POST", "/api/user/group/", values));
    },
  }).element);
  if (!made) return;
  note(`${made.name} was created. It may do nothing yet.`);
  go(`/groups/${made.pk}`);
}
