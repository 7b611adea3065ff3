// Requests to the public API of this server, with the session of this browser.

/** Where the account API is (spec 10 §5). */
export const AUTH = "/api/auth/v1/";

const SAFE = ["GET", "HEAD", "OPTIONS"];

/** The server did not answer at all. */
export class Unreachable extends Error {
  constructor() {
    super("The server does not answer. Check the connection and try again.");
  }
}

/** The server said no. `general` and `fields` hold its reasons. */
export class Refusal extends Error {
  constructor(status, body, retryAfter) {
    const { general, fields } = problems(body);
    super(general.join(" ") || Object.values(fields).flat().join(" ") || words(status, retryAfter));
    this.status = status;
    this.body = body;
    /** Reasons that belong to no field. */
    this.general = general;
    /** Reasons by the name of their field. */
    this.fields = fields;
    if (status === 429) this.message = words(status, retryAfter);
  }
}

/** What a status means, for answers that don't say. */
function words(status, retryAfter) {
  if (status === 401) return "Nobody is signed in.";
  if (status === 403) return "Your account may not do this.";
  if (status === 404) return "This does not exist any more.";
  if (status === 409) return "Something else happened in the meantime. Load the page again.";
  if (status === 429) return `Too many requests. Try again in ${retryAfter ?? "a few"} seconds.`;
  if (status >= 500) return "The server failed to do this. Its log says why.";
  return `The server refused this (status ${status}).`;
}

/** Sorts the reasons of an answer: the forms of spec 00 §9 and those of the account API (spec 10 §5.1). */
export function problems(body) {
  const general = [];
  const fields = {};
  const put = (field, texts) => {
    if (field) (fields[field] ??= []).push(...texts);
    else general.push(...texts);
  };
  if (Array.isArray(body)) put(null, texts(body));
  else if (typeof body === "string" && !body.startsWith("<")) put(null, texts(body));
  else if (body && typeof body === "object") {
    for (const [key, value] of Object.entries(body)) {
      if (key === "errors" && Array.isArray(value)) {
        for (const error of value) put(error.param, [error.message]);
      } else if (["detail", "error", "non_field_errors"].includes(key)) put(null, texts(value));
      else if (!["status", "data", "meta", "id", "url"].includes(key)) put(key, texts(value));
    }
  }
  return { general, fields };
}

/** The texts in a value of an answer, however deep. One field answers a list that was turned into text. */
function texts(value) {
  if (typeof value === "string") {
    const list = /^\[(['"].*['"])\]$/s.exec(value.trim());
    return list ? list[1].split(/(?<=['"]), (?=['"])/).map((text) => text.slice(1, -1)) : [value];
  }
  if (Array.isArray(value)) return value.flatMap(texts);
  if (value && typeof value === "object") return Object.values(value).flatMap(texts);
  return [];
}

function csrfToken() {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
}

let whenSignedOut = () => {};

/** Says what to do when an answer shows that the session is over. */
export function onSignedOut(action) {
  whenSignedOut = action;
}

async function send(method, path, body, signal) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (!SAFE.includes(method)) {
    // Answers of the account API bring the cookie where it is missing.
    if (!csrfToken()) await fetch(`${AUTH}auth/session`, { headers }).catch(() => {});
    headers["X-CSRFToken"] = csrfToken() ?? "";
  }
  try {
    return await fetch(path, {
      method,
      headers,
      signal,
      credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Unreachable();
  }
}

/** Status and body of an answer, whatever they are. */
export async function ask(method, path, body, { signal } = {}) {
  const answer = await send(method, path, body, signal);
  const text = await answer.text();
  let content = null;
  try {
    content = text ? JSON.parse(text) : null;
  } catch {
    content = text;
  }
  return { status: answer.status, body: content, retryAfter: answer.headers.get("Retry-After") };
}

/**
 * The body of a good answer.
 *
 * @throws {Refusal} with the reasons of the server
 * @throws {Unreachable} when there is no answer
 */
export async function call(method, path, body, options) {
  const answer = await ask(method, path, body, options);
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  const refusal = new Refusal(answer.status, answer.body, answer.retryAfter);
  if (answer.status === 401) whenSignedOut(refusal);
  throw refusal;
}

/** `path` with a query; values that are `null`, `undefined` or empty are left out. */
export function withQuery(path, values) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, value);
  }
  return query.size ? `${path}?${query}` : path;
}

/** A page of a list: `{count, results}`. */
export function page(path, values, options) {
  return call("GET", withQuery(path, { limit: 25, ...values }), undefined, options);
}

/** All rows of a list that is short by nature. */
export function all(path, values = {}, options) {
  return call("GET", withQuery(path, values), undefined, options);
}
