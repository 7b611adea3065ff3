// One's own account: password, and the second factor (spec 10 §5.4, §5.9).

import { AUTH, Refusal, ask } from "../api.js";
import { h, icon } from "../dom.js";
import { confirmed, dialog, note } from "../feedback.js";
import { copyButton, field, form, passwordField } from "../form.js";
import { ago, counted, moment } from "../format.js";
import { heading, section } from "../frame.js";
import { reload } from "../router.js";

/**
 * A request to the account API. Where it wants a fresh proof of who asks, that is asked for and the request repeated.
 * `undefined` when the user would not give it.
 */
async function request(method, path, body) {
  const answer = await ask(method, AUTH + path, body);
  if (answer.status >= 200 && answer.status < 300) return answer.body ?? {};
  if (answer.status === 401 && answer.body?.meta?.is_authenticated) {
    return (await proveAgain(answer.body.data.flows)) ? request(method, path, body) : undefined;
  }
  throw new Refusal(answer.status, answer.body, answer.retryAfter);
}

async function proveAgain(flows) {
  const byCode = flows.some((flow) => flow.id === "mfa_reauthenticate");
  const wanted = byCode
    ? field({ name: "code", label: "Code", autocomplete: "one-time-code", "data-focus": true, hint: "From your authenticator app, or a recovery code." })
    : passwordField({ name: "password", label: "Password", autocomplete: "current-password", "data-focus": true });
  return dialog("Is it you?", (close) => form({
    fields: [wanted],
    action: "Continue",
    cancel: () => close(false),
    async send(values) {
      const answer = await ask("POST", `${AUTH}auth/${byCode ? "2fa/reauthenticate" : "reauthenticate"}`, values);
      if (answer.status !== 200) throw new Refusal(answer.status, answer.body, answer.retryAfter);
      close(true);
    },
  }).element);
}

/** The view. */
export async function account({ me }) {
  const factors = (await request("GET", "account/authenticators"))?.data ?? [];
  return {
    title: "Your account",
    content: [
      heading("Your account", { lead: `Signed in as ${me.username}`, actions: [h("a", { class: "button", href: `#/users/${me.pk}` }, icon("user"), "Names and groups")] }),
      h("div", { class: "columns" }, secondFactor(factors), passwordForm(me)),
    ],
  };
}

function passwordForm(me) {
  return section("Password", form({
    fields: [
      // Tells password managers whose it is.
      field({ name: "username", label: "User name", value: me.username, readonly: true, autocomplete: "username" }),
      passwordField({ name: "current_password", label: "Present password", autocomplete: "current-password", required: true }),
      passwordField({ name: "new_password", label: "New password", autocomplete: "new-password", suggest: true, required: true }),
    ],
    compact: true,
    action: "Change password",
    async send({ current_password, new_password }) {
      const answer = await ask("POST", `${AUTH}account/password/change`, { current_password, new_password });
      if (answer.status !== 401) throw new Refusal(answer.status, answer.body, answer.retryAfter);
      // Every session of the account is over, this one too.
      location.reload();
    },
  }).element, { hint: "All your sessions end with it, this one too. Tokens go on working." });
}

function secondFactor(factors) {
  const app = factors.find((factor) => factor.type === "totp");
  const codes = factors.find((factor) => factor.type === "recovery_codes");
  const keys = factors.filter((factor) => factor.type === "webauthn");
  const when = (factor) => (factor.last_used_at ? `last used ${ago(moment(factor.last_used_at))}` : "not used yet");
  const lines = [
    app && h("li", {}, h("div", { class: "line-text" }, h("span", { class: "device" }, icon("device-mobile"), "Authenticator app"), h("span", { class: "hint" }, when(app))),
      h("button", { type: "button", class: "button small danger-quiet", onclick: turnOff }, "Turn off")),
    codes && h("li", {}, h("div", { class: "line-text" }, h("span", { class: "device" }, icon("key"), "Recovery codes"),
      h("span", { class: "hint" }, `${codes.unused_code_count} of ${codes.total_code_count} left`)),
      h("button", { type: "button", class: "button small", onclick: newCodes }, "New codes")),
    ...keys.map((key) => h("li", {}, h("div", { class: "line-text" }, h("span", { class: "device" }, icon("shield-check"), key.name), h("span", { class: "hint" }, `security key, ${when(key)}`)))),
  ];
  return section("Second factor", [
    lines.some(Boolean) && h("ul", { class: "lines" }, lines),
    !app && h("div", { class: "promote" }, icon("shield-lock"), h("div", {},
      h("p", {}, "With a code from your phone, a stolen password is not enough to get in."),
      h("button", { type: "button", class: "button primary", onclick: setUp }, "Set up an authenticator app"))),
  ]);
}

/** A text as a QR code, drawn dark on light in both themes: cameras want it so. */
async function qrCode(text) {
  const { encode } = await import("/static/uqr/uqr.js");
  const { data, size } = encode(text, { ecc: "M", border: 3 });
  const scale = Math.max(2, Math.floor(480 / size));
  const canvas = h("canvas", { class: "qr", width: size * scale, height: size * scale, role: "img", "aria-label": "QR code with the key" });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  data.forEach((row, y) => row.forEach((isDark, x) => isDark && pen.fillRect(x * scale, y * scale, scale, scale)));
  return canvas;
}

async function setUp() {
  let secret;
  let code;
  try {
    const answer = await ask("GET", `${AUTH}account/authenticators/totp`);
    if (answer.status !== 404) throw new Refusal(answer.status, answer.body, answer.retryAfter);
    secret = answer.body.meta;
    code = await qrCode(secret.totp_url);
  } catch (error) {
    note(error.message, "bad");
    return;
  }
  const done = await dialog("Set up an authenticator app", (close) => h("div", { class: "dialog-body" },
    h("p", {}, "Scan this code with the app; on the phone itself, ", h("a", { href: secret.totp_url }, "open the app"), ". Or type the key."),
    code,
    h("div", { class: "secret" }, h("output", { tabindex: "0" }, secret.secret.match(/.{1,4}/g).join(" ")), copyButton(secret.secret)),
    form({
      fields: [field({ name: "code", label: "Code that the app shows", inputmode: "numeric", autocomplete: "one-time-code", "data-focus": true, hint: "Six digits. They prove that the app has the key." })],
      action: "Turn on",
      cancel: () => close(),
      async send({ code }) {
        const digits = code.replace(/\s/g, "");
        if (!(await request("POST", "account/authenticators/totp", { code: digits }))) return;
        // Where the server demands a second factor of everybody, this session has shown it by that.
        await ask("POST", `${AUTH}auth/2fa/reauthenticate`, { code: digits });
        close(true);
      },
    }).element));
  if (!done) return;
  note("The second factor is on.");
  await showCodes(await request("GET", "account/authenticators/recovery-codes").catch(() => null));
  reload();
}

async function newCodes() {
  const done = await confirmed({
    title: "Make new recovery codes?", text: "The present ones stop working.", action: "Make new codes", danger: false,
  });
  if (!done) return;
  try {
    await showCodes(await request("POST", "account/authenticators/recovery-codes"));
  } catch (error) {
    note(error.message, "bad");
  }
  reload();
}

async function showCodes(answer) {
  const codes = answer?.data?.unused_codes;
  if (!codes?.length) return;
  await dialog("Keep these recovery codes", (close) => h("div", { class: "dialog-body" },
    h("p", {}, `Each of the ${counted(codes.length, "code")} lets you in once, without the app. Keep them where you keep what matters.`),
    h("ul", { class: "codes" }, codes.map((code) => h("li", {}, h("code", {}, code)))),
    h("div", { class: "dialog-actions" }, copyButton(codes.join("\n")),
      h("button", { type: "button", class: "button primary", "data-focus": true, onclick: () => close() }, "I have them"))));
}

async function turnOff() {
  let done;
  try {
    done = await confirmed({
      title: "Turn the second factor off?", text: "Your password alone will let you in. The recovery codes go too.", action: "Turn off",
    }) && await request("DELETE", "account/authenticators/totp");
  } catch (error) {
    note(error.message, "bad");
  }
  if (done) note("The second factor is off.");
  reload();
}
