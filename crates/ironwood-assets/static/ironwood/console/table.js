// Tables: of rows that are there, and of long lists that are searched, filtered and paged on the server.

import { page } from "./api.js";
import { afterPause, append, h, icon, uniqueId } from "./dom.js";
import { announce, failure, nothing } from "./feedback.js";
import { segments } from "./form.js";
import { counted } from "./format.js";
import { keepInAddress } from "./router.js";

const PAGE = 25;

/** A table. On narrow screens its rows become cards, so the roles are spelled out. */
export function table({ label, head, rows }) {
  const cell = (column) => h("th", { role: "columnheader", scope: "col", class: column.class }, column.label ?? column);
  return h("table", { class: "table", role: "table", "aria-label": label },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head.map(cell))),
    h("tbody", { role: "rowgroup" }, rows));
}

/** A row of cells; the first one names it. A cell is a node or text, or `{class, content}`. */
export function row(cells, attributes = {}) {
  return h("tr", { role: "row", ...attributes }, cells.map((cell, at) => {
    const { content = cell, class: kind } = cell?.content === undefined ? {} : cell;
    return at === 0
      ? h("th", { role: "rowheader", scope: "row", class: kind }, content)
      : h("td", { role: "cell", class: kind }, content);
  }));
}

/**
 * A list that is read page by page. What was searched, filtered and sorted stays in the address.
 *
 * - `endpoint`, `fixed`: path, and parameters that always go along
 * - `search`: placeholder of the search box
 * - `choices`: `[{name, label, options: [{value, label, ask}]}]`; `ask` are the parameters of an option
 * - `head`: columns; `order` makes one sortable
 * - `line(item, reload)`: the table row of an item
 * - `word`: what an item is called
 * - `empty(isFiltered)`: the box for an empty list
 */
export function pagedTable({ place, endpoint, fixed = {}, search, choices = [], head, order = "", line, word, plural, empty, tools = [] }) {
  const state = { q: place.query.get("q") ?? "", order: place.query.get("order") ?? order, page: Number(place.query.get("page")) || 1 };
  for (const choice of choices) state[choice.name] = place.query.get(choice.name) ?? choice.options[0].value;

  const body = h("tbody", { role: "rowgroup" });
  const headers = head.map((column) => header(column));
  const grid = h("table", { class: "table", role: "table", "aria-label": `List of ${plural ?? `${word}s`}` },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, headers.map(({ element }) => element))), body);
  const space = h("div", { class: "table-space" }, grid);
  const pager = h("nav", { class: "pager", "aria-label": "Pages" });
  let latest = 0;

  function header(column) {
    if (!column.order) return { element: h("th", { role: "columnheader", scope: "col", class: column.class }, column.label), mark() {} };
    const button = h("button", { type: "button", class: "sort", onclick: () => {
      state.order = state.order === column.order ? `-${column.order}` : column.order;
      change();
    } }, column.label, icon("chevron-down"));
    const element = h("th", { role: "columnheader", scope: "col", class: column.class }, button);
    const mark = () => {
      const sorted = { [column.order]: "ascending", [`-${column.order}`]: "descending" }[state.order];
      if (sorted) element.setAttribute("aria-sort", sorted);
      else element.removeAttribute("aria-sort");
    };
    return { element, mark };
  }

  function parameters() {
    const asked = choices.map((choice) => choice.options.find((option) => option.value === state[choice.name])?.ask ?? {});
    return Object.assign({ search: state.q, ordering: state.order, limit: PAGE, offset: (state.page - 1) * PAGE || "" }, ...asked, fixed);
  }

  function isFiltered() {
    return Boolean(state.q) || choices.some((choice) => state[choice.name] !== choice.options[0].value);
  }

  function remember() {
    const kept = { q: state.q, order: state.order === order ? "" : state.order, page: state.page > 1 ? state.page : "" };
    for (const choice of choices) kept[choice.name] = state[choice.name] === choice.options[0].value ? "" : state[choice.name];
    for (const [name, value] of place.query) if (!(name in kept)) kept[name] = value;
    keepInAddress(kept);
  }

  async function load({ quiet = false } = {}) {
    const turn = ++latest;
    grid.setAttribute("aria-busy", "true");
    headers.forEach(({ mark }) => mark());
    try {
      const answer = await page(endpoint, parameters(), { signal: place.signal });
      if (turn !== latest) return;
      if (answer.results.length === 0 && state.page > 1) {
        state.page = Math.max(1, Math.ceil(answer.count / PAGE));
        remember();
        await load({ quiet });
        return;
      }
      space.replaceChildren(answer.count ? grid : empty(isFiltered()));
      body.replaceChildren(...answer.results.map((item) => line(item, load)));
      pager.replaceChildren(...pages(answer.count));
      if (!quiet) announce(counted(answer.count, word, plural));
    } catch (error) {
      if (turn !== latest || error.name === "AbortError") return;
      space.replaceChildren(failure(error, load));
      pager.replaceChildren();
    } finally {
      if (turn === latest) grid.removeAttribute("aria-busy");
    }
  }

  function pages(count) {
    if (!count) return [];
    const from = (state.page - 1) * PAGE + 1;
    const to = Math.min(count, state.page * PAGE);
    const turn = (by, label, name) => h("button", {
      type: "button", class: "button icon-only", "aria-label": label,
      disabled: by < 0 ? state.page === 1 : to >= count,
      onclick: async () => {
        state.page += by;
        remember();
        await load();
        const again = pager.querySelector(`[aria-label="${label}"]`);
        (again?.disabled ? pager.querySelector("button:enabled") : again)?.focus();
      },
    }, icon(name));
    const range = count > PAGE ? `${from}–${to} of ${counted(count, word, plural)}` : counted(count, word, plural);
    return [h("span", {}, range), count > PAGE && h("span", { class: "pager-turns" },
      turn(-1, "Previous page", "chevron-left"), turn(1, "Next page", "chevron-right"))].filter(Boolean);
  }

  function change() {
    state.page = 1;
    remember();
    return load();
  }

  const bar = h("div", { class: "tools" });
  if (search) append(bar, searchBox(search, state.q, (text) => { state.q = text; change(); }));
  for (const choice of choices) {
    append(bar, segments({ ...choice, value: state[choice.name], onchange: (value) => { state[choice.name] = value; change(); } }));
  }
  append(bar, tools);
  load({ quiet: true });
  return { element: h("div", { class: "listing" }, bar, space, pager), reload: load };
}

/** A box to search with. */
export function searchBox(placeholder, value, onsearch) {
  const id = uniqueId("search");
  const input = h("input", { id, type: "search", placeholder, value, autocomplete: "off", spellcheck: "false", "aria-label": placeholder });
  const later = afterPause(() => onsearch(input.value.trim()));
  input.addEventListener("input", later);
  return h("div", { class: "search" }, icon("search"), input);
}

/** The box of a list in which a search or filter found nothing. */
export function noMatch(what) {
  return nothing("search", `No ${what} match`, "Try other words, or take a filter away.");
}
