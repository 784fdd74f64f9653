// What is left of a connection that is over: to be read, and nothing more.

import { get, list } from "../api.js";
import { clockTime } from "../clock.js";
import { conversation } from "../conversation.js";
import { h, heading, replace } from "../dom.js";
import { agreementKind } from "../proposals.js";
import { sentenceFor } from "../words/refusals.js";

export async function overPage(root, { args: [id] }) {
  const path = `/v1/couples/${encodeURIComponent(id)}`;
  const back = h("a", { class: "button plain", href: "#/c" }, "Back");
  let couple, agreements, talks;
  try {
    [couple, agreements, talks] = await Promise.all([list("/v1/couples?state=over").then((all) => all.find((each) => each.id === id)), list(`${path}/agreements`), list(`${path}/sessions`)]);
  } catch (problem) {
    root.append(...heading("Not here"), h("p", { role: "alert" }, sentenceFor(problem)), back);
    return;
  }
  const people = peopleOf(couple);
  root.append(...heading("What you had together"),
    h("p", { class: "hint" }, "You are not connected any more. Nothing here counts or changes. You can both still read it."),
    h("h2", null, "What you agreed on"),
    agreements.length ? h("ul", { class: "plain-list" }, agreements.map((each) => agreement(each, people))) : h("p", { class: "empty" }, "Nothing."),
    h("h2", null, "Your talks"),
    talks.length ? h("div", null, talks.map((talk) => record(talk, people))) : h("p", { class: "empty" }, "None."),
    back);
}

function peopleOf(couple) {
  const members = couple?.members ?? [];
  return { you: members.find((member) => member.you), partner: members.find((member) => !member.you) };
}

function agreement(item, people) {
  return h("li", { class: "card" }, h("p", { class: "who" }, agreementKind(item, people)), h("blockquote", null, item.text ?? "These words were removed."));
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
