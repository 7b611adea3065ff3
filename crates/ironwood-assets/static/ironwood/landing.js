// Fills in what only the running server and the address bar know.
"use strict";

const element = (id) => document.getElementById(id);

for (const place of document.querySelectorAll("[data-origin]")) {
  place.textContent = location.origin;
}

// localhost, 127.0.0.0/8 and ::1 mean the reader's own machine.
element("local").hidden = !/^(localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);

// The clipboard exists only on https pages and on localhost.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Refused";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
  }
}

async function showServer() {
  const answer = await fetch("/api/", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`/api/ answered ${answer.status}`);
  const server = await answer.json();
  element("instance").textContent = server.instance;
  document.title = server.instance;
  element("version").textContent = server.version;
  element("api-version").textContent = `v${server.apiVersion}`;
  element("worker").textContent = server.worker_running ? "running" : "not running";
  element("facts").hidden = false;
}

showServer().catch((error) => {
  console.error(error);
  element("unreachable").hidden = false;
});
