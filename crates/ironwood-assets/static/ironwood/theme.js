// Light or dark: the reader's own choice where there is one, else the system's.
// Loaded in the head, before anything is painted.
"use strict";

(() => {
  const key = "ironwood-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");

  // Storage can be blocked by the browser; the pages work without it.
  const stored = () => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const store = (theme) => {
    try {
      if (theme) localStorage.setItem(key, theme);
      else localStorage.removeItem(key);
    } catch { /* the choice lasts as long as the page */ }
  };

  let chosen = stored();

  const show = () => {
    const dark = chosen ? chosen === "dark" : system.matches;
    document.documentElement.classList.toggle("dark-mode", dark);
    document.documentElement.classList.toggle("light-mode", !dark);
    document.getElementById("theme")?.setAttribute("aria-pressed", String(dark));
  };

  show();
  system.addEventListener("change", show);

  // The button may come later than this script, where a page is built by another one.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#theme")) return;
    const dark = !document.documentElement.classList.contains("dark-mode");
    // Back at what the system says: follow the system again.
    chosen = dark === system.matches ? null : dark ? "dark" : "light";
    store(chosen);
    show();
  });

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (button) button.hidden = false;
    show();
  });
})();
