// What a couple shares with their therapist, to be read and nothing more. Both can see what is opened here, and when.

import { get } from "../api.js";
import { clockTime } from "../clock.js";
import { h, heading, replace } from "../dom.js";
import { dayText, fold, listing, notHere, paged } from "../parts.js";
import { wordingCard } from "../agreement_words.js";
import { agreementKind } from "../proposals.js";
import { toldLines } from "../practice/told_lines.js";
import { sentenceFor } from "../words/refusals.js";
import { coupleInCare } from "./couple_in_care.js";
import { told } from "./told.js";
import { answerOf } from "./week.js";

export const SHELVES = {
  talks: { scope: "transcripts", title: "Talks", path: "sessions" },
  agreements: { scope: "agreements", title: "Agreements", path: "agreements" },
  "taken-on": { scope: "accountability", title: "Taken on", path: "accountability" },
  "check-ins": { scope: "check_ins", title: "Weekly check-ins", path: "check-ins" },
  promises: { scope: "keeping", title: "How promises go", path: "keeping" },
};

const REPLIES = { received: "It could be taken in.", partly: "It could be taken in partly.", not_ready: "No answer yet, and none is due." };
const OUTCOMES = { kept: "kept", partly: "partly kept", missed: "not kept" };

export async function readingPage(root, { args: [id, shelf] }) {
  const back = `#/p/couples/${id}`;
  const path = `/v1/couples-in-care/${encodeURIComponent(id)}`;
  const { title, path: at } = SHELVES[shelf] ?? SHELVES.talks;
  root.append(h("p", null, h("a", { href: back }, "Back to the couple")), ...heading(title));
  let people;
  const name = (account) => people[account] ?? "One of them";
  function talk(one) {
    const place = h("div", { class: "conversation" });
    const made = fold(`${clockTime(one.began_at)} to ${clockTime(one.ended_at)}`, place);
    made.addEventListener("toggle", async () => {
      if (!made.open || place.hasChildNodes()) return;
      try {
        const { transcript } = await get(`${path}/sessions/${encodeURIComponent(one.id)}/transcript`);
        replace(place, toldLines(transcript));
      } catch (problem) {
        replace(place, h("p", { role: "alert" }, sentenceFor(problem)));
      }
    });
    return made;
  }

  const agreement = (one) => [h("p", { class: "who" }, one.scope === "personal" ? `A limit of ${name(one.owner)}'s own` : agreementKind(one, { partner: one.owner && { name: name(one.owner) } })), wordingCard(one.wording), h("p", { class: "hint" }, one.state === "active" || one.state === "review_due" ? "It counts now." : "It does not count any more.")];

  const record = (one) => [
    h("h2", null, `Taken on by ${name(one.accountable)}`), h("p", { class: "hint" }, clockTime(one.recorded_at)),
    told("What it was like", one.impact), told("What was done", one.ownership), told("The apology", one.apology),
    h("p", { class: "who" }, REPLIES[one.reply] ?? ""), told("Still needed", one.still_needed),
    one.steps.map((step) => [h("p", { class: "said" }, step.if ? `If ${step.if}, then: ${step.then}` : "These words were removed."), h("p", { class: "hint" }, step.state === "done" ? "Done." : step.due_on && `By ${dayText(step.due_on)}.`)]),
  ];

  const week = (one) => [h("h2", null, `The week from ${dayText(one.starts_on)}`), one.answers.map((each) => [h("h3", null, name(each.account)), answerOf(each.answer)])];

  const occurrence = (one) => [
    h("p", { class: "who" }, `${dayText(one.on)}${one.owner ? `, ${name(one.owner)}` : ", both"}`),
    one.reports.map((each) => h("p", null, `${name(each.account)} said: ${OUTCOMES[each.outcome] ?? each.outcome}.`)),
    one.excused && h("p", { class: "hint" }, "Both said that this one need not count."),
    one.noticed.map((each) => h("p", { class: "said" }, `${name(each.account)} noticed. `, each.text)),
  ];

  const items = { talks: talk, agreements: agreement, "taken-on": record, "check-ins": week, promises: occurrence };
  try {
    const couple = await coupleInCare(id);
    people = Object.fromEntries(couple.people.map((one) => [one.id, one.name]));
    const list = listing((cursor) => get(paged(`${path}/${at}`)(cursor)), items[shelf] ?? talk, { none: "Nothing since they share it." });
    root.append(list.element);
    await list.draw();
  } catch (problem) {
    notHere(root, problem, back);
  }
}
