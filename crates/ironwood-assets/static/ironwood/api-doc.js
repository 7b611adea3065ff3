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
          document.querySelector(".operation-filter-input")
            ?.setAttribute("placeholder", "Find operations: part, POST, stock count ...");
        });
        return React.createElement(Original, props);
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
  // Requests go to the server this page came from, whatever name it has for itself.
  delete description.servers;
  SwaggerUIBundle({
    spec: description,
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
