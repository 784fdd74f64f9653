// One control for each kind of field. Each has a label of its own, a hint, a place for an error, and gives back a plain value.

import { fromLocalInput, localInputValue } from "./clock.js";
import { h, replace, uniqueId } from "./dom.js";
import { kindOf, resolve } from "./schema.js";
import { choiceLabel, labelOf } from "./words/fields.js";

export const NOTHING = undefined;

export function makeField({ command, name, schema, root, required, context = {} }) {
  // Of the values that the schema knows, the server may say which are open now.
  const resolved = narrowed(resolve(schema, root), context.choices?.[name]);
  const kind = kindOf(resolved);
  const words = { ...labelOf(command, name, resolved), ...context.words?.[name] };
  if (kind === "long_text" && context.limits?.max_sentences) words.hint = [words.hint, sentencesHint(context.limits.max_sentences)].filter(Boolean).join(" ");
  const spec = { command, name, schema: resolved, root, required, context, words, id: uniqueId("field") };
  const field = (MAKERS[kind] ?? MAKERS.short_text)(spec);
  return { name, required, kind, preset: Boolean(resolved.default), ...field };
}

const narrowed = (schema, open) => (open && schema.enum ? { ...schema, enum: schema.enum.filter((value) => open.includes(value)) } : schema);

const sentencesHint = (most) => (most === 1 ? "One sentence." : `Up to ${most} sentences.`);

const MAKERS = {
  fixed: ({ schema }) => ({ element: null, value: () => ("const" in schema ? schema.const : schema.enum[0]), showError: () => {}, focus: () => {} }),
  long_text: (spec) => typed(spec, h("textarea", { rows: "3", autocapitalize: "sentences", spellcheck: "true" }), textOf),
  short_text: (spec) => typed(spec, h("input", { type: spec.context.types?.[spec.name] ?? "text" }), textOf),
  number: (spec) => typed(spec, h("input", { type: "number", inputmode: "numeric", min: spec.schema.minimum, max: spec.schema.maximum }), (value) => (value === "" ? NOTHING : Number(value))),
  date: (spec) => typed(spec, h("input", { type: "date", min: spec.context.days?.first, max: spec.context.days?.last }), textOf),
  moment: (spec) => typed(spec, momentInput(spec), (value) => (value ? fromLocalInput(value) : NOTHING)),
  words: (spec) => typed(spec, h("input", { type: "text" }), listOf),
  choice: (spec) => (spec.schema.enum.length > 4 && !spec.context.spread?.includes(spec.name) ? picker(spec) : options(spec, spec.schema.enum.map((value) => [value, choiceLabel(value, spec.context.names)]), "choices")),
  scale: (spec) => options(spec, numbers(spec.schema).map((value) => [value, String(value)]), "scale"),
  yes_no: (spec) => (spec.required ? options(spec, [[true, "Yes"], [false, choiceLabel(false)]], "choices") : tick(spec)),
  choices: (spec) => ticks(spec, spec.schema.items.enum.map((value) => [value, choiceLabel(value, spec.context.names)])),
  group: (spec) => group(spec),
  rows: (spec) => rows(spec),
};

// What stands now is shown, or else the default: nobody should send something that they did not see.
const begun = ({ context, name, schema }) => (context.now?.[name] ?? schema.default);

function choose(inputs, values, wanted) {
  inputs.forEach((input, index) => { input.checked = wanted !== undefined && wanted !== null && values[index] === wanted; });
}

function picker(spec) {
  const list = h("select", null, h("option", { value: "" }, "Please choose"), spec.schema.enum.map((value) => h("option", { value }, choiceLabel(value, spec.context.names))));
  return typed(spec, list, textOf);
}

const textOf = (value) => (value.trim() === "" ? NOTHING : value.trim());

function listOf(value) {
  const list = value.split(/[,;\n]/).map((part) => part.trim()).filter(Boolean);
  return list.length ? list : NOTHING;
}

function numbers({ minimum, maximum }) {
  return Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index);
}

function momentInput({ name, context }) {
  const { min, max, value } = context.moments?.[name] ?? {};
  const input = h("input", { type: "datetime-local", min: min && localInputValue(min), max: max && localInputValue(max) });
  if (value) input.value = localInputValue(value);
  return input;
}

function errorPlace(id) {
  const element = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  return { element, show: (text) => { element.hidden = !text; replace(element, text ?? ""); } };
}

function describedBy({ id, words }) {
  return [words.hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
}

function typed(spec, input, read) {
  const { id, name, words, required, schema } = spec;
  const error = errorPlace(id);
  if (["number", "string"].includes(typeof begun(spec))) input.value = String(begun(spec));
  const initial = input.value;
  for (const [key, value] of Object.entries({ id, name, "aria-describedby": describedBy(spec), "aria-required": required ? "true" : null, autocomplete: spec.context.autocomplete?.[name] ?? "off" })) {
    if (value) input.setAttribute(key, value);
  }
  const element = h("div", { class: "field" },
    h("label", { for: id }, words.label, !required && !spec.context.unmarked && h("span", { class: "optional" }, " (optional)")),
    words.hint && h("p", { class: "hint", id: `${id}-hint` }, words.hint),
    input,
    input.tagName === "TEXTAREA" && lengthLeft(input, Math.min(schema.maxLength ?? Infinity, spec.context.limits?.max_chars ?? Infinity)),
    error.element);
  return {
    element,
    value: () => read(input.value),
    clear: () => { input.value = initial; input.dispatchEvent(new Event("input")); },
    focus: () => input.focus(),
    showError: (text) => { error.show(text); input.toggleAttribute("aria-invalid", false); if (text) input.setAttribute("aria-invalid", "true"); },
  };
}

// The limit is spoken of only when it comes near; the server is the one who counts.
function lengthLeft(input, limit) {
  if (limit === Infinity) return null;
  const element = h("p", { class: "hint count", "aria-hidden": "true", hidden: true });
  input.addEventListener("input", () => {
    const left = limit - input.value.length;
    element.hidden = left > limit * 0.2;
    element.textContent = left < 0 ? `${-left} characters too many` : `${left} characters left`;
  });
  return element;
}

function options(spec, pairs, look) {
  const { id, name, words, required } = spec;
  const error = errorPlace(id);
  const inputs = pairs.map(([value]) => h("input", { type: "radio", name, value: String(value), id: `${id}-${value}` }));
  const element = h("fieldset", { class: `field options ${look}`, "aria-describedby": describedBy(spec), role: "radiogroup", "aria-required": required ? "true" : null },
    h("legend", null, words.label, !required && !spec.schema.default && h("span", { class: "optional" }, " (optional)")),
    words.hint && h("p", { class: "hint", id: `${id}-hint` }, words.hint),
    h("div", { class: "option-list" }, pairs.map(([, text], index) => h("label", { class: "option", for: inputs[index].id }, inputs[index], h("span", null, text)))),
    error.element);
  const values = pairs.map(([value]) => value);
  const chosen = () => inputs.findIndex((input) => input.checked);
  choose(inputs, values, begun(spec));
  return {
    element,
    value: () => (chosen() < 0 ? NOTHING : pairs[chosen()][0]),
    clear: () => choose(inputs, values, begun(spec)),
    focus: () => (inputs[Math.max(0, chosen())] ?? element).focus(),
    showError: (text) => error.show(text),
  };
}

function tick(spec) {
  const { id, name, words } = spec;
  const error = errorPlace(id);
  const input = h("input", { type: "checkbox", id, name, checked: spec.context.now?.[name] === true, "aria-describedby": describedBy(spec) });
  const element = h("div", { class: "field" },
    h("label", { class: "option", for: id }, input, h("span", null, words.label)),
    words.hint && h("p", { class: "hint", id: `${id}-hint` }, words.hint),
    error.element);
  return { element, value: () => (input.checked ? true : NOTHING), clear: () => { input.checked = false; }, focus: () => input.focus(), showError: error.show };
}

function ticks(spec, pairs) {
  const { id, name, words } = spec;
  const error = errorPlace(id);
  const inputs = pairs.map(([value]) => h("input", { type: "checkbox", name, value, checked: Boolean(spec.context.now?.[name]?.includes(value)), id: `${id}-${value}` }));
  const element = h("fieldset", { class: "field options choices", "aria-describedby": describedBy(spec) },
    h("legend", null, words.label),
    words.hint && h("p", { class: "hint", id: `${id}-hint` }, words.hint),
    h("div", { class: "option-list" }, pairs.map(([, text], index) => h("label", { class: "option", for: inputs[index].id }, inputs[index], h("span", null, text)))),
    error.element);
  const value = () => pairs.filter((_, index) => inputs[index].checked).map(([each]) => each);
  return { element, value: () => (value().length ? value() : NOTHING), clear: () => inputs.forEach((input) => { input.checked = false; }), focus: () => inputs[0].focus(), showError: error.show };
}

export function fieldsOf(schema, { command, root, context, skip = () => false }) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !skip(name))
    .map(([name, property], index) => makeField({ command, name, schema: property, root, required: required.has(name), context: { ...context, unmarked: context.plainFirst && index === 0 } }));
}

export function valuesOf(fields) {
  const pairs = fields.map((field) => [field.name, field.value()]).filter(([, value]) => value !== NOTHING);
  return Object.fromEntries(pairs);
}

function group({ command, schema, root, words, context }) {
  const fields = fieldsOf(schema, { command, root, context });
  const element = h("fieldset", { class: "field group" }, h("legend", null, words.label), fields.map((field) => field.element));
  const value = () => valuesOf(fields);
  const inner = (name) => fields.find((field) => field.name === name);
  return {
    element,
    value: () => (Object.keys(value()).length ? value() : NOTHING),
    clear: () => fields.forEach((field) => field.clear?.()),
    focus: () => fields[0]?.focus(),
    showError: (text) => fields.forEach((field, index) => field.showError(index === 0 ? text : null)),
    // What a part that was begun still lacks, and the places inside that an answer may speak of.
    missing: () => (Object.keys(value()).length ? fields.filter((field) => field.required && field.value() === undefined) : []),
    at: ([name, ...rest]) => inner(name)?.at?.(rest) ?? inner(name),
  };
}

function rows({ command, schema, root, words, context }) {
  const made = [];
  const list = h("div", { class: "rows" });
  const more = h("button", { type: "button", class: "button plain", onclick: () => add().focus() }, "Add another");
  const add = () => {
    const item = resolve(schema.items, root);
    const row = group({ command, schema: item, root, context, words: { label: `${words.label} ${made.length + 1}` } });
    made.push(row);
    list.append(row.element);
    more.hidden = made.length >= (schema.maxItems ?? Infinity);
    return row;
  };
  add();
  const element = h("div", { class: "field" }, words.hint && h("p", { class: "hint" }, words.hint), list, more);
  // A row that was left empty is not sent; the numbers of an answer count the others.
  const filled = () => made.filter((row) => row.value() !== NOTHING);
  const value = () => filled().map((row) => row.value());
  return {
    element,
    value: () => (filled().length ? value() : NOTHING),
    clear: () => made.forEach((row) => row.clear()),
    focus: () => made[0].focus(),
    showError: (text) => made.forEach((row, index) => row.showError(index === 0 ? text : null)),
    missing: () => filled().flatMap((row) => row.missing()),
    at: ([index, ...rest]) => filled()[Number(index)]?.at(rest),
  };
}
