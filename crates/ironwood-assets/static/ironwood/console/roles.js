// The rules of roles (spec 10 §3, §4.5), and how they are put into words.

/** The four permissions of a role, in the order in which each asks for the one before. */
export const PERMISSIONS = ["view", "change", "add", "delete"];

/** What a role is about, for people who don't know the word. */
const ABOUT = {
  admin: "Users, groups, tokens, report templates, plugins",
  part_category: "The tree of categories and its parameters",
  part: "Parts, their prices, tests and sources",
  bom: "What assemblies are made of",
  stock_location: "The tree of places",
  stock: "Stock items, their history and tests",
  build: "Build orders and what they take from stock",
  purchase_order: "Orders to suppliers, and suppliers",
  sales_order: "Orders of customers, shipments, customers",
  return_order: "What customers send back",
  transfer_order: "Moves between places",
};

/** A line about a role, empty for one that this console doesn't know. */
export function about(role) {
  return ABOUT[role] ?? "";
}

/** The permissions of a row of the API, as a set of words. */
export function granted(ruleset) {
  return new Set(PERMISSIONS.filter((permission) => ruleset[`can_${permission}`]));
}

/** The same as the API writes it. */
export function asFlags(permissions) {
  return Object.fromEntries(PERMISSIONS.map((permission) => [`can_${permission}`, permissions.has(permission)]));
}

/** What goes along when a permission is given: adding and deleting need changing, and everything needs viewing. */
export function give(permissions, permission) {
  const after = new Set(permissions).add(permission).add("view");
  if (permission === "add" || permission === "delete") after.add("change");
  return after;
}

/** What goes along when a permission is taken: whatever needs it. */
export function take(permissions, permission) {
  if (permission === "view") return new Set();
  const after = new Set(permissions);
  after.delete(permission);
  if (permission === "change") {
    after.delete("add");
    after.delete("delete");
  }
  return after;
}

/** Whether two sets are the same. */
export function same(one, other) {
  return one.size === other.size && [...one].every((permission) => other.has(permission));
}

/** How much a role may, from 0 (nothing) to 3 (adding or deleting). */
export function level(permissions) {
  if (permissions.has("add") || permissions.has("delete")) return 3;
  if (permissions.has("change")) return 2;
  return permissions.has("view") ? 1 : 0;
}

/** Permissions of a role in words. */
export function inWords(permissions) {
  const words = PERMISSIONS.filter((permission) => permissions.has(permission));
  return words.length === 0 ? "nothing" : words.length === PERMISSIONS.length ? "everything" : words.join(", ");
}

/** What several groups add up to: `[{name, label, permissions}]` in the order of the first one. */
export function together(groups) {
  const sum = new Map();
  for (const role of groups.flatMap((group) => group.roles ?? [])) {
    const known = sum.get(role.name) ?? { name: role.name, label: role.label, permissions: new Set() };
    granted(role).forEach((permission) => known.permissions.add(permission));
    sum.set(role.name, known);
  }
  return [...sum.values()];
}
