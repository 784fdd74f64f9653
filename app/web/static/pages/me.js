// Your own account: name, pace, password, where you are logged in, leaving for good. Nothing here reaches the partner but the name.

import { get, list, patch, post, remove } from "../api.js";
import { announce } from "../announce.js";
import { clockTime } from "../clock.js";
import { button, h, heading, replace } from "../dom.js";
import { buildForm } from "../forms.js";
import { exportFold } from "./me_export.js";
import { calendarFold, remindersFold } from "./me_reached.js";
import { sentenceFor } from "../words/refusals.js";

const text = { type: "string", maxLength: 100 };
const form = (properties) => ({ type: "object", required: Object.keys(properties), properties });

export async function mePage(root, { signedOut }) {
  root.append(...heading("Me"));
  let me;
  try {
    me = (await get("/v1/me")).account;
  } catch (problem) {
    root.append(h("p", { role: "alert" }, sentenceFor(problem)));
    return;
  }
  root.append(
    h("p", { class: "hint" }, `Logged in as ${me.email}`),
    button("Log out", () => remove("/v1/logins/current").catch(() => {}).finally(signedOut), { kind: "primary" }),
    nameSection(me), paceSection(me), calendarFold(), remindersFold(), passwordSection(), await loginsSection(), exportFold(), therapistLink(), goodbyeSection(signedOut),
  );
}

function fold(title, ...children) {
  return h("details", { class: "card fold" }, h("summary", null, title), children);
}

function nameSection(me) {
  const made = buildForm({
    command: "name", schema: form({ name: text }), submitLabel: "Save the name", kind: "plain",
    context: { words: { name: { label: "Your first name", hint: `Now: ${me.name ?? "not set"}. Your partner sees this name.` } }, autocomplete: { name: "given-name" } },
    onSubmit: async (body) => { await patch("/v1/me", body); announce("Saved."); },
  });
  return fold("Name", made.element);
}

const PACES = { 1: "As planned", 2: "Twice the time", 5: "Five times", 10: "Ten times", untimed: "No time limits for me" };

function paceSection(me) {
  const now = PACES[me.pace] ?? `${me.pace} times`;
  const made = buildForm({
    command: "pace", schema: { type: "object", required: ["pace"], properties: { pace: { enum: Object.keys(PACES) } } }, submitLabel: "Save the pace", kind: "plain",
    context: { names: PACES, words: { pace: { label: "How much time do you want for a turn?", hint: `Now: ${now}. Your partner does not see your choice.` } } },
    onSubmit: async ({ pace }) => { await patch("/v1/me", { pace: pace === "untimed" ? pace : Number(pace) }); announce("Saved."); },
  });
  return fold("Pace", made.element);
}

function passwordSection() {
  const made = buildForm({
    command: "password", schema: form({ current: text, new: text }), submitLabel: "Change the password", kind: "plain",
    context: {
      types: { current: "password", new: "password" },
      autocomplete: { current: "current-password", new: "new-password" },
      words: { current: { label: "The password you have now", hint: null }, new: { label: "The new password", hint: "All other places where you are logged in are logged out." } },
    },
    onSubmit: async (body) => { await post("/v1/me/password", body); announce("Changed."); },
  });
  return fold("Password", made.element);
}

async function loginsSection() {
  const area = h("div");
  const draw = async () => {
    const logins = await list("/v1/logins");
    replace(area, h("ul", { class: "plain-list" }, logins.map((login) => h("li", { class: "row login" },
      h("span", null, login.label ?? (login.current ? "Here" : "Another place"), `, since ${clockTime(login.created_at)}`),
      !login.current && button("Log out there", () => remove(`/v1/logins/${login.id}`).then(draw, fail))))));
  };
  const fail = (problem) => replace(area, h("p", { role: "alert" }, sentenceFor(problem)));
  await draw().catch(fail);
  return fold("Where you are logged in", area);
}

function therapistLink() {
  return h("a", { class: "card link-card", href: "#/p" }, h("span", null, "Work as a therapist"), h("span", { "aria-hidden": "true" }, "›"));
}

function goodbyeSection(signedOut) {
  const made = buildForm({
    command: "delete", schema: form({ password: text }), submitLabel: "Delete my account for good", kind: "plain",
    context: { types: { password: "password" }, autocomplete: { password: "current-password" }, words: { password: { label: "Your password", hint: null } } },
    onSubmit: async (body) => { await remove("/v1/me", body); signedOut(); },
  });
  return fold("Delete the account", h("p", null, "Your words become unreadable for everyone, at once and for good. A talk that is running ends. Nobody else has to agree."), made.element);
}
