// The grid of roles and permissions: to look at, and to change.

import { append, h, icon, uniqueId, unseen } from "./dom.js";
import { announce } from "./feedback.js";
import { PERMISSIONS, about, give, granted, inWords, level, take } from "./roles.js";

const LABELS = { view: "View", change: "Change", add: "Add", delete: "Delete" };

function headRow() {
  return h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Role"),
    PERMISSIONS.map((permission) => h("th", { scope: "col" }, LABELS[permission]))));
}

/** Roles to look at: `[{name, label, permissions}]`. */
export function roleTable(roles, { label }) {
  return h("table", { class: "roles", "aria-label": label }, headRow(), h("tbody", {}, roles.map((role) =>
    h("tr", { class: role.permissions.size ? null : "none" }, h("th", { scope: "row" }, role.label),
      PERMISSIONS.map((permission) => h("td", {}, role.permissions.has(permission)
        ? [icon("check"), unseen("yes")] : [h("span", { class: "dot", "aria-hidden": "true" }), unseen("no")]))))));
}

/** Eleven marks that show at a glance how much a group may; in words for those who don't see it. */
export function roleMarks(rulesets) {
  const roles = rulesets.map((ruleset) => ({ label: ruleset.label, permissions: granted(ruleset) }));
  const words = roles.filter((role) => role.permissions.size).map((role) => `${role.label}: ${inWords(role.permissions)}`);
  return h("span", { class: "marks" },
    roles.map((role) => h("span", { class: `mark level-${level(role.permissions)}`, title: `${role.label}: ${inWords(role.permissions)}`, "aria-hidden": "true" })),
    unseen(words.join("; ") || "May do nothing"));
}

/**
 * Roles to change. `rulesets` are the rows of the API; `onchange()` runs after each change. Check boxes follow the rules of
 * roles: giving brings what it needs, taking takes what needs it. The arrow keys move between them.
 */
export function roleEditor(rulesets, { disabled = false, onchange }) {
  const rows = rulesets.map((ruleset) => {
    const row = { ruleset, permissions: granted(ruleset), boxes: {} };
    const name = uniqueId("role");
    for (const permission of PERMISSIONS) {
      row.boxes[permission] = h("input", {
        type: "checkbox", disabled, "aria-label": `${ruleset.label}: ${LABELS[permission].toLowerCase()}`, "aria-describedby": name,
        onchange: () => change(row, permission),
      });
    }
    row.element = h("tr", {},
      h("th", { scope: "row" }, h("span", { class: "role-name" }, ruleset.label), h("span", { class: "hint", id: name }, about(ruleset.name))),
      PERMISSIONS.map((permission) => h("td", {}, h("label", { class: "box" }, row.boxes[permission]))));
    return row;
  });

  function change(row, permission) {
    const before = row.permissions;
    const gives = row.boxes[permission].checked;
    row.permissions = gives ? give(before, permission) : take(before, permission);
    const others = PERMISSIONS.filter((one) => one !== permission && before.has(one) !== row.permissions.has(one));
    if (others.length) announce(`${others.map((one) => LABELS[one]).join(" and ")} ${others.length > 1 ? "go" : "goes"} along`);
    draw();
    onchange();
  }

  function draw() {
    for (const row of rows) {
      for (const permission of PERMISSIONS) row.boxes[permission].checked = row.permissions.has(permission);
      row.element.classList.toggle("changed", !isSame(row));
    }
  }

  const isSame = (row) => {
    const was = granted(row.ruleset);
    return was.size === row.permissions.size && [...was].every((permission) => row.permissions.has(permission));
  };

  const table = h("table", { class: "roles editable", "aria-label": "Roles and permissions" }, headRow(), h("tbody", {}, rows.map((row) => row.element)));
  table.addEventListener("keydown", (event) => {
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    const at = rows.findIndex((row) => Object.values(row.boxes).includes(event.target));
    if (!step || at < 0) return;
    const column = PERMISSIONS.findIndex((permission) => rows[at].boxes[permission] === event.target);
    const next = rows[at + step[0]]?.boxes[PERMISSIONS[column + step[1]]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  const fill = (label, permissions) => h("button", { type: "button", class: "button small", disabled, onclick: () => {
    for (const row of rows) row.permissions = new Set(permissions);
    draw();
    onchange();
  } }, label);

  draw();
  return {
    element: append(h("div", {}),
      !disabled && h("div", { class: "presets", role: "group", "aria-label": "All roles at once" }, h("span", { class: "hint" }, "All roles:"),
        fill("Nothing", []), fill("View", ["view"]), fill("Everything", PERMISSIONS)),
      h("div", { class: "roles-space" }, table)),
    /** Rows that differ from what is stored: `[{ruleset, permissions}]`. */
    get changed() { return rows.filter((row) => !isSame(row)); },
    /** Back to what is stored. */
    reset() {
      for (const row of rows) row.permissions = granted(row.ruleset);
      draw();
    },
    /** Takes over what the server made of a row. */
    stored(row, ruleset) {
      row.ruleset = ruleset;
      row.permissions = granted(ruleset);
      draw();
    },
  };
}
