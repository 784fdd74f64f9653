// The other languages of a template: each text once more. A text goes by its own key, so it stays with its step wherever that goes.

import { announce } from "../announce.js";
import { button, h, replace } from "../dom.js";
import { act, fold } from "../parts.js";
import { stepName } from "../words/template.js";
import { bound, text } from "./bound.js";

const names = new Intl.DisplayNames(["en"], { type: "language" });
export const languageName = (code) => { try { return names.of(code) ?? code; } catch { return code; } };

const own = (content) => content().locale ?? "en";
const escaped = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");

// Every text with the name by which the template knows it.
function textsOf(content, { title, summary, prompt }) {
  const whole = [["/title", "Name of the talk", content.title, title], ["/summary", "What it is", content.summary, summary]];
  const steps = (content.steps ?? []).flatMap((step, index) => {
    const name = `Step ${index + 1}, ${step.title?.trim() || stepName(step)}`;
    return [[`${step.prompt?.key}/title`, `${name}: its name`, step.title, title], [step.prompt?.key, `${name}: what the page says`, step.prompt?.text, prompt]];
  });
  return [...whole, ...steps];
}

export function languagesPart({ shape, content, changed }) {
  const codesKnown = shape.locales;
  const list = h("div", { class: "column" });
  const pick = h("select", { id: "new-language" });
  const more = h("div", { class: "card" }, h("label", { for: "new-language" }, "Another language"), pick, button("Add this language", () => add(pick.value)));
  const first = h("div");
  const element = h("section", { "aria-label": "Languages" }, h("h2", null, "Languages"), h("p", { class: "hint" }, "A couple reads the talk in their own language when it is whole in that language. Otherwise they read the first one."), first, list, more);
  let folds = new Map();
  const translations = () => content().translations ?? {};

  function add(code) {
    content().translations = { ...translations(), [code]: {} };
    changed();
    draw();
    const made = folds.get(code);
    made.element.open = true;
    announce(`${languageName(code)} is added.`);
    made.element.querySelector("summary").focus();
  }

  async function drop(code) {
    const { [code]: _, ...rest } = translations();
    content().translations = rest;
    changed();
    draw();
  }

  function language(code) {
    const area = h("div", { class: "form-body" });
    const element = fold(languageName(code), area, act(`Remove ${languageName(code)}`, () => drop(code), { kind: "quiet", said: "Removed." }));
    const places = new Map();
    let findings = [];
    // Steps come and go: the fields are made for the texts that there are when it is opened.
    const fill = () => {
      places.clear();
      replace(area, textsOf(content(), shape.longest).map(([name, label, original, most]) => {
        const field = bound({ name: "text", schema: text(most), label, hint: original?.trim() ? `First: ${original}` : "Nothing is written in the first language yet.", value: translations()[code][name], onInput: (value) => { put(name, value); changed(); } });
        places.set(escaped(name), field);
        return field.element;
      }));
      show(findings);
    };
    const put = (name, value) => {
      if (value) translations()[code][name] = value;
      else delete translations()[code][name];
    };
    element.addEventListener("toggle", () => element.open && fill());
    const show = (found) => {
      findings = found;
      for (const [name, field] of places) field.show(found.filter((each) => each.where === `/translations/${code}/${name}`));
      element.classList.toggle("has-findings", found.length > 0);
    };
    const focus = (where) => {
      if (!element.open) { element.open = true; fill(); }
      const field = places.get(where.split("/")[3]);
      if (field) field.focus();
      else element.querySelector("summary").focus();
    };
    return { element, show, focus };
  }

  function draw() {
    const codes = Object.keys(translations()).sort();
    folds = new Map(codes.map((code) => [code, language(code)]));
    replace(list, [...folds.values()].map((each) => each.element));
    const free = codesKnown.filter((code) => code !== own(content) && !codes.includes(code));
    replace(pick, free.map((code) => h("option", { value: code }, languageName(code))));
    more.hidden = free.length === 0;
    const locale = bound({ name: "locale", schema: { type: "string", enum: codesKnown }, names: Object.fromEntries(codesKnown.map((code) => [code, languageName(code)])), label: "The first language, in which you write", value: own(content), onInput: (value) => { content().locale = value ?? "en"; changed(); } });
    replace(first, locale.element);
    head = locale;
  }

  let head = null;

  function show(findings) {
    head.show(findings.filter((each) => each.where === "/locale"));
    for (const [code, made] of folds) made.show(findings.filter((each) => each.where === `/translations/${code}` || each.where.startsWith(`/translations/${code}/`)));
  }

  function focus(where) {
    const made = folds.get(where.split("/")[2]);
    if (made) made.focus(where);
    else head.focus();
  }

  draw();
  return { element, show, focus };
}
