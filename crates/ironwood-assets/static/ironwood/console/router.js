// Which view the address asks for. Everything after the `#` is the console's own, so that it works under any path:
// `#/users/5`, `#/audit?kind=changed`.

let routes = [];
let show = () => {};
/** Says why the present view should not be left, or `null`. */
let guard = () => null;
let askToLeave = async () => true;
let current = "";
let isListening = false;

/** Where the address points to. */
function here() {
  const text = location.hash.startsWith("#/") ? location.hash.slice(2) : "";
  const [path, query = ""] = text.split("?");
  return { path: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
}

/** The route for a path and the values of its placeholders, or `null`. */
export function match(table, path) {
  for (const [pattern, view] of table) {
    const parts = pattern.split("/").filter(Boolean);
    if (parts.length !== path.length) continue;
    const values = {};
    const fits = parts.every((part, at) => {
      if (!part.startsWith(":")) return part === path[at];
      values[part.slice(1)] = path[at];
      return /^\d+$/.test(path[at]);
    });
    if (fits) return { view, values };
  }
  return null;
}

function follow() {
  current = location.hash;
  guard = () => null;
  const place = here();
  const found = match(routes, place.path);
  show(found?.view ?? null, { ...place, ...found?.values });
}

async function changed() {
  // Links such as `#main` are for the browser.
  if (location.hash && !location.hash.startsWith("#/")) return;
  const reason = location.hash === current ? null : guard();
  if (reason) {
    const wanted = location.hash;
    history.replaceState(null, "", current || "#/");
    if (!(await askToLeave(reason))) return;
    history.replaceState(null, "", wanted);
  }
  follow();
}

/** Begins to follow the address. `render(view, place)` shows a view; `confirmLeaving(reason)` asks. */
export function start(table, render, confirmLeaving) {
  [routes, show, askToLeave] = [table, render, confirmLeaving];
  if (!isListening) {
    isListening = true;
    window.addEventListener("hashchange", changed);
    window.addEventListener("beforeunload", (event) => {
      if (guard()) event.preventDefault();
    });
  }
  follow();
}

/** Goes to a view. */
export function go(path) {
  if (location.hash === `#${path}`) follow();
  else location.hash = path;
}

/** Shows the present view anew. */
export function reload() {
  follow();
}

/** Writes values of the present view into the address, without a step in the history. */
export function keepInAddress(values) {
  const { path } = here();
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
  const hash = `#/${path.join("/")}${query.size ? `?${query}` : ""}`;
  history.replaceState(null, "", hash);
  current = hash;
}

/** Until the view changes, asks `reason()` whether something would be lost by leaving. */
export function guardLeaving(reason) {
  guard = reason;
}
