// Draws `may`: one main act with its form, the others folded below it. It offers what the server lists, and nothing else.

import { schemaOf } from "./api.js";
import { countdown, keepCounting } from "./countdown.js";
import { h, region } from "./dom.js";
import { buildForm } from "./forms.js";
import { sentenceFor } from "./words/refusals.js";
import { isAside, STANDING } from "./words/phases.js";

// These belong to one suggested agreement and are drawn beside it.
const OF_AN_AGREEMENT = new Set(["assent", "set_aside"]);
// A yes to what lies on the table comes before putting something else there.
const ANSWERS = new Set(["accept_frame", "accept_return"]);

export function actionsPart(element, { send, typing, drafts, focusNow }) {
  const drawMain = region(element.appendChild(h("div", { class: "main-action" })));
  const drawOthers = region(element.appendChild(h("div", { class: "other-actions" })));
  const forms = new Map();

  function formFor(action, view, kind) {
    const given = givenFor(action);
    const key = JSON.stringify([action.name, given, kind, action.title, action.choices]);
    if (!forms.has(key)) forms.set(key, makeHolder(action, view, { given, kind, send, typing, drafts }));
    const holder = forms.get(key);
    holder.notBefore(action.not_before);
    return holder;
  }

  return (view) => {
    const listed = (view.may ?? []).filter((action) => !STANDING.has(action.name) && !OF_AN_AGREEMENT.has(action.name));
    const asked = isAskedAboutAgreement(view);
    const main = asked ? undefined : listed.find((action) => ANSWERS.has(action.name)) ?? listed.find((action) => !isAside(action, view)) ?? listed.find((action) => action.name === "rate_arousal" && view.phase === "calm_start");
    const others = listed.filter((action) => action !== main);
    const hadFocus = element.contains(document.activeElement);
    const sign = (action) => [action.name, action.title, givenFor(action), action.choices];
    for (const action of listed) formFor(action, view, action === main ? "primary" : "plain");
    drawMain(main ? sign(main) : null, () => (main ? h("section", { class: "card act", "aria-label": main.title }, formFor(main, view, "primary").element) : []));
    drawOthers(others.map(sign), () => others.map((action) => folded(action, formFor(action, view, "plain"))));
    // Nobody should be left with the focus nowhere when an act they were at has gone.
    if (hadFocus && !element.contains(document.activeElement)) focusNow();
  };
}

// A suggestion of the partner that waits for a yes or a no comes first; everything else is folded until then.
function isAskedAboutAgreement(view) {
  const may = (view.may ?? []).map((action) => action.name);
  return may.includes("assent") && (view.agreements ?? []).some((item) => item.state === "open" && !item.assented_by_you);
}

function folded(action, holder) {
  if (holder.isButton()) return holder.element;
  const details = h("details", { class: "card fold" }, h("summary", null, action.title), holder.element);
  details.addEventListener("toggle", () => details.open && holder.focus());
  holder.whenKnown(() => holder.isButton() && details.isConnected && details.replaceWith(holder.element));
  return details;
}

// The server says which values only this moment knows. A time that one may still choose is a start value, not a fixed one.
function givenFor(action) {
  return action.name === "offer_return" ? {} : action.with ?? {};
}

function contextFor(action, view) {
  const partner = view.partner?.name;
  const context = { names: partner ? { partner } : {}, skip: ["acknowledge_hint", "agreement"], never: ["spoken"], limits: action.limits ?? {}, choices: action.choices, days: action.days };
  if (view.pause) context.moments = { at: { min: view.pause.not_before, max: view.pause.latest, value: action.with?.at } };
  return context;
}

// A question is a fine title and a poor name for a button.
const buttonName = (title) => (title.endsWith("?") ? "Send" : title);

function makeHolder(action, view, { given, kind, send, typing, drafts }) {
  const element = h("div", { class: "act-body" }, h("p", { class: "hint" }, "One moment…"));
  const known = [];
  let form = null;
  let opensAt = null;
  let gate = null;

  const show = (schema) => {
    const context = contextFor(action, view);
    // Said aloud: the form is one tap, and nothing is written down.
    const wanted = given.spoken === true ? { type: "object", properties: {} } : schema;
    form = buildForm({
      command: action.name, schema: wanted, submitLabel: Object.keys(wanted.properties ?? {}).length ? buttonName(action.title) : action.title, kind, context, drafts, given,
      onTyping: typing,
      onSubmit: (body) => send(action.name, body),
    });
    element.replaceChildren(form.element);
    applyGate();
    known.splice(0).forEach((callback) => callback());
  };

  function load() {
    schemaOf(action.schema ?? `/v1/schemas/commands/${action.name}`).then(show, (problem) => {
      element.replaceChildren(h("p", { role: "alert" }, sentenceFor(problem)), h("button", { type: "button", class: "button plain", onclick: load }, "Try again"));
    });
  }

  // What only time forbids stays visible and says when; the server decides in the end.
  function applyGate() {
    gate?.element.remove();
    gate = null;
    if (!form) return;
    const closed = Boolean(opensAt) && Date.parse(opensAt) > 0;
    if (!closed) return form.submit.setAttribute("aria-disabled", "false");
    gate = countdown(opensAt, { before: (left) => `You can do this in ${left}.`, after: "You can do this now.", aloud: false });
    const tick = gate.tick;
    const own = gate;
    own.tick = () => {
      tick();
      own.element.hidden = own.isOver();
      if (form && !form.submit.classList.contains("busy")) form.submit.setAttribute("aria-disabled", String(!own.isOver()));
    };
    form.submit.after(keepCounting(own));
  }

  load();
  return {
    element,
    isButton: () => Boolean(form) && !form.hasFields,
    whenKnown: (callback) => (form ? callback() : known.push(callback)),
    focus: () => form?.focus(),
    notBefore: (stamp) => {
      if ((stamp ?? null) === opensAt) return;
      opensAt = stamp ?? null;
      applyGate();
    },
  };
}
