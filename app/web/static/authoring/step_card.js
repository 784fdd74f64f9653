// One step as a card: what it is in one line, what to change about it, and its form behind a fold.

import { button, h, replace, uniqueId } from "../dom.js";
import { STEPS, stepName, summaryOf } from "../words/template.js";
import { bound, text } from "./bound.js";
import { wordsOf } from "./shape.js";

export function stepCard(step, { shape, changed, move, remove }) {
  const id = uniqueId("step");
  const title = h("h3", { id });
  const line = h("p", { class: "hint" });
  const found = h("ul", { class: "found plain-list", hidden: true });
  const handle = h("span", { class: "handle", "aria-hidden": "true", title: "Drag to another place" });
  const up = button("Move up", () => move(card, -1), { class: "button plain small-button" });
  const down = button("Move down", () => move(card, 1), { class: "button plain small-button" });
  const away = button("Remove", () => remove(card), { class: "button quiet small-button" });
  const always = h("p", { class: "hint" }, "This step always has this place.");
  const places = new Map();
  const form = h("details", { class: "more" }, h("summary", null, "Change it"), h("p", { class: "hint" }, STEPS[step.kind]?.about), h("div", { class: "form-body" }, fields()));
  const element = h("li", { class: "card step-card", "aria-labelledby": id },
    h("div", { class: "step-head" }, handle, h("div", null, title, line)),
    found, form, h("div", { class: "row step-acts" }, up, down, away, always));

  function fields() {
    const make = (pointer, spec) => {
      const made = bound({ ...spec, onInput: (value) => { set(pointer, value); drawHead(); changed(); } });
      places.set(pointer, made);
      return made.element;
    };
    return [
      make("title", { name: "title", schema: text(shape.longest.title), label: "Name of this step", hint: `Both see it. Up to ${shape.longest.title} characters.`, value: step.title }),
      make("prompt/text", { name: "text", schema: text(shape.longest.prompt), label: "What the page says to them", hint: "Short sentences and short words. Plain text.", value: step.prompt?.text }),
      shape.stepFields(step.kind).map(([name, schema]) => {
        const words = wordsOf(name);
        return make(name, { name, schema: schema.type === "array" ? { type: "array", items: schema.items } : schema, label: words.label ?? schema.title ?? name, hint: words.hint ?? schema.description, unit: words.unit, value: step[name] ?? schema.default });
      }),
    ];
  }

  function set(pointer, value) {
    if (pointer === "prompt/text") step.prompt = { ...step.prompt, text: value };
    else step[pointer] = value;
  }

  let number = 0;

  function drawHead() {
    replace(title, h("span", { class: "step-number" }, `${number}. `), step.title?.trim() || stepName(step));
    replace(line, [stepName(step), summaryOf(step)].filter(Boolean).join(" · "));
    const whole = `step ${number}, ${step.title?.trim() || stepName(step)}`;
    for (const [control, words] of [[up, "Move up"], [down, "Move down"], [away, "Remove"]]) control.setAttribute("aria-label", `${words}: ${whole}`);
  }

  // What stands in the card and is no field of it is told at the card itself.
  function show(findings) {
    const own = [];
    const byPlace = new Map();
    for (const each of findings) {
      const rest = each.where.split("/").slice(3).join("/");
      const place = [...places.keys()].find((pointer) => rest === pointer || rest.startsWith(`${pointer}/`));
      if (place) byPlace.set(place, [...(byPlace.get(place) ?? []), each]);
      else own.push(each);
    }
    for (const [pointer, field] of places) field.show(byPlace.get(pointer) ?? []);
    replace(found, own.map((each) => h("li", null, each.detail)));
    found.hidden = own.length === 0;
    element.classList.toggle("has-findings", findings.length > 0);
  }

  const card = {
    element, step, handle, show,
    place: (index, { canUp, canDown, pinned }) => {
      number = index + 1;
      drawHead();
      up.hidden = pinned;
      down.hidden = pinned;
      away.hidden = pinned;
      handle.hidden = pinned;
      always.hidden = !pinned;
      for (const [control, can] of [[up, canUp], [down, canDown]]) control.setAttribute("aria-disabled", String(!can));
    },
    open: () => { form.open = true; },
    focusMove: (by) => (by < 0 ? up : down).focus({ preventScroll: true }),
    // Where a finding speaks of: its field, or the heading of the card.
    focus: (where) => {
      form.open = true;
      const rest = where.split("/").slice(3).join("/");
      const place = [...places.entries()].find(([pointer]) => rest === pointer || rest.startsWith(`${pointer}/`));
      element.scrollIntoView({ block: "nearest" });
      if (place) return place[1].focus();
      title.setAttribute("tabindex", "-1");
      title.focus();
    },
  };
  return card;
}
