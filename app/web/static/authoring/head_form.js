// What holds for the whole talk: its name, its kind, how it may be held, what it needs, and the limits it runs under.

import { h } from "../dom.js";
import { fold } from "../parts.js";
import { KINDS, MEDIA } from "../words/template.js";
import { bound, text } from "./bound.js";
import { at, setAt } from "./draft.js";

export function headForm({ shape, content, changed }) {
  const places = new Map();

  function field(pointer, spec) {
    const made = bound({ name: pointer.split("/").pop(), value: at(content(), pointer), ...spec, onInput: (value) => { setAt(content(), pointer, value); changed(); } });
    places.set(pointer, made);
    return made.element;
  }

  const named = (schema, names) => ({ ...schema, enum: (schema.enum ?? Object.keys(names)) });
  const about = h("section", { class: "card", "aria-label": "About this talk" }, h("h2", null, "About this talk"),
    h("div", { class: "form-body" },
      field("/title", { schema: text(shape.longest.title), label: "Name", hint: `Up to ${shape.longest.title} characters.` }),
      field("/summary", { schema: text(shape.longest.summary), label: "What is it, in a few words?", hint: "This is what a couple reads before they choose it." }),
      field("/kind", { schema: named(shape.head("kind"), KINDS), label: "What kind of talk?", names: KINDS }),
      field("/media", { schema: { type: "array", items: { enum: Object.keys(MEDIA) } }, label: "How may it be held?", names: MEDIA })));

  // Only the limits that differ from the usual stand in a draft; the form shows all of them.
  const limit = (name, { label, unit, hint = null }) => {
    const schema = shape.limit(name);
    const usual = at(content(), `/limits/${name}`) ?? schema.default;
    return field(`/limits/${name}`, { schema, label, unit, hint, value: usual });
  };
  const limits = shape.limits().map(([title, fields]) => fold(title, h("div", { class: "form-body" }, fields.map(([name, words]) => limit(name, words)))));
  const coaching = fold("Coach and needs", h("div", { class: "form-body" },
    shape.coaching("strictness").enum && field("/coaching/strictness", { schema: shape.coaching("strictness"), label: "How does the coach read?", hint: "A threat or contempt is always held, whatever stands here.", value: at(content(), "/coaching/strictness") ?? "standard" }),
    field("/requires/base_agreement", { schema: { type: "boolean" }, label: "Only for couples with a base agreement", value: at(content(), "/requires/base_agreement") === true, names: {} })));

  function show(findings) {
    for (const [pointer, made] of places) made.show(findings.filter((each) => each.where === pointer || each.where.startsWith(`${pointer}/`)));
  }

  function focus(where) {
    const place = [...places.entries()].find(([pointer]) => where === pointer || where.startsWith(`${pointer}/`));
    if (!place) return about.querySelector("input")?.focus();
    for (let node = place[1].element; node; node = node.parentElement) if (node.matches("details")) node.open = true;
    place[1].focus();
  }

  return { about, limits: h("section", { "aria-label": "Limits" }, h("h2", null, "Limits"), h("p", { class: "hint" }, "You may leave these as they are. None of them can be set past what keeps people safe."), limits, coaching), show, focus };
}
