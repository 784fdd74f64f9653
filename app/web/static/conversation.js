// The shared log as something to read. What is new is also said through the live region.

import { announce } from "./announce.js";
import { clockTime } from "./clock.js";
import { button, h, region } from "./dom.js";
import { lineOf, spokenLine } from "./words/events.js";

const SHOWN_AT_FIRST = 12;

export function conversation(element, { loadEarlier }) {
  const draw = region(element);
  let showAll = false;
  const titles = new Map();

  function namesFor(view) {
    if (view.step) titles.set(view.step.index, view.step.title);
    return {
      person: (id) => (id === view.you?.id ? "You" : view.partner?.name ?? "Your partner"),
      step: (index) => titles.get(index) ?? null,
    };
  }

  function update(view, events) {
    const names = namesFor(view);
    const lines = events.map((event) => ({ seq: event.seq, at: event.at, ...lineOf(event, names) })).filter((line) => line.kind);
    const hidden = showAll ? 0 : Math.max(0, lines.length - SHOWN_AT_FIRST);
    const missing = events.length > 0 && events[0].seq > 1;
    draw([lines, hidden, missing], () => [
      h("h2", null, "What was said"),
      lines.length === 0 && h("p", { class: "empty" }, "Nothing yet. What you both say will be here."),
      (hidden > 0 || missing) && button("Show what came before", async () => {
        showAll = true;
        if (missing) await loadEarlier();
        update(view, events);
      }),
      h("ol", { class: "log" }, lines.slice(hidden).map(drawLine)),
    ]);
  }

  function speak(view, events) {
    const names = namesFor(view);
    // After a long absence the page is there to be read; only the newest lines are said.
    for (const event of events.slice(-3)) {
      const line = lineOf(event, names);
      if (line && !(line.kind === "words" && line.mine)) announce(spokenLine(line));
    }
  }

  return { update, speak };
}

function drawLine(line) {
  const time = h("time", { datetime: line.at }, clockTime(line.at));
  if (line.kind === "step") return h("li", { class: "line step" }, h("span", null, line.text));
  if (line.kind === "note") return h("li", { class: "line note" }, h("span", null, line.text), " ", time);
  return h("li", { class: `line words ${line.mine ? "mine" : "theirs"}` },
    h("p", { class: "who" }, h("strong", null, line.who), line.label && `, ${line.label}`, " ", time),
    h("blockquote", null, line.text));
}
