// Shows what the coach said of words that came back: the words themselves with the place marked, one reason, one start.
// The author decides. Nothing here reaches the partner, and nothing is kept once the form is sent or left.

import { button, h } from "./dom.js";

// The server counts code points, and a string's own index counts something else as soon as there is an emoji.
const letters = (text) => Array.from(text);
const AROUND = 40;

export function reviewPart(review, { textOf, onSend, onKeep }) {
  if (!review) return null;
  const mayGo = review.hold === "soft";
  return h("div", { class: "review", role: "group", "aria-label": "About your words" },
    review.card ? h("p", null, review.card.text) : null,
    review.card ? h("p", { class: "hint" }, document.body.classList.contains("in-session") ? "Pause and Help are always at the end of the page. Your partner has not seen these words." : "Your partner has not seen these words.") : null,
    review.findings.length > 0 && h("ul", { class: "plain-list" }, review.findings.map((finding) => h("li", null, found(finding, finding.place ? textOf(finding.place) : "")))),
    !review.card && h("p", { class: "hint" }, "Only you see this."),
    h("div", { class: "row" },
      mayGo && button("Send it as it is", onSend),
      review.card && button("Keep it to myself", onKeep)));
}

function found(finding, text) {
  const all = letters(text ?? "");
  const before = all.slice(Math.max(0, finding.start - AROUND), finding.start).join("");
  const meant = all.slice(finding.start, finding.end).join("");
  const after = all.slice(finding.end, finding.end + AROUND).join("");
  return [
    meant && h("blockquote", null, before.length < finding.start ? "…" : "", before, h("mark", null, meant), after, finding.end + AROUND < all.length ? "…" : ""),
    h("p", null, finding.explanation),
    finding.suggestion && h("p", { class: "hint" }, `You could begin: ${finding.suggestion}`),
  ];
}
