// Small pieces that the pages outside a talk are made of: a form from a few fields, a button that says when it failed, a fold.

import { announce } from "./announce.js";
import { button, h, replace } from "./dom.js";
import { buildForm } from "./forms.js";
import { sentenceBetween, sentenceFor } from "./words/refusals.js";

// Fields in the order to show them: name → { schema, label, hint?, optional?, names?, type? }. `now` is what they begin with.
export function ask({ command, fields, submitLabel, onSubmit, said = "Saved.", kind = "plain", given = {}, now = {}, drafts = null, draftName = command, flat = true, inOrder = false, aliases = {} }) {
  const entries = Object.entries(fields);
  const pick = (key) => Object.fromEntries(entries.filter(([, field]) => field[key] !== undefined).map(([name, field]) => [name, field[key]]));
  const made = buildForm({
    command, submitLabel, kind, given, drafts, draftName,
    schema: { type: "object", required: entries.filter(([, field]) => !field.optional).map(([name]) => name), properties: begunWith(pick("schema"), now) },
    context: {
      flat, inOrder, aliases, now, sentence: sentenceBetween, moments: pick("moment"), names: Object.assign({}, ...Object.values(pick("names"))), types: pick("type"),
      words: Object.fromEntries(entries.map(([name, { label, hint = null }]) => [name, { label, hint }])),
    },
    onSubmit: async (body) => {
      const stay = placeOfFocus(made.element);
      await onSubmit(body);
      if (said) announce(said);
      stay();
    },
  });
  return made.element;
}

const begunWith = (schemas, now) => Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, now[name] ? { ...schema, default: now[name] } : schema]));

// An act may redraw what stood around its button. Whoever was there goes on at the nearest heading, not at the top of the page.
function placeOfFocus(element) {
  const around = [];
  for (let at = element.parentElement; at; at = at.parentElement) around.push(at);
  return () => {
    if (element.isConnected && element.checkVisibility() || document.activeElement !== document.body) return;
    const place = around.find((each) => each.isConnected && each.querySelector("h1, h2, h3"));
    const found = place?.querySelector("h1, h2, h3");
    found?.setAttribute("tabindex", "-1");
    found?.focus({ preventScroll: true });
  };
}

export const words = (maxLength) => ({ type: "string", maxLength });
export const oneOf = (names) => ({ type: "string", enum: Object.keys(names) });
export const scale = { type: "integer", minimum: 0, maximum: 10 };
export const day = { type: "string", format: "date" };

export function fold(title, ...children) {
  return h("details", { class: "card fold" }, h("summary", null, title), children);
}

// A button whose act may be refused: the reason stands right under it.
export function act(text, doIt, { said = "Done.", ...props } = {}) {
  const message = h("p", { class: "field-error", role: "alert", hidden: true });
  const control = button(text, async () => {
    message.hidden = true;
    const stay = placeOfFocus(control);
    try {
      await doIt();
      if (said) announce(said);
      stay();
    } catch (problem) {
      if (!("code" in problem)) throw problem;
      message.hidden = false;
      replace(message, sentenceBetween(problem));
    }
  }, props);
  return h("div", { class: "act" }, control, message);
}

export function section(title, ...children) {
  return h("section", { "aria-label": title }, h("h2", null, title), children);
}

export function empty(text) {
  return h("p", { class: "empty" }, text);
}

export function notHere(root, problem, back = "#/c") {
  replace(root, h("h1", { tabindex: "-1" }, "Not here"), h("p", { role: "alert" }, sentenceFor(problem)), h("a", { class: "button plain", href: back }, "Back"));
}

const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

// A day has no zone: it is the same day wherever somebody reads it.
export function dayText(day) {
  return day ? DAY.format(new Date(`${day}T00:00:00Z`)) : "";
}

const WHOLE_DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
export const wholeDayText = (day) => WHOLE_DAY.format(new Date(`${day}T00:00:00Z`));

// Longer lists come in pages; a button brings the next one, and the place stays where it is.
export function listing(load, item, { none }) {
  const list = h("ul", { class: "plain-list" });
  const more = h("div");
  async function bring(cursor) {
    const page = await load(cursor);
    if (!cursor) replace(list);
    list.append(...page.data.map((one) => h("li", { class: "card" }, item(one))));
    replace(more, !list.childNodes.length && none && empty(none), page.has_more && act("Show more", () => bring(page.next_cursor)));
  }
  return { element: h("div", { class: "listing" }, list, more), draw: () => bring(null) };
}

export const paged = (path) => (cursor) => `${path}${path.includes("?") ? "&" : "?"}limit=20${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
