// The form that asks for a talk. The answer looks the same whatever the partner does, so it promises nothing.

import { list, post } from "./api.js";
import { announce } from "./announce.js";
import { h } from "./dom.js";
import { buildForm } from "./forms.js";

const BUILT_IN = [
  { slug: "calm-start-talk", title: "Calm-start talk" },
  { slug: "brief-repair", title: "Brief repair" },
  { slug: "weekly-check-in", title: "Weekly check-in" },
  { slug: "boundary-workshop", title: "Boundary workshop" },
];

export async function askForm({ path, name, couple, changed }) {
  const templates = await list(`/v1/templates?couple_id=${encodeURIComponent(couple)}`).catch(() => BUILT_IN);
  const known = templates.length ? templates : BUILT_IN;
  const schema = {
    type: "object",
    required: ["template", "medium"],
    properties: {
      template: { enum: known.map((each) => each.slug) },
      role: { enum: ["hurt", "accountable"] },
      medium: { enum: ["text", "spoken"] },
      purpose: { type: "string", maxLength: 300 },
      when: { type: "string", format: "date-time" },
    },
  };
  // A few kinds of talk give each of the two a part of their own; only there it is asked for, and sent.
  const withParts = new Set(known.filter((each) => each.roles).map((each) => each.slug));
  const names = { hurt: "I was hurt, and want to tell what it did to me", accountable: "I want to own what I did", text: "In writing, on two devices", spoken: "Aloud, in one room" };
  for (const each of known) names[each.slug] = [each.title ?? each.slug, each.minutes && `${each.minutes} minutes`].filter(Boolean).join(", ");
  const form = buildForm({
    command: "ask", schema, submitLabel: "Ask for this talk",
    context: {
      names,
      spread: ["template"],
      words: {
        role: { label: "Which part is yours?", hint: `${name} takes on the other one by saying yes.` },
        template: { label: "What kind of talk?", hint: null },
        medium: { label: "How?", hint: null },
        purpose: { label: "What is it about?", hint: `${name} will see this.` },
        when: { label: "When?", hint: "Leave it empty for now." },
      },
    },
    onSubmit: async (body) => {
      const { role, ...rest } = body;
      await post(`${path}/talk-requests`, withParts.has(body.template) ? body : rest);
      announce("Sent.");
      await changed();
    },
  });
  const part = form.element.querySelector("[name=role]")?.closest(".field");
  const showPart = () => { if (part) part.hidden = !withParts.has(form.element.querySelector("[name=template]:checked")?.value); };
  form.element.addEventListener("input", showPart);
  showPart();
  return h("div", { class: "card" }, h("h2", null, "Ask for a talk"), form.element);
}
