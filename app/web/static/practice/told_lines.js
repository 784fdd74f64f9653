// A talk as somebody beside the two reads it: everybody by name, and nobody is "you".

import { h } from "../dom.js";
import { lineOf } from "../words/events.js";

export function toldLines({ events, people }) {
  const names = { person: (id) => people[id] ?? "One of them", step: () => null };
  const ids = Object.keys(people);
  const lines = events.map((event) => ({ at: event.at, by: event.by, ...lineOf(event, names) })).filter((line) => line.kind);
  if (!lines.length) return h("p", { class: "empty" }, "Nothing of it is shared.");
  return h("ol", { class: "log" }, lines.map((line) => drawn(line, ids)));
}

// The notes of a talk speak to the two; here they are told of them.
const beside = (text) => text.replaceAll("You are both", "They are both").replaceAll("You both", "They both").replaceAll("You agreed", "They agreed").replaceAll("You are back. Glad you are here.", "They are back.").replaceAll("You go on", "They go on");

function drawn(line, ids) {
  if (line.kind === "step") return h("li", { class: "line step" }, h("span", null, line.text));
  if (line.kind === "note") return h("li", { class: "line note" }, h("span", null, beside(line.text)));
  return h("li", { class: `line words ${line.by === ids[0] ? "mine" : "theirs"}` },
    h("p", { class: "who" }, h("strong", null, line.who), line.label && `, ${line.label}`), h("blockquote", null, line.text));
}
