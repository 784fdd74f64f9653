// A field that is bound to a place in the draft: what is typed is there at once, and a finding about the place stands beside it.

import { h, replace } from "../dom.js";
import { makeField } from "../fields.js";
import { stepChoices } from "../words/template.js";

// `unit` shows seconds as minutes or hours; the draft itself always holds what the template holds.
export function bound({ name, schema, label, hint = null, names = stepChoices, unit = 1, value, onInput }) {
  const shown = unit === 1 ? schema : inUnits(schema, unit);
  const numeric = ["integer", "number"].includes(schema.type);
  const field = makeField({
    command: "template", name, schema: { ...shown, title: label }, root: {}, required: true,
    context: { names, words: { [name]: { label, hint: [hint, numeric && rangeHint(shown)].filter(Boolean).join(" ") || null } }, now: { [name]: numeric && typeof value === "number" ? value / unit : value } },
  });
  const notes = h("ul", { class: "found plain-list", hidden: true });
  const element = h("div", { class: "bound" }, field.element, notes);
  element.addEventListener("input", () => onInput(read()));
  const empty = { short_text: "", long_text: "", choices: [], words: [], yes_no: false };

  function read() {
    const now = field.value();
    if (now === undefined) return empty[field.kind] ?? null;
    return numeric ? Math.round(now * unit) : now;
  }

  return {
    element,
    focus: () => field.focus(),
    show: (findings) => {
      field.showError(null);
      notes.hidden = findings.length === 0;
      replace(notes, findings.map((each) => h("li", null, each.detail)));
      element.querySelectorAll("input, textarea, select").forEach((input) => input.toggleAttribute("data-found", findings.length > 0));
    },
  };
}

function inUnits(schema, unit) {
  const part = (name) => (schema[name] === undefined ? {} : { [name]: schema[name] / unit });
  return { ...schema, ...part("minimum"), ...part("maximum"), ...part("default"), type: "number" };
}

function rangeHint({ minimum, maximum, default: usual }) {
  const range = minimum !== undefined && maximum !== undefined && `From ${minimum} to ${maximum}.`;
  return [range, usual !== undefined && `Usually ${usual}.`].filter(Boolean).join(" ");
}

// A choice is a radio group or a list; a change of either is an input event as well, so one listener is enough.
export const text = (maxLength) => ({ type: "string", maxLength });
