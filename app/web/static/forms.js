// Builds a form for any command from its JSON Schema. What a person typed stays until the server has said yes.

import { button, h, replace, uniqueId } from "./dom.js";
import { fieldsOf, valuesOf } from "./fields.js";
import { reviewPart } from "./review.js";
import { waysOf } from "./schema.js";
import { choiceLabel, onlyWith, wayLabel } from "./words/fields.js";
import { knowsField, sentenceFor, sentenceForField } from "./words/refusals.js";

// `given` are values that the screen already knows (a version, an id): they are sent and not asked for.
export function buildForm({ command, schema, submitLabel, given = {}, context = {}, drafts = null, draftName = command, kind = "primary", onSubmit, onTyping }) {
  const ways = waysOf(schema, { given, never: context.never });
  const apart = ways.length > 1 && ways[0].apart;
  const message = h("div", { class: "form-message", role: "alert" });
  const body = h("div", { class: "form-body" });
  const submit = h("button", { type: "submit", class: `button ${kind}` }, submitLabel);
  const others = h("div", { class: "row" });
  const form = h("form", { class: "form", novalidate: true, autocomplete: "off" }, apart && wayPicker(), body, message, h("div", { class: "form-end" }, submit, others));
  let fields = [];
  let busy = false;
  let way = ways[0];
  const sentence = context.sentence ?? sentenceFor;

  function wayPicker() {
    const name = uniqueId("way");
    return h("fieldset", { class: "field options ways" }, h("legend", null, "What kind is it?"),
      h("div", { class: "option-list" }, ways.map((each, index) => h("label", { class: "option" },
        h("input", { type: "radio", name, checked: index === 0, onchange: () => drawWay(each) }),
        h("span", null, choiceLabel(each.name))))));
  }

  // Another way to say the same: one that asks for nothing is sent at once, one with fields takes the place of this form.
  function drawOthers() {
    replace(others, !apart && ways.filter((each) => each !== way).map((each) => button(wayLabel(command, each.name), () => {
      drawWay(each);
      if (fields.some((field) => field.element)) form.querySelector("textarea, input")?.focus();
      else send();
    }, { kind: "quiet" })));
  }

  function drawWay(next) {
    way = next;
    const skip = (name) => name in given || context.skip?.includes(name) || (onlyWith(command, name) ?? way.name) !== way.name;
    fields = fieldsOf(way.schema, { command, root: schema, context: { ...context, plainFirst: !way.schema.required?.length }, skip });
    drawOthers();
    const shown = fields.filter((field) => field.element);
    // A choice that is already made by default is shown too: nobody should send what they did not see.
    const needed = shown.filter((field) => field.required || (field.kind === "choice" && field.preset)).sort((one, other) => (other.kind === "long_text") - (one.kind === "long_text"));
    const main = needed.some((field) => field.required) ? needed : shown.slice(0, context.mainCount ?? 1);
    const more = shown.filter((field) => !main.includes(field));
    // What belongs to a choice is best seen beside it; what only adds to a text can wait behind a fold.
    const flat = context.flat || main.every((field) => field.kind === "choice");
    if (context.inOrder) replace(body, shown.map((field) => field.element));
    else replace(body, main.map((field) => field.element),
      more.length > 0 && (flat ? more.map((field) => field.element) : h("details", { class: "more" }, h("summary", null, "Add more, if you like"), more.map((field) => field.element))));
    restore();
  }

  // Drafts.

  function remember() {
    const state = [...form.elements].filter((each) => each.name && each.type !== "password").map((each) => [each.name, ["radio", "checkbox"].includes(each.type) ? each.checked : each.value]);
    drafts?.set(draftName, state);
  }

  function restore() {
    const state = drafts?.get(draftName) ?? [];
    const elements = [...form.elements].filter((each) => each.name && each.type !== "password");
    elements.forEach((each, index) => {
      const [name, value] = state[index] ?? [];
      if (name !== each.name) return;
      if (typeof value === "boolean") each.checked = value;
      else if (value) each.value = value;
    });
  }

  // Sending.

  function say(text, ...extra) {
    replace(message, text && h("p", null, text), ...extra);
  }

  function showProblem(problem) {
    let first = null;
    const elsewhere = [];
    for (const error of problem.errors ?? []) {
      const parts = String(error.pointer ?? "").split("/").filter((part) => part && part !== "body");
      const field = fieldAt(parts);
      if (!field?.element && knowsField(error.code)) elsewhere.push(h("p", null, sentenceForField(error.code)));
      if (!field?.element) continue;
      field.showError(sentenceForField(error.code));
      first ??= field;
    }
    say(problem.review?.card ? null : sentence(problem), elsewhere, reviewOf(problem.review));
    first?.focus();
  }

  // The field that a place like `text` or `steps/0/then` speaks of.
  function fieldAt(parts) {
    // The last part says it best: `concern/request` is the request, where there is a field of that name.
    for (const [index, part] of [...parts.entries()].reverse()) {
      const name = context.aliases?.[part] ?? part;
      const field = fields.find((each) => each.name === name);
      if (field) return field.at?.(parts.slice(index + 1)) ?? field;
    }
    return undefined;
  }

  // The words that a finding speaks of. Where several lines are one list, its place says which line.
  function wordsAt(place) {
    const parts = String(place ?? "").split("/");
    const value = fieldAt(parts)?.value() ?? "";
    if (Array.isArray(value)) return value.join("\n");
    const line = /^\d+$/.test(parts.at(-1)) ? value.split("\n").map((each) => each.trim()).filter(Boolean)[Number(parts.at(-1))] : null;
    return line ?? String(value);
  }

  function reviewOf(review) {
    return reviewPart(review, {
      textOf: wordsAt,
      onSend: () => send({ acknowledge_hint: review.id }),
      onKeep: keep,
    });
  }

  // To keep it to oneself: the words leave the page, and nothing was sent.
  function keep() {
    drafts?.drop(draftName);
    for (const each of form.elements) if (each.name && each.tagName === "TEXTAREA") each.value = "";
    say("Nothing was sent.");
    form.querySelector("textarea, input")?.focus();
  }

  function missing() {
    const whole = fields.filter((field) => field.required && field.element && field.value() === undefined);
    const empty = [...whole, ...fields.flatMap((field) => field.missing?.() ?? [])];
    for (const field of fields) field.showError(null);
    for (const field of empty) field.showError("Please fill this in.");
    empty[0]?.focus();
    return empty.length > 0;
  }

  async function send(extra = {}) {
    if (busy || missing()) return;
    say(null);
    setBusy(true);
    try {
      await onSubmit({ ...given, ...valuesOf(fields), ...extra });
      drafts?.drop(draftName);
      for (const field of fields) field.clear?.();
    } catch (problem) {
      if (!("code" in problem)) throw problem;
      showProblem(problem);
    } finally {
      setBusy(false);
    }
  }

  function setBusy(value) {
    busy = value;
    submit.setAttribute("aria-disabled", String(value));
    submit.classList.toggle("busy", value);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") !== "true") send();
  });
  form.addEventListener("input", () => {
    remember();
    onTyping?.();
  });
  drawWay(way);

  return { element: form, submit, focus: () => (fields.find((field) => field.element) ?? { focus: () => submit.focus() }).focus(), hasFields: fields.some((field) => field.element), showProblem };
}
