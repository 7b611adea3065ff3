// Shows the API document of this server in Swagger UI.
"use strict";

/** Value of a cookie, or undefined. */
function cookie(name) {
  const pair = document.cookie.split("; ").find((entry) => entry.startsWith(`${name}=`));
  return pair && decodeURIComponent(pair.slice(name.length + 1));
}

/**
 * Completes a request that "Execute" sends: with the session of this browser the server asks
 * for its CSRF token, and a bare token in the Authorize dialogue means the scheme `Token`.
 */
function complete(request) {
  if (new URL(request.url, location.href).origin !== location.origin) return request;
  request.credentials = "same-origin";
  const token = cookie("csrftoken");
  if (token && !["GET", "HEAD", "OPTIONS"].includes(request.method ?? "GET")) {
    request.headers["X-CSRFToken"] = token;
  }
  const authorization = request.headers?.Authorization;
  if (authorization && !authorization.trim().includes(" ")) {
    request.headers.Authorization = `Token ${authorization.trim()}`;
  }
  return request;
}

/**
 * A filter box that takes several words and looks for them in methods, operation names and
 * descriptions too (the stock one knows tags and paths), and opens the tags it finds.
 */
function SearchOperations() {
  const words = (phrase) => (typeof phrase === "string" ? phrase.toLowerCase().split(/\s+/).filter(Boolean) : []);

  const matches = (operation, tag, wanted) => {
    const text = [
      tag,
      operation.get("path"),
      operation.get("method"),
      operation.getIn(["operation", "operationId"]),
      operation.getIn(["operation", "summary"]),
      operation.getIn(["operation", "description"]),
    ].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  };

  return {
    fn: {
      opsFilter(tagged, phrase) {
        const wanted = words(phrase);
        return tagged
          .map((entry, tag) => entry.update("operations", (list) => list.filter((operation) => matches(operation, tag, wanted))))
          .filter((entry) => entry.get("operations").size > 0);
      },
    },
    wrapComponents: {
      FilterContainer: (Original, { React }) => function SearchBox(props) {
        React.useEffect(() => {
          const box = document.querySelector(".operation-filter-input");
          box?.setAttribute("placeholder", "Find operations: part, POST, stock count ...");
          box?.setAttribute("aria-label", "Find operations");
        });
        return React.createElement(Original, props);
      },
      operations: (Original, { React, specSelectors, fn, layoutSelectors }) => function FoundOperations(props) {
        const found = fn.opsFilter(specSelectors.taggedOperations(), layoutSelectors.currentFilter());
        if (found.size > 0) return React.createElement(Original, props);
        return React.createElement("p", { className: "note", role: "status" },
          `No operation has all of these words: ${layoutSelectors.currentFilter()}`);
      },
    },
    statePlugins: {
      layout: {
        wrapSelectors: {
          // `original` has its state bound already.
          isShown: (original, system) => (state, key, standard) =>
            (key[0] === "operations-tag" && words(system.layoutSelectors.currentFilter()).length > 0)
            || original(key, standard),
        },
      },
    },
  };
}

/** The operations of a document. */
function* operations(description) {
  for (const item of Object.values(description.paths)) {
    for (const operation of Object.values(item)) {
      if (operation.operationId) yield operation;
    }
  }
}

/**
 * Makes the document easier to read here; the one that programs fetch stays as it is. A line of
 * the list says what its operation does, and bodies to try start with numbers that people count
 * with, where Swagger UI would make some up from the pattern.
 */
function forReaders(description) {
  for (const operation of operations(description)) {
    const [first, ...rest] = (operation.description ?? "").split("\n");
    if (operation.summary || !first) continue;
    operation.summary = first;
    operation.description = rest.join("\n").trim();
  }
  for (const schema of Object.values(description.components.schemas)) {
    for (const property of Object.values(schema.properties ?? {})) {
      if (property.format === "decimal" && property.type === "string") property.example ??= "1";
    }
  }
  // Requests go to the server this page came from, whatever name it has for itself.
  delete description.servers;
  return description;
}

/** JSON of a path of this server. */
async function get(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

async function showVersion() {
  const server = await get("/api/");
  const pill = document.getElementById("version");
  pill.textContent = `${server.version} · API v${server.apiVersion}`;
  pill.hidden = false;
}

async function showOperations() {
  const note = document.getElementById("note");
  note.hidden = false;
  let description;
  try {
    description = await get("/api/schema/?format=json");
  } catch (error) {
    console.error(error);
    note.textContent = `The API document could not be loaded: ${error.message}.`;
    note.setAttribute("role", "alert");
    return;
  }
  SwaggerUIBundle({
    spec: forReaders(description),
    dom_id: "#viewer",
    layout: "BaseLayout",
    plugins: [SearchOperations],
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    filter: true,
    tryItOutEnabled: true,
    persistAuthorization: true,
    displayRequestDuration: true,
    validatorUrl: null, // the stock one is a service on the internet
    requestInterceptor: complete,
    onComplete() {
      note.hidden = true;
    },
  });
}

showVersion().catch(console.error);
showOperations();
