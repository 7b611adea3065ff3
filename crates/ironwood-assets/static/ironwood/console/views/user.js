// One user: account, standing, groups and what they add up to, tokens, sessions, what happened.

import { all, call, page } from "../api.js";
import { append, h, icon } from "../dom.js";
import { confirmed, dialog, failure, note, nothing } from "../feedback.js";
import { field, form, passwordField, toggle } from "../form.js";
import { fullName } from "../format.js";
import { heading, section } from "../frame.js";
import { avatar, standing } from "../people.js";
import { roleTable } from "../role-table.js";
import { together } from "../roles.js";
import { go, reload } from "../router.js";
import { auditLine } from "./audit.js";
import { endSessions, sessionLine } from "./sessions.js";
import { newToken, tokenLine } from "./tokens.js";

/** The page of a user. */
export async function user(place) {
  const { id, me, signal } = place;
  const path = `/api/user/${id}/`;
  const [account, groups] = await Promise.all([
    call("GET", path, undefined, { signal }),
    all("/api/user/group/", { ordering: "name" }, { signal }),
  ]);
  const view = { place, path, account, groups, isMe: account.pk === me.pk, mayChange: mayWrite(me, account, "change") };
  const title = fullName(account);
  const below = [];
  if (me.isSuperuser || view.isMe) below.push(tokensOf(view));
  if (me.isSuperuser) below.push(sessionsOf(view), activity(view));
  return {
    title,
    content: [
      h("div", { class: "profile" }, avatar(account, "large"), heading(title, {
        back: { href: "#/users", label: "Users" },
        lead: h("span", { class: "chips" }, h("span", {}, account.username), standing(account), view.isMe && h("span", { class: "badge" }, "You")),
        actions: actions(view),
      })),
      !view.mayChange && h("p", { class: "remark" }, icon("lock"), h("span", {}, account.is_superuser && !me.isSuperuser
        ? "Only a superuser may change the account of a superuser."
        : "You may look at users, not change them: that takes the admin role.")),
      h("div", { class: "columns" }, h("div", { class: "column" }, accountForm(view), standingSwitches(view)), memberships(view)),
      ...below,
    ],
  };
}

/** Accounts of superusers are for superusers (spec 10 §7). */
function mayWrite(me, account, action) {
  return me.may(action) && (me.isSuperuser || !account.is_superuser);
}

function actions({ place: { me }, account, path, isMe }) {
  const buttons = [];
  if (me.isSuperuser) {
    buttons.push(h("button", { type: "button", class: "button", onclick: () => setPassword(account, path) }, icon("lock"), "Set password"));
  }
  if (mayWrite(me, account, "delete") && !isMe) {
    buttons.push(h("button", { type: "button", class: "button danger-quiet", onclick: () => remove(account, path) }, icon("trash"), "Delete"));
  }
  return buttons;
}

function accountForm({ account, path, mayChange }) {
  const disabled = !mayChange;
  const content = form({
    fields: [
      field({ name: "username", label: "User name", value: account.username, disabled, autocomplete: "off", autocapitalize: "none", spellcheck: "false" }),
      field({ name: "first_name", label: "First name", value: account.first_name, disabled, autocomplete: "off", half: true }),
      field({ name: "last_name", label: "Last name", value: account.last_name, disabled, autocomplete: "off", half: true }),
      field({ name: "email", label: "E-mail", type: "email", value: account.email, disabled, autocomplete: "off" }),
    ],
    compact: true,
    action: "Save",
    async send(values) {
      const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== account[name]));
      if (Object.keys(changed).length === 0) {
        note("Nothing was changed.");
        return;
      }
      await call("PATCH", path, changed);
      note("Saved.");
      reload();
    },
  });
  if (disabled) content.submit.remove();
  return section("Account", content.element);
}

function standingSwitches({ place: { me }, account, path, isMe, mayChange }) {
  const save = async (change, said) => {
    Object.assign(account, await call("PATCH", path, change));
    note(said);
    document.querySelector(".profile .lead")?.replaceChildren(
      h("span", { class: "chips" }, h("span", {}, account.username), standing(account), isMe && h("span", { class: "badge" }, "You")));
  };
  const name = fullName(account);
  return section("Standing", h("div", { class: "toggles" },
    toggle({
      label: "Active", checked: account.is_active, disabled: !mayChange || isMe,
      hint: isMe ? "You cannot deactivate yourself." : "May sign in and use tokens.",
      onchange: async (on) => {
        if (on) return save({ is_active: true }, `${name} may sign in again.`);
        return confirmed({
          title: `Deactivate ${name}?`,
          text: "Sessions end and tokens stop working at once. The account and all its traces stay, and it can be activated again.",
          action: "Deactivate",
          work: () => save({ is_active: false }, `${name} is deactivated.`),
        });
      },
    }).element,
    toggle({
      label: "Staff", checked: account.is_staff, disabled: !me.isSuperuser,
      hint: "May enter this console and change settings. What they may change here follows from the admin role.",
      onchange: (on) => save({ is_staff: on }, on ? `${name} is staff now.` : `${name} is no longer staff.`),
    }).element,
    toggle({
      label: "Superuser", checked: account.is_superuser, disabled: !me.isSuperuser || isMe,
      hint: isMe ? "Another superuser would have to take this from you." : "May do everything, whatever the groups say.",
      onchange: async (on) => {
        if (!on) return save({ is_superuser: false }, `${name} is no longer a superuser.`);
        return confirmed({
          title: `Make ${name} a superuser?`,
          text: "Superusers may do everything: read and change all data, and every account, including yours.",
          action: "Make superuser",
          work: () => save({ is_superuser: true }, `${name} is a superuser now.`),
        });
      },
    }).element), { hint: me.isSuperuser ? null : "Only a superuser gives out staff and superuser." });
}

function memberships(view) {
  const { account, groups, path, mayChange } = view;
  const sum = h("div", {});
  const joined = new Set(account.groups.map((group) => group.pk));
  const showSum = () => {
    if (account.is_superuser) {
      sum.replaceChildren(h("p", { class: "hint" }, "As a superuser, everything."));
      return;
    }
    const roles = together(groups.filter((group) => joined.has(group.pk)));
    sum.replaceChildren(roles.some((role) => role.permissions.size) ? roleTable(roles, { label: "What the groups add up to" })
      : h("p", { class: "hint" }, "Nothing beyond what every user may: their own notifications, settings and tokens."));
  };
  showSum();
  const boxes = groups.map((group) => {
    const error = h("p", { class: "field-error", role: "alert", hidden: true });
    const input = h("input", {
      type: "checkbox", checked: joined.has(group.pk), disabled: !mayChange,
      onchange: async () => {
        const wanted = input.checked;
        const choose = (on) => (on ? joined.add(group.pk) : joined.delete(group.pk));
        error.hidden = true;
        choose(wanted);
        showSum();
        try {
          await call("PATCH", path, { group_ids: [...joined] });
          note(wanted ? `Added to ${group.name}.` : `Removed from ${group.name}.`);
        } catch (problem) {
          input.checked = !wanted;
          choose(!wanted);
          showSum();
          error.textContent = problem.message;
          error.hidden = false;
        }
      },
    });
    return h("li", {}, h("label", { class: "check" }, input, h("span", {}, group.name)),
      h("a", { href: `#/groups/${group.pk}`, class: "quiet-link", "aria-label": `Open group ${group.name}` }, icon("chevron-right")), error);
  });
  return section("Groups", [
    boxes.length ? h("ul", { class: "memberships" }, boxes)
      : nothing("users-group", "There are no groups yet", "Roles come with groups.", h("a", { class: "button", href: "#/groups" }, "Make a group")),
    h("h3", {}, "What they add up to"), sum,
  ]);
}

/** A section that is read apart from the page, so that the page doesn't wait for it. */
function later(title, read, options) {
  const body = h("div", { "aria-busy": "true", class: "later" });
  const load = () => read().then((content) => {
    body.replaceChildren();
    append(body, content);
    body.removeAttribute("aria-busy");
  }, (error) => {
    if (error.name !== "AbortError") body.replaceChildren(failure(error, load));
  });
  load();
  return { element: section(title, body, options), load };
}

function tokensOf({ place: { me, signal }, account, isMe }) {
  const block = later("API tokens", async () => {
    const everybodys = isMe ? {} : { all_users: true };
    const answer = await page("/api/user/tokens/", { ...everybodys, user: account.pk, ordering: "-created", limit: 20 }, { signal });
    if (!answer.count) return nothing("key", "No tokens", "Programs sign in with tokens. One is made for every program that asks with name and password.");
    return [h("ul", { class: "lines" }, answer.results.map((token) => tokenLine(token, { me, changed: block.load }))),
      answer.count > 20 && h("p", {}, h("a", { href: `#/tokens?user=${account.pk}&state=all` }, `All ${answer.count} tokens`))];
  }, {
    actions: h("button", { type: "button", class: "button", onclick: async () => { if (await newToken(me, account)) block.load(); } }, icon("plus"), "New token"),
  });
  return block.element;
}

function sessionsOf({ place: { signal }, account }) {
  const end = h("button", {
    type: "button", class: "button", hidden: true,
    onclick: async () => { if (await endSessions(open, `all sessions of ${fullName(account)}`)) block.load(); },
  }, "End all");
  let open = [];
  const block = later("Sessions", async () => {
    const answer = await page("/api/ironwood/session/", { user: account.pk, ordering: "-last_seen", limit: 50 }, { signal });
    open = answer.results;
    end.hidden = open.length < 2;
    if (!answer.count) return nothing("devices", "No open sessions", "Nobody is signed in as this user in a browser.");
    return h("ul", { class: "lines" }, open.map((session) => sessionLine(session, { changed: block.load })));
  }, { actions: end });
  return block.element;
}

function activity({ place: { signal }, account }) {
  return later("What happened", async () => {
    const [about, by] = await Promise.all([
      page("/api/ironwood/audit/", { model: "user", object: account.pk, limit: 8 }, { signal }),
      page("/api/ironwood/audit/", { user: account.pk, limit: 8 }, { signal }),
    ]);
    const entries = [...new Map([...about.results, ...by.results].map((entry) => [entry.pk, entry])).values()]
      .sort((one, other) => other.pk - one.pk).slice(0, 8);
    if (!entries.length) return nothing("history", "Nothing yet", "Changes of this account and by it will be told here.");
    return h("ol", { class: "trail" }, entries.map((entry) => auditLine(entry, { withDay: true })));
  }, { actions: h("a", { class: "button", href: `#/audit?by=${account.pk}` }, "All by this user") }).element;
}

async function setPassword(account, path) {
  const name = fullName(account);
  let force = false;
  const again = toggle({ label: "Accept a weak password", hint: "Skips the checks for length and common words.", onchange: (on) => { force = on; } });
  await dialog(`Password for ${name}`, (close) => h("div", { class: "dialog-body" },
    h("p", {}, "All sessions of this user end. Tokens go on working; revoke those that should not."),
    form({
      fields: [passwordField({ name: "password", label: "New password", suggest: true, required: true, autocomplete: "new-password", "data-focus": true })],
      between: [again.element],
      action: "Set password",
      cancel: () => close(),
      async send({ password }) {
        await call("PUT", `${path}set-password/`, force ? { password, override_warning: true } : { password });
        note(`${name} has a new password. Hand it over by a way that nobody else reads.`);
        close(true);
      },
    }).element));
}

async function remove(account, path) {
  const name = fullName(account);
  const done = await confirmed({
    title: `Delete ${name}?`,
    text: ["This cannot be undone. Sessions, tokens, settings and notifications of the account go; orders and stock lose the name of who was responsible.",
      "To keep the traces and still shut the account out, deactivate it instead."],
    action: "Delete user",
    typed: account.username,
    work: () => call("DELETE", path),
  });
  if (!done) return;
  note(`${name} was deleted.`);
  go("/users");
}
