// The fields of each kind of agreement, and how they become the terms that the service takes.

import { day, oneOf, words } from "./parts.js";

export const STATES = {
  draft: "A draft. Only you see it.",
  proposed: "Not both of you have said yes to it.",
  active: "It counts now.",
  review_due: "It counts. It is time to look at it again.",
  lapsed: "It does not count any more.",
  retired: "It does not count any more.",
};

const CATEGORIES = { time: "Time", privacy: "Privacy", disclosure: "What we tell others", personal_space: "Personal space", other: "Something else" };
const SCOPES = { shared: "For both of us", personal: "My own limit" };
const CADENCES = { weekly: "Each week", fortnightly: "Every two weeks", monthly: "Each month", quarterly: "Every three months" };
const OWNERS = { me: "Me", partner: "My partner", both: "Both of us" };
const DAYS = { MO: "Monday", TU: "Tuesday", WE: "Wednesday", TH: "Thursday", FR: "Friday", SA: "Saturday", SU: "Sunday" };
const OFTEN = { DAILY: "Every day", ...Object.fromEntries(Object.entries(DAYS).map(([code, name]) => [code, `Every ${name}`])), MONTHLY: "Once a month" };

const text = { schema: words(600), label: "What do you suggest?", hint: "Say what someone will do, and when." };
const lines = { schema: words(3000), optional: true, hint: "One on each line." };
const often = { schema: oneOf(OFTEN), label: "How often?", names: OFTEN };
const from = { schema: day, label: "From when?" };
const at = { schema: { type: "string" }, optional: true, label: "At what time?", type: "time" };

export const PROPOSALS = {
  boundary: {
    text: { ...text, label: "What is the limit?", hint: "Say what you will do. It is not a rule for the other." },
    scope: { schema: oneOf(SCOPES), label: "Whose is it?", names: SCOPES },
    category: { schema: oneOf(CATEGORIES), label: "What is it about?", names: CATEGORIES },
    what_i_will_do: { schema: words(300), optional: true, label: "What will you do yourself?", hint: "Only for a limit of your own." },
    show: { schema: { type: "boolean" }, optional: true, label: "Show my own limit to my partner", hint: "Only for a limit of your own. Nobody has to agree to it." },
  },
  commitment: {
    text,
    owner: { schema: oneOf(OWNERS), label: "Who promises it?", names: OWNERS },
    due_on: { schema: day, optional: true, label: "By what day?" },
  },
  ritual: { text: { ...text, label: "What do you want to do again and again?" }, often, from, at },
  benchmark: {
    text: { ...text, label: "What do you hope for?", hint: null },
    observable_sign: { schema: words(300), label: "How would you both see it?" },
    cadence: { schema: oneOf(CADENCES), label: "How often do you look?", names: CADENCES },
  },
  base_agreement: {
    acceptable: { ...lines, label: "What is fine between us" },
    not_acceptable: { ...lines, label: "What is not" },
    if_it_happens: { ...lines, label: "What happens if it happens" },
  },
};

export function termsOf(kind, { often: rhythm, from: starts, at: clock, ...body }) {
  if (kind === "ritual") return { kind, ...body, schedule: schedule(rhythm, starts, clock) };
  if (kind === "base_agreement") return { kind, ...Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value.split("\n").map((line) => line.trim()).filter(Boolean)])) };
  return { kind, ...body };
}

function schedule(rhythm, starts, clock) {
  const rule = rhythm in DAYS ? `FREQ=WEEKLY;BYDAY=${rhythm}` : `FREQ=${rhythm}`;
  return { rrule: rule, starts_on: starts, at: clock ?? null, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

// Where the service speaks of a part that has another name in the form.
export const ALIASES = { rrule: "often", starts_on: "from", schedule: "often", base_agreement: "acceptable" };

// The form as it is filled for words that stand already.
export function bodyOf(wording) {
  const lists = ["acceptable", "not_acceptable", "if_it_happens"].map((name) => [name, wording[name].join("\n")]);
  const { rrule, starts_on: from, at } = wording.schedule ?? {};
  const { FREQ, BYDAY } = Object.fromEntries((rrule ?? "").split(";").map((part) => part.split("=")));
  const rhythm = BYDAY in DAYS ? BYDAY : FREQ;
  return { ...Object.fromEntries(lists), text: wording.text, category: wording.category, observable_sign: wording.observable_sign, cadence: wording.cadence, what_i_will_do: wording.what_i_will_do, due_on: wording.due_on, often: rhythm in OFTEN ? rhythm : undefined, from, at };
}

// The terms that take the place of others: what the form does not ask for stays as it was.
export function rewordedTerms(agreement, newest, body, you) {
  const { kind } = agreement;
  const terms = { ...termsOf(kind, body), days: newest.days };
  const owner = agreement.owner === null ? "both" : agreement.owner === you ? "me" : "partner";
  if (kind === "boundary") terms.scope = agreement.scope;
  if (kind === "commitment" || kind === "benchmark") terms.owner = owner;
  if (kind === "base_agreement" && newest.text) terms.text = newest.text;
  if (kind === "commitment" && newest.schedule && !terms.due_on) terms.schedule = newest.schedule;
  if (kind === "ritual" && newest.schedule) Object.assign(terms.schedule, { minutes: newest.schedule.minutes, timezone: newest.schedule.timezone }, body.often === bodyOf(newest).often && { rrule: newest.schedule.rrule });
  return terms;
}

// What the coach told the author when the words were sent: shown once, and kept nowhere.
const notes = new Map();

export function takeNotes(id, found = null) {
  if (found) notes.set(id, found);
  const kept = notes.get(id) ?? [];
  if (!found) notes.delete(id);
  return kept;
}

// What is shown of a wording besides its text.
export function detailsOf(wording) {
  const list = (title, found) => (found?.length ? [[title, found.join("\n")]] : []);
  return [
    ...list("What is fine", wording.acceptable), ...list("What is not", wording.not_acceptable), ...list("If it happens", wording.if_it_happens),
    ...list("How you would both see it", wording.observable_sign && [wording.observable_sign]),
    ...list("What I will do", wording.what_i_will_do && [wording.what_i_will_do]),
  ];
}
