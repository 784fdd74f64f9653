// The form of a yes: each scope with what it shows and never shows, a last day, and exactly the texts that were read.

import { h } from "../dom.js";
import { ask } from "../parts.js";
import { SCOPES } from "../words/practice.js";

const DAY = 86_400_000;
const isoDay = (time) => new Date(time).toISOString().slice(0, 10);

export function policyText(policy, texts) {
  const found = texts.policies.find((each) => each.secrets_policy === policy);
  return h("div", { class: "card" }, h("p", { class: "who" }, "What one of you says alone"), found && h("p", null, found.text));
}

export function consentForm({ texts, policy, scopes, until = null, submitLabel, onSubmit }) {
  const ticks = Object.fromEntries(texts.scopes.map((each) => [each.scope, {
    schema: { type: "boolean" }, optional: true, label: SCOPES[each.scope] ?? each.scope, hint: `Shows: ${each.shows} Never: ${each.never}`,
  }]));
  const now = Object.fromEntries(scopes.map((scope) => [scope, true]));
  return h("div", { class: "column" },
    h("p", null, texts.purpose_text),
    ask({
      command: "consent", submitLabel, said: "Your yes is saved.", kind: "primary", inOrder: true,
      fields: { ...ticks, expires_on: { schema: { type: "string", format: "date" }, label: "Until which day?", hint: "It ends by itself after that day. A year ahead at most." } },
      now: { ...now, expires_on: until ?? isoDay(Date.now() + 90 * DAY) },
      onSubmit: ({ expires_on, ...body }) => {
        const chosen = texts.scopes.map((each) => each.scope).filter((scope) => body[scope]);
        if (!chosen.length) throw Object.assign(new Error("empty"), { code: "nothing_chosen", detail: "Tick at least one thing that may be seen.", errors: [] });
        return onSubmit({ scopes: chosen, expires_on, secrets_policy: policy, text_version: texts.version });
      },
    }),
    h("p", { class: "hint" }, texts.ending));
}
