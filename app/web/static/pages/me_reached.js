// How the service may reach you: a calendar address and mails. Both are off until chosen, and both say nothing of anybody.

import { get, post, put, remove } from "../api.js";
import { announce } from "../announce.js";
import { button, h, replace } from "../dom.js";
import { act, ask, fold } from "../parts.js";
import { sentenceBetween } from "../words/refusals.js";

const KINDS = {
  talk: "A planned talk", talk_request: "Somebody asks for a talk", review: "An agreement to look at again", follow_up: "A look back",
  progress_update: "A word on a step of mine", occurrence: "A promise or a habit", check_in: "The weekly check-in", redress: "A plan that is open",
  goal_step: "A step towards a goal", suggestion: "Something a therapist suggests", practice: "Something I took on to practise",
  prediction: "Something I expected", self_care: "What does me good", reading: "How much there is to carry",
};
const OWN = ["prediction", "self_care", "reading"];
const HOURS = Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [hour, `${hour}:00`]));
const hourField = (label, hint = null) => ({ schema: { type: "string", enum: Object.keys(HOURS).sort((one, other) => one - other) }, names: HOURS, label, hint });

export function calendarFold() {
  const area = h("div", { class: "column" });
  async function draw(address = null) {
    const { on } = await get("/v1/me/calendar");
    replace(area,
      address && shownOnce(address),
      on && !address && h("p", null, "You have a calendar address. It was shown once, and cannot be shown again."),
      act(on ? "Get a new address" : "Get a calendar address", async () => { await draw((await post("/v1/me/calendar")).address); area.querySelector("output")?.focus(); }, { said: "This is your address." }),
      on && act("Take the address back", async () => { await remove("/v1/me/calendar"); await draw(); }, { said: "Taken back. The address works no longer." }));
  }
  return opened(fold("Your calendar", h("p", { class: "hint" }, "Your calendar program can show days and times under plain titles, such as “Check-in”. What only you know of is not in it. Whoever has the address can read it; a new one ends the old one."), area), area, draw);
}

function shownOnce(address) {
  const copy = button("Copy the address", async () => {
    const copied = await navigator.clipboard.writeText(address).then(() => true, () => false);
    announce(copied ? "Copied." : "Please copy it by hand.");
  });
  return h("div", { class: "code-card" }, h("p", { id: "address-label" }, "Your calendar address"), h("output", { class: "said", tabindex: "-1", "aria-labelledby": "address-label" }, address), h("p", { class: "hint" }, "It is shown only now."), copy);
}

export function remindersFold() {
  const area = h("div", { class: "column" });
  async function draw(found = null) {
    const { state, available, reminders } = found ?? await get("/v1/me/reminders");
    replace(area,
      !available && h("p", null, "This service sends no mails."),
      h("p", { class: "hint" }, { off: "Off. No mail comes.", waiting: "A number is on its way to your mailbox. Until it is typed here, no mail comes.", on: "On." }[state]),
      state === "waiting" && numberForm(draw),
      available && choosing(reminders, draw),
      state !== "off" && act("No mails any more", async () => { await remove("/v1/me/reminders"); await draw(); }, { said: "There will be no mails." }));
  }
  return opened(fold("Mails", h("p", { class: "hint" }, "At most one mail a day, which says “You have an update” and no more. It names nobody and nothing."), area), area, draw);
}

function numberForm(draw) {
  return h("div", { class: "card" }, ask({
    command: "number", submitLabel: "This is the number", kind: "primary", said: "Mails are on.",
    fields: { code: { schema: { type: "string", maxLength: 6 }, label: "The number from the mail", hint: "Six digits. It works for a day." } },
    onSubmit: async (body) => draw(await post("/v1/me/reminders/confirm", body)),
  }));
}

function choosing(now, draw) {
  const kinds = { type: "array", items: { type: "string", enum: Object.keys(KINDS) } };
  const form = ask({
    command: "reminders", submitLabel: now ? "Change this" : "Send me mails", said: "Chosen.",
    now: { hour: String(now?.hour ?? 9), quiet_from: String(now?.quiet_from ?? 21), quiet_to: String(now?.quiet_to ?? 8) },
    fields: {
      kinds: { schema: kinds, names: KINDS, label: "What may a mail come for?", hint: "The last three are known to nobody but you. Choosing one of them says so for these mails, too." },
      hour: hourField("At what hour?"),
      quiet_from: hourField("No mail from this hour on"),
      quiet_to: hourField("And until this hour"),
    },
    onSubmit: async ({ kinds: chosen, hour, quiet_from: from, quiet_to: to }) =>
      draw(await put("/v1/me/reminders", { kinds: chosen, hour: Number(hour), quiet_from: Number(from), quiet_to: Number(to), private: chosen.some((kind) => OWN.includes(kind)) })),
  });
  for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = Boolean(now?.kinds.includes(box.value));
  return form;
}

// Asked for only when somebody looks.
function opened(made, area, draw) {
  made.addEventListener("toggle", () => made.open && draw().catch((problem) => replace(area, h("p", { role: "alert" }, sentenceBetween(problem)))), { once: true });
  return made;
}
