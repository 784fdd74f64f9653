// What is left of a connection that is over: to be read, and nothing more.

import { get, list } from "../api.js";
import { clockTime } from "../clock.js";
import { conversation } from "../conversation.js";
import { h, heading, replace } from "../dom.js";
import { agreementKind } from "../proposals.js";
import { wordingCard } from "../agreement_words.js";
import { fold, listing, paged } from "../parts.js";
import { sentenceFor } from "../words/refusals.js";
import { peopleOf } from "./agreements.js";
import { answerReceived } from "./taken_on.js";
import { told } from "./told.js";
import { weekItem } from "./week.js";

export async function overPage(root, { args: [id] }) {
  const path = `/v1/couples/${encodeURIComponent(id)}`;
  const back = h("a", { class: "button plain", href: "#/c" }, "Back");
  let couple, talks;
  try {
    [couple, talks] = await Promise.all([list("/v1/couples?state=over").then((all) => all.find((each) => each.id === id)), list(`${path}/sessions`)]);
  } catch (problem) {
    root.append(...heading("Not here"), h("p", { role: "alert" }, sentenceFor(problem)), back);
    return;
  }
  const people = peopleOf(couple ?? { members: [] });
  const who = (one) => (one === people.you?.id ? "You" : people.partner?.name ?? "Your partner");
  root.append(...heading("What you had together"),
    h("p", { class: "hint" }, "You are not connected any more. Nothing here counts or changes. You can both still read it."),
    h("h2", null, "Your talks"),
    talks.length ? h("div", { class: "column" }, talks.map((talk) => record(talk, people))) : h("p", { class: "empty" }, "None."),
    h("h2", null, "Everything else"),
    shelf("What you agreed on", `${path}/agreements`, (one) => [h("p", { class: "who" }, agreementKind(one, people)), wordingCard(one.wording)]),
    shelf("What was raised", `${path}/crossings`, (one) => [told("A note of your own", one.note), told("What was said", one.opening), told("How it was for the other", one.other_view), told("The plan", one.plan?.what)]),
    shelf("Taken on", `${path}/accountabilities`, (one) => takenOn(one)),
    shelf("Weeks that you both answered", `${path}/check-ins`, weekItem),
    shelf("Kind words", `${path}/appreciations`, (one) => spot(one, who)),
    shelf("Small wins", `${path}/small-wins`, (one) => spot(one, who)),
    shelf("Goals", `${path}/goals`, (one) => h("p", { class: "said" }, (one.in_force ?? one.proposed)?.text ?? "These words were removed.")),
    back);
}

// Each shelf is read only when somebody opens it.
function shelf(title, path, item) {
  const found = listing((cursor) => get(paged(path)(cursor)), item, { none: "Nothing." });
  const made = fold(title, found.element);
  made.addEventListener("toggle", () => made.open && found.draw().catch((problem) => replace(found.element, h("p", { role: "alert" }, sentenceFor(problem)))), { once: true });
  return made;
}

const spot = (one, who) => [h("p", { class: "hint" }, `${who(one.by)} · ${clockTime(one.at)}`), h("p", { class: "said" }, one.text ?? "These words were removed.")];

function takenOn(one) {
  return [
    told("What it was like", one.impact), told("What was done", one.ownership), told("The apology", one.apology),
    h("p", { class: "hint" }, answerReceived(one)), told("Still needed", one.still_needed),
    one.steps.map((step) => h("p", { class: "said" }, step.if ? `If ${step.if}, then: ${step.then}` : "These words were removed.")),
  ];
}

// Read only when somebody opens it: a record may be long.
function record(talk, people) {
  const place = h("section", { class: "conversation", "aria-label": "What was said" });
  const details = h("details", { class: "card fold" }, h("summary", null, clockTime(talk.opens_at)), place);
  details.addEventListener("toggle", async () => {
    if (!details.open || place.hasChildNodes()) return;
    try {
      const { events } = await get(`/v1/sessions/${encodeURIComponent(talk.id)}/transcript`);
      conversation(place, { loadEarlier: async () => {} }).update(people, events);
    } catch (problem) {
      replace(place, h("p", { role: "alert" }, sentenceFor(problem)));
    }
  });
  return details;
}
