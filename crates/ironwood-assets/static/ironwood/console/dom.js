// Building elements. Text becomes text nodes, never markup: nothing that a user typed can run here.

/** The drawings that the page carries. */
const sprite = document.getElementById("icons");

/** Adds children to a node: texts, numbers, nodes, lists of them; `null`, `undefined` and `false` are left out. */
export function append(parent, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
  return parent;
}

/**
 * An element. Attributes whose name begins with `on` are listeners; `true` is an attribute without a value; `null`,
 * `undefined` and `false` leave it out; `value`, `checked` and `indeterminate` are set as properties.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === null || value === undefined || value === false) continue;
    else if (["value", "checked", "indeterminate"].includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  return append(element, ...children);
}

/** One of the drawings of the page, hidden from screen readers: the text beside it says the same. */
export function icon(name) {
  const svg = document.createElementNS(sprite.namespaceURI, "svg");
  const use = document.createElementNS(sprite.namespaceURI, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** Text for screen readers only. */
export function unseen(text) {
  return h("span", { class: "unseen" }, text);
}

let lastId = 0;

/** An id that no other element has. */
export function uniqueId(word) {
  lastId += 1;
  return `${word}-${lastId}`;
}

/** A function that runs `work` once its caller has been silent for a while. */
export function afterPause(work, milliseconds = 250) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds, ...values);
  };
}
