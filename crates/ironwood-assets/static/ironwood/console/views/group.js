// One group: its roles, its members.

import { Refusal, call } from "../api.js";
import { append, h, icon } from "../dom.js";
import { confirmed, dialog, failed, note, nothing } from "../feedback.js";
import { field, form } from "../form.js";
import { counted, fullName } from "../format.js";
import { heading, section } from "../frame.js";
import { person, userPicker } from "../people.js";
import { roleEditor } from "../role-table.js";
import { asFlags } from "../roles.js";
import { go, guardLeaving, reload } from "../router.js";

/** The page of a group. */
export async function group(place) {
  const { id, me, signal } = place;
  const path = `/api/user/group/${id}/`;
  const shown = await call("GET", `${path}?user_detail=true`, undefined, { signal });
  const actions = [];
  if (me.may("change")) actions.push(h("button", { type: "button", class: "button", onclick: () => rename(shown, path) }, icon("pencil"), "Rename"));
  if (me.may("delete")) actions.push(h("button", { type: "button", class: "button danger-quiet", onclick: () => remove(shown, path) }, icon("trash"), "Delete"));
  return {
    title: shown.name,
    content: [
      heading(shown.name, { back: { href: "#/groups", label: "Groups" }, lead: counted(shown.users.length, "member"), actions }),
      h("div", { class: "columns wide-first" }, roles(shown, me), members(shown, me)),
    ],
  };
}

function roles(shown, me) {
  const isOpen = me.may("change");
  const count = h("span", {});
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const saveButton = h("button", { type: "button", class: "button primary", onclick: save }, "Save roles");
  const bar = h("div", { class: "save-bar", hidden: true }, count,
    h("button", { type: "button", class: "button", onclick: () => { editor.reset(); update(); } }, "Discard"), saveButton);
  const editor = roleEditor(shown.roles, { disabled: !isOpen, onchange: update });

  function update() {
    const { length } = editor.changed;
    bar.hidden = length === 0;
    count.textContent = `${counted(length, "role")} changed`;
    problem.hidden = true;
  }

  /** One request for each role, in turn: what is stored when one is refused stays, and the rest stays marked. */
  async function save() {
    saveButton.disabled = true;
    problem.hidden = true;
    const changes = editor.changed;
    let saved = 0;
    try {
      for (const row of changes) {
        editor.stored(row, await call("PATCH", `/api/user/ruleset/${row.ruleset.pk}/`, asFlags(row.permissions)));
        saved += 1;
      }
      note(`${shown.name}: ${counted(saved, "role")} saved. ${shown.users.length ? "It counts from the next request of its members." : ""}`.trim());
      update();
    } catch (error) {
      update();
      if (!(error instanceof Refusal)) console.error(error);
      problem.textContent = saved ? `${saved} of ${counted(changes.length, "role")} saved, then: ${error.message}` : error.message;
      problem.hidden = false;
    }
    saveButton.disabled = false;
  }

  guardLeaving(() => (editor.changed.length ? `${counted(editor.changed.length, "role")} of ${shown.name} changed and not saved.` : null));
  return section("Roles", [editor.element, problem, bar], {
    kind: "roles-card",
    hint: isOpen ? "Adding and deleting need changing; everything needs viewing. What goes along is set by itself." : "Changing roles takes staff and the admin role.",
  });
}

function members(shown, me) {
  const isOpen = me.may("change");
  const list = h("ul", { class: "members" });
  const picker = isOpen && userPicker({
    name: "member", label: "Add a member",
    without: (user) => shown.users.some((member) => member.pk === user.pk),
    onpick: async (user) => {
      picker.clear();
      try {
        await changeMembership(user, (groups) => [...groups, shown.pk]);
        shown.users.push(user);
        draw();
        note(`${fullName(user)} was added.`);
      } catch (error) {
        picker.show(error.message);
      }
    },
  });

  async function leave(user) {
    try {
      await changeMembership(user, (groups) => groups.filter((pk) => pk !== shown.pk));
      shown.users = shown.users.filter((member) => member.pk !== user.pk);
      draw();
      note(`${fullName(user)} was removed.`);
    } catch (error) {
      failed(error, fullName(user));
    }
  }

  function draw() {
    const lead = document.querySelector(".heading .lead");
    if (lead && list.isConnected) lead.textContent = counted(shown.users.length, "member");
    list.replaceChildren(...shown.users.map((user) => h("li", {}, person(user), isOpen && h("button", {
      type: "button", class: "plain", "aria-label": `Remove ${fullName(user)}`, title: "Remove from the group", onclick: () => leave(user),
    }, icon("x")))));
    if (!shown.users.length) append(list, h("li", {}, nothing("users", "Nobody yet", "Members get these roles at once.")));
  }

  draw();
  return section("Members", [picker?.element, list]);
}

/** The API knows memberships from the side of the user: all groups at once. */
async function changeMembership(user, change) {
  const now = await call("GET", `/api/user/${user.pk}/`);
  await call("PATCH", `/api/user/${user.pk}/`, { group_ids: change(now.groups.map((group) => group.pk)) });
}

async function rename(shown, path) {
  const done = await dialog("Rename group", (close) => form({
    fields: [field({ name: "name", label: "Name", value: shown.name, required: true, autocomplete: "off", "data-focus": true })],
    action: "Rename",
    cancel: () => close(),
    async send(values) {
      await call("PATCH", path, values);
      close(true);
    },
  }).element);
  if (done) reload();
}

async function remove(shown, path) {
  const done = await confirmed({
    title: `Delete ${shown.name}?`,
    text: shown.users.length
      ? `${counted(shown.users.length, "member loses", "members lose")} its roles at once. Orders and parts that the group is responsible for are left without it.`
      : "Orders and parts that the group is responsible for are left without it.",
    action: "Delete group",
    work: () => call("DELETE", path),
  });
  if (!done) return;
  note(`${shown.name} was deleted.`);
  go("/groups");
}
