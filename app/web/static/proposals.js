// The agreements suggested in this talk, each with the yes and the no that belong to exactly the version on the screen.

import { button, h, region } from "./dom.js";
import { choiceLabel } from "./words/fields.js";

const STATES = { open: "Suggested", reached: "You both said yes", set_aside: "Set aside" };

// What some kinds say beside their text.
const PARTS = [
  ["acceptable", "What is fine"],
  ["not_acceptable", "What is not"],
  ["if_it_happens", "If it happens"],
  ["observable_sign", "What both can see"],
];

export function proposalsPart(element, { press }) {
  const draw = region(element);
  return (view) => {
    const may = new Set((view.may ?? []).map((action) => action.name));
    // P-3: a pause is for calming down, so nothing of the talk lies on the table.
    const list = view.phase === "paused" ? [] : view.agreements ?? [];
    const acts = ["assent", "set_aside"].filter((name) => may.has(name));
    draw([list, acts], () => list.length > 0 && [h("h2", null, "Suggestions"), h("ul", { class: "plain-list" }, list.map((item) => proposal(item, { acts, view, press })))]);
  };
}

function proposal(item, { acts, view, press }) {
  const open = item.state === "open";
  const body = { agreement: item.id, version: item.version };
  const title = (name) => view.may.find((action) => action.name === name)?.title;
  const state = open && item.assented_by_you ? "You said yes. Waiting for your partner." : STATES[item.state] ?? choiceLabel(item.state);
  return h("li", { class: "card proposal" },
    h("p", { class: "who" }, agreementKind(item, view)),
    h("blockquote", null, item.text),
    PARTS.map(([name, label]) => item[name]?.length > 0 && h("p", { class: "hint" }, `${label}: ${[item[name]].flat().join(" · ")}`)),
    h("p", { class: "hint" }, state),
    open && h("div", { class: "row" },
      acts.includes("assent") && !item.assented_by_you && button(title("assent") ?? "Yes", () => press("assent", body), { kind: "primary" }),
      acts.includes("set_aside") && button(title("set_aside") ?? "Set aside", () => press("set_aside", body))));
}

export function agreementKind(item, view) {
  const kinds = { boundary: "Boundary", commitment: "Promise", ritual: "Habit", benchmark: "A sign that you can both see", base_agreement: "Safety and honesty" };
  if (item.kind === "boundary" && item.scope === "personal") return item.owner === view.you?.id ? "A limit of your own" : `A limit of ${view.partner?.name ?? "your partner"}'s own`;
  const owner = item.owner === view.you?.id ? "yours" : view.partner && `${view.partner.name}'s`;
  const isForBoth = !item.owner || (item.kind !== "commitment" && item.scope === "shared");
  const whose = isForBoth ? "for both" : owner;
  return [kinds[item.kind] ?? choiceLabel(item.kind ?? "agreement"), whose].filter(Boolean).join(", ");
}
