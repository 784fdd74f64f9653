// One wish to talk, as this person may see it: their own with its state, the partner's with the answers that can be given.

import { post } from "./api.js";
import { announce } from "./announce.js";
import { clockTime } from "./clock.js";
import { button, h } from "./dom.js";
import { buildForm } from "./forms.js";
import { sentenceFor } from "./words/refusals.js";

const WHEN = { type: "object", required: ["when"], properties: { when: { type: "string", format: "date-time" } } };

const MINE = {
  pending: "You asked for a talk. There is no answer yet.",
  another_time_offered: "Another time was offered.",
  not_scheduled: "No talk came of this. You can ask again another day.",
};

// The reader's own part, where the talk has parts: nobody takes one on without having read of it.
const PARTS = {
  hurt: "Your part: you tell what it did to you.",
  accountable: "Your part: you own what you did.",
};

export function requestCard(request, { name, go, changed }) {
  const mine = request.asked_by_you;
  const message = h("p", { role: "alert" });
  const act = (verb, body, said) => async () => {
    message.textContent = "";
    try {
      const answer = await post(`/v1/talk-requests/${request.id}/${verb}`, body);
      if (answer?.session?.id) return go(`#/s/${answer.session.id}`);
      announce(said ?? "Done.");
      await changed();
    } catch (problem) {
      message.textContent = sentenceFor(problem);
    }
  };
  return h("li", { class: "card" },
    h("p", { class: "who" }, mine ? MINE[request.state] ?? request.state : theirLine(request, name)),
    PARTS[request.role] && h("p", null, PARTS[request.role]),
    request.purpose && h("blockquote", null, request.purpose),
    whenLine(request),
    answers(request, { mine, act }),
    message);
}

function theirLine(request, name) {
  if (request.state === "another_time_offered") return `You offered ${name} another time.`;
  return `${name} would like to talk.`;
}

function whenLine(request) {
  const when = request.offered ?? request.when;
  return h("p", { class: "hint" }, when ? `Time: ${clockTime(when)}` : "Time: now");
}

function answers(request, { mine, act }) {
  if (mine && request.state === "another_time_offered") {
    return h("div", { class: "row" }, button("Yes, that time works", act("accept", {}), { kind: "primary" }));
  }
  if (mine || request.state !== "pending") return null;
  const offer = buildForm({
    command: "offer", schema: WHEN, submitLabel: "Offer this time", kind: "plain",
    context: { words: { when: { label: "Another time", hint: null } } },
    onSubmit: async (body) => act("offer", body, "Offered.")(),
  });
  return [
    h("div", { class: "row" }, button("Yes, let's talk", act("accept", {}), { kind: "primary" }), button("Not this time", act("decline", {}, "Done. Your partner is not told."))),
    h("details", { class: "more" }, h("summary", null, "Offer another time"), offer.element),
  ];
}
