// What a couple agreed on, and what one of them proposes. A personal limit is one's own and needs nobody's yes.

import { get, post } from "../api.js";
import { h, heading } from "../dom.js";
import { buildForm } from "../forms.js";
import { ask, dayText, fold, listing, notHere, oneOf, paged, section, words } from "../parts.js";
import { agreementKind } from "../proposals.js";
import { ALIASES, PROPOSALS, takeNotes, termsOf } from "../agreement_forms.js";
import { stateLines } from "../agreement_words.js";

const KINDS = { boundary: "A limit", commitment: "A promise", ritual: "A habit", benchmark: "A sign to look for", base_agreement: "Safety and honesty between us" };
const EVENTS = { child: "A child", pregnancy: "A pregnancy", job: "Work", move: "A new home", illness: "An illness", bereavement: "A loss", retirement: "Retirement", money: "Money", family_living_in: "Family moves in", separation_period: "A time apart", other: "Something else" };

export async function agreementsPage(root, { args: [couple], go }) {
  const path = `/v1/couples/${encodeURIComponent(couple)}`;
  let people;
  try {
    people = peopleOf((await get(path)).couple);
  } catch (problem) {
    notHere(root, problem);
    return;
  }
  const one = (item) => agreementLine(item, { people, couple });
  const list = listing((cursor) => get(paged(`${path}/agreements`)(cursor)), one, { none: "Nothing yet. A talk can end well without an agreement, too." });
  const crossings = listing((cursor) => get(paged(`${path}/crossings`)(cursor)), (item) => crossingLine(item, couple), { none: null });
  root.append(...heading("What you agreed on"), h("section", { "aria-label": "Agreements" }, list.element), proposing(path, { go, couple }), section("Noted", crossings.element), changes(path, list));
  await Promise.all([list.draw(), crossings.draw()]);
}

export function peopleOf(couple) {
  return { you: couple.members.find((member) => member.you), partner: couple.members.find((member) => !member.you) ?? null };
}

function agreementLine(item, { people, couple }) {
  return [
    h("p", { class: "who" }, agreementKind(item, people)),
    item.text && h("blockquote", null, item.text),
    stateLines(item),
    h("a", { class: "button plain", href: `#/c/${couple}/agreements/${item.id}` }, "Look at it", h("span", { class: "unseen" }, `: ${item.text ?? KINDS[item.kind]}`)),
  ];
}

function crossingLine(item, couple) {
  return [
    h("p", { class: "who" }, item.state === "private" ? "A note of your own" : "Raised between you"),
    h("p", { class: "said" }, item.note ?? item.opening ?? "These words were removed."),
    h("a", { class: "button plain", href: `#/c/${couple}/crossings/${item.id}` }, "Look at it", h("span", { class: "unseen" }, ": a note about an agreement")),
  ];
}

// One form for each kind, drawn when it is chosen.
function proposing(path, { go, couple }) {
  const place = h("div", { class: "column" });
  const choose = buildForm({
    command: "propose", submitLabel: "Go on", kind: "plain",
    schema: { type: "object", required: ["kind"], properties: { kind: oneOf(KINDS) } },
    context: { names: KINDS, words: { kind: { label: "What kind is it?", hint: null } } },
    onSubmit: async ({ kind }) => { draw(kind); },
  });
  function draw(kind) {
    place.replaceChildren(h("h2", null, KINDS[kind]), ask({
      command: `propose_${kind}`, submitLabel: kind === "boundary" ? "Keep it" : "Propose it", kind: "primary", said: null, aliases: ALIASES,
      fields: { ...PROPOSALS[kind], draft: { schema: { type: "boolean" }, optional: true, label: "Only a draft for now", hint: "Nobody learns of it." } },
      onSubmit: async ({ draft = false, show = false, ...body }) => {
        const { agreement, notes } = await post(`${path}/agreements`, { terms: termsOf(kind, body), draft, shared_with_partner: show });
        takeNotes(agreement.id, notes);
        go(`#/c/${couple}/agreements/${agreement.id}`);
      },
    }));
    place.querySelector("input, textarea, select")?.focus();
  }
  return fold("Propose something", choose.element, place);
}

function changes(path, list) {
  const events = listing((cursor) => get(paged(`${path}/life-events`)(cursor)), (event) => [
    h("p", { class: "who" }, EVENTS[event.kind] ?? "A change"),
    event.happened_on && h("p", { class: "hint" }, dayText(event.happened_on)),
    event.note && h("p", { class: "said" }, event.note),
    h("p", { class: "hint" }, event.agreements.length ? `To be looked at again because of it: ${event.agreements.length}.` : "There was nothing to look at again."),
  ], { none: null });
  const made = fold("Something changed in our life",
    h("p", { class: "hint" }, "Your limits are then to be looked at again. You both see this."),
    ask({
      command: "life_event", submitLabel: "Write it down",
      fields: {
        kind: { schema: oneOf(EVENTS), label: "What changed?", names: EVENTS },
        happened_on: { schema: { type: "string", format: "date" }, optional: true, label: "When?" },
        note: { schema: words(300), optional: true, label: "A note for both of you" },
      },
      onSubmit: async (body) => { await post(`${path}/life-events`, body); await Promise.all([events.draw(), list.draw()]); },
    }),
    events.element);
  made.addEventListener("toggle", () => made.open && events.draw(), { once: true });
  return made;
}

