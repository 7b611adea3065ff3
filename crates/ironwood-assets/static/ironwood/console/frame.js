// What surrounds every view: the bar at the side (below, on a phone), and the place for the view.

import { append, h, icon, unseen } from "./dom.js";
import { announce, confirmed, failed, failure, nothing } from "./feedback.js";
import { avatar } from "./people.js";
import { reload } from "./router.js";

const PLACES = [
  { path: "", icon: "layout-dashboard", label: "Overview" },
  { path: "users", icon: "users", label: "Users" },
  { path: "groups", icon: "users-group", label: "Groups" },
  { path: "tokens", icon: "key", label: "Tokens" },
  { path: "sessions", icon: "devices", label: "Sessions", forSuperusers: true },
  { path: "audit", icon: "history", label: "Audit trail", short: "Audit", forSuperusers: true },
];

/** The title of a view, with what belongs beside it. */
export function heading(title, { lead, actions = [], back } = {}) {
  return h("header", { class: "heading" },
    h("div", { class: "heading-text" },
      back && h("a", { class: "back", href: back.href }, icon("chevron-left"), back.label),
      h("h1", { tabindex: "-1" }, title),
      lead && h("p", { class: "lead" }, lead)),
    actions.length > 0 && h("div", { class: "heading-actions" }, actions));
}

/** A part of a view with its own title. */
export function section(title, content, { hint, actions, kind = "" } = {}) {
  return h("section", { class: `card ${kind}` },
    h("header", { class: "card-head" }, h("div", {}, h("h2", {}, title), hint && h("p", { class: "hint" }, hint)), actions), content);
}

function themeButton() {
  return h("button", {
    class: "theme", id: "theme", type: "button", title: "Light or dark", "aria-label": "Dark theme",
    "aria-pressed": String(document.documentElement.classList.contains("dark-mode")),
  }, icon("half-circle"));
}

/**
 * The frame for this user. A view is a function that gets the place (`path`, `query`, `signal`, `me`, values of the route)
 * and yields `{title, content}`.
 */
export function frame(me, leave) {
  const main = h("main", { id: "main", tabindex: "-1" });
  const links = PLACES.filter((place) => me.isSuperuser || !place.forSuperusers).map((place) => ({
    place,
    element: h("a", { href: `#/${place.path}` }, icon(place.icon), h("span", { class: "nav-label" },
      place.short ? [h("span", { class: "wide-only" }, place.label), h("span", { class: "narrow-only" }, place.short)] : place.label)),
  }));
  const element = h("div", { class: "frame" },
    h("header", { class: "side" },
      h("p", { class: "brand" }, h("a", { href: "#/" },
        h("img", { src: "/static/img/favicon/favicon.svg", alt: "", width: 30, height: 30 }), h("span", {}, "Ironwood"), unseen(" console"))),
      h("nav", { class: "places", "aria-label": "Console" }, links.map((link) => link.element)),
      h("div", { class: "side-foot" },
        h("a", { href: "#/account", class: "me", title: "Your account" }, avatar(me), h("span", { class: "me-text" }, h("b", {}, me.name),
          h("span", {}, me.isSuperuser ? "Superuser" : "Staff"))),
        themeButton(),
        h("button", { type: "button", class: "theme", title: "Sign out", "aria-label": "Sign out", onclick: () => leave().catch(failed) }, icon("logout")))),
    main);

  let underWay = null;
  let isFirst = true;

  async function show(view, place) {
    underWay?.abort();
    underWay = new AbortController();
    const { signal } = underWay;
    for (const { place: { path }, element: link } of links) {
      if ((place.path[0] ?? "") === path) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    main.setAttribute("aria-busy", "true");
    let made;
    try {
      made = view ? await view({ ...place, signal, me }) : missing();
    } catch (error) {
      if (error.name === "AbortError" || signal.aborted) return;
      if (error.status === 404) made = missing();
      else made = { title: "Not loaded", content: [heading("This could not be loaded"), failure(error, reload)] };
      if (!error.status) console.error(error);
    }
    if (signal.aborted) return;
    main.removeAttribute("aria-busy");
    main.replaceChildren();
    append(main, made.content);
    document.title = `${made.title} · Ironwood console`;
    window.scrollTo(0, 0);
    // Whoever goes to another view by keyboard or screen reader is taken to its title.
    if (!isFirst) main.querySelector("h1")?.focus({ preventScroll: true });
    isFirst = false;
    announce(made.title);
  }

  const confirmLeaving = (reason) => confirmed({ title: "Leave without saving?", text: reason, action: "Leave", danger: false });
  return { element, show, confirmLeaving };
}

function missing() {
  return {
    title: "Nothing here",
    content: [heading("Nothing here"), nothing("search", "There is no such page", "What it showed may have been deleted.",
      h("a", { class: "button", href: "#/" }, "To the overview"))],
  };
}
