// What keeps a template from being published, in one list. Each line leads to the place that it speaks of.

import { announce } from "../announce.js";
import { h, region } from "../dom.js";
import { stepName } from "../words/template.js";

const WHOLE = { limits: "Limits", translations: "Languages", locale: "Languages", title: "Name", summary: "Summary", media: "How it may be held", kind: "Kind of talk" };

export function findingsPart({ goTo }) {
  const element = h("section", { class: "card findings", "aria-label": "What to change", tabindex: "-1" });
  const draw = region(element);
  let told = null;

  function where(finding, steps) {
    const index = Number(/^\/steps\/(\d+)/.exec(finding.where)?.[1] ?? NaN);
    if (Number.isNaN(index) || !steps[index]) return WHOLE[finding.where.split("/")[1]] ?? "The whole talk";
    return `Step ${index + 1}, ${steps[index].title?.trim() || stepName(steps[index])}`;
  }

  const link = (finding, steps) => h("a", { href: location.hash, onclick: (event) => { event.preventDefault(); goTo(finding.where); } }, `${where(finding, steps)}: ${finding.detail}`);

  return {
    element,
    update: (findings, steps, { aloud }) => {
      const text = findings.length === 0 ? "Nothing to change." : findings.length === 1 ? "One thing to change." : `${findings.length} things to change.`;
      draw([findings, steps.map((step) => [step.kind, step.title])], () => [
        h("h2", null, text),
        findings.length > 0 && h("ul", null, findings.map((each) => h("li", null, link(each, steps)))),
      ]);
      if (aloud && told !== null && told !== text) announce(text);
      told = text;
    },
    focus: () => element.focus(),
  };
}
