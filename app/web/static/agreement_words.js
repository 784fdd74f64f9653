// An agreement told in words: what it says, when it comes round, how it stands, and what came of the last look at it.

import { h } from "./dom.js";
import { dayText } from "./parts.js";
import { STATES, detailsOf } from "./agreement_forms.js";

const WEEKDAYS = { MO: "Monday", TU: "Tuesday", WE: "Wednesday", TH: "Thursday", FR: "Friday", SA: "Saturday", SU: "Sunday" };
const NTH = { 1: "first", 2: "second", 3: "third", 4: "fourth", "-1": "last" };
const CADENCES = { weekly: "each week", fortnightly: "every two weeks", monthly: "each month", quarterly: "every three months" };
const UNITS = { DAILY: ["day", "days"], WEEKLY: ["week", "weeks"], MONTHLY: ["month", "months"] };
const RAISED = { crossed: "It was raised that this was not kept. You can look for a way together.", redress_planned: "It was raised that this was not kept, and there is a plan." };
const OUTCOMES = { kept: "When you last looked at it, you both kept it.", let_go: "When you last looked at it, you both let it go.", talk: "When you last looked at it, you saw it in different ways. A talk may help." };
const CHOICES = { keep: "keep it", change: "change something", let_go: "let it go" };

export function scheduleText(schedule) {
  const parts = Object.fromEntries(schedule.rrule.split(";").map((part) => part.split("=")));
  const every = Number(parts.INTERVAL ?? 1);
  const [one, many] = UNITS[parts.FREQ] ?? ["time", "times"];
  const days = [...(parts.BYDAY?.split(",") ?? []).map(weekdayText), ...(parts.BYMONTHDAY?.split(",") ?? []).map(monthDayText)].join(" and ");
  const rhythm = parts.FREQ === "WEEKLY" && days && every === 1 ? `every ${days}` : [every === 1 ? `every ${one}` : `every ${every} ${many}`, days && `on ${days}`].filter(Boolean).join(", ");
  const end = parts.COUNT ? `${parts.COUNT} times` : parts.UNTIL && `until ${dayText(parts.UNTIL.replace(/^(\d{4})(\d\d)(\d\d).*$/, "$1-$2-$3"))}`;
  const here = schedule.timezone === Intl.DateTimeFormat().resolvedOptions().timeZone;
  const clock = schedule.at && (here ? schedule.at : `${schedule.at} (${schedule.timezone})`);
  const text = [rhythm, clock, schedule.minutes && `${schedule.minutes} minutes`, `from ${dayText(schedule.starts_on)}`, end].filter(Boolean).join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function weekdayText(code) {
  const [, nth, day] = /^(-?\d)?(\w\w)$/.exec(code) ?? [];
  return nth ? `the ${NTH[nth] ?? nth} ${WEEKDAYS[day]}` : WEEKDAYS[day] ?? code;
}

const monthDayText = (day) => (day === "-1" ? "the last day" : `day ${day}`);

export function stateLines(agreement) {
  const own = agreement.scope === "personal" && agreement.state === "proposed" ? "It does not count yet." : STATES[agreement.state] ?? "";
  return [
    h("p", { class: "hint" }, own, agreement.review_on && ["active", "review_due"].includes(agreement.state) && ` To be looked at on ${dayText(agreement.review_on)}.`),
    agreement.raised && h("p", { class: "hint" }, RAISED[agreement.raised]),
  ];
}

export function wordingCard(wording) {
  const details = detailsOf(wording);
  return h("div", { class: "card" },
    wording.text ? h("blockquote", null, wording.text) : !details.length && h("p", { class: "hint" }, "These words were removed."),
    details.length > 0 && h("dl", null, details.map(([title, text]) => [h("dt", null, title), h("dd", { class: "said" }, text)])),
    wording.cadence && h("p", { class: "hint" }, `You look ${CADENCES[wording.cadence] ?? wording.cadence}.`),
    wording.due_on && h("p", { class: "hint" }, `By ${dayText(wording.due_on)}`),
    wording.schedule && h("p", { class: "hint" }, scheduleText(wording.schedule)));
}

// Each sees what both said only once both had said it; nobody's answer is set against the other's.
export function lastLook(last, people) {
  if (!last) return null;
  const told = (one) => `${one.account === people.you.id ? "You" : people.partner?.name ?? "Your partner"}: ${CHOICES[one.answer]}`;
  return h("p", { class: "hint" }, OUTCOMES[last.outcome], last.outcome === "talk" && ` ${last.answers.map(told).join(". ")}.`);
}
