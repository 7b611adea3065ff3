// Signing in and out, and who is signed in (spec 10 §5).

import { AUTH, Refusal, ask, call } from "./api.js";

/** What the server waits for before a sign-in is complete, or `null`. */
function pendingStep(body) {
  const flow = body?.data?.flows?.find((flow) => flow.is_pending);
  return flow ? { id: flow.id, types: flow.types ?? [] } : null;
}

/** Where a sign-in stands: `{signedIn: true}`, or `{signedIn: false, pending}`. */
function standing(answer) {
  if (answer.status === 200) return { signedIn: true, pending: null };
  if (answer.status === 401) return { signedIn: false, pending: pendingStep(answer.body) };
  throw new Refusal(answer.status, answer.body, answer.retryAfter);
}

/** Where this browser stands. */
export async function currentStanding() {
  return standing(await ask("GET", `${AUTH}auth/session`));
}

/**
 * Signs in with name and password.
 *
 * @throws {Refusal} with the field it belongs to
 */
export async function signIn(username, password) {
  let answer = await ask("POST", `${AUTH}auth/login`, { username, password });
  if (answer.status === 409) {
    // Somebody is signed in here already, perhaps in another tab: that one makes room.
    await ask("DELETE", `${AUTH}auth/session`);
    answer = await ask("POST", `${AUTH}auth/login`, { username, password });
  }
  const now = standing(answer);
  if (!now.signedIn && !now.pending) {
    throw new Refusal(401, { detail: "This account is not active. Another administrator can activate it." });
  }
  return now;
}

/** Goes on with the second factor: a code of the authenticator app, or one of the recovery codes. */
export async function sendCode(code, trustThisBrowser) {
  let now = standing(await ask("POST", `${AUTH}auth/2fa/authenticate`, { code }));
  if (now.pending?.id === "mfa_trust") {
    now = standing(await ask("POST", `${AUTH}auth/2fa/trust`, { trust: trustThisBrowser }));
  }
  return now;
}

/** Ends the session of this browser, also a half-done sign-in. */
export async function signOut() {
  await ask("DELETE", `${AUTH}auth/session`);
}

/** What the signed-in user may do here. */
export class Me {
  constructor(user) {
    this.pk = user.pk;
    this.username = user.username;
    this.name = `${user.first_name} ${user.last_name}`.trim() || user.username;
    this.isSuperuser = user.is_superuser;
    this.isStaff = user.is_staff;
    this.adminRole = user.roles?.admin ?? [];
  }

  /** Whether the console has anything for this user. */
  get mayEnter() {
    return this.isSuperuser || this.isStaff;
  }

  /** Whether users, groups and roles may be written: `add`, `change`, `delete` (spec 10 §3, §7). */
  may(action) {
    return this.isSuperuser || (this.isStaff && this.adminRole.includes(action));
  }
}

/** The signed-in user. */
export async function me() {
  return new Me(await call("GET", "/api/user/me/?roles=true"));
}
