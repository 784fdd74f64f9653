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

export async function askForm({ path, name, changed }) {
  const templates = await list("/v1/templates").catch(() => BUILT_IN);
  const known = templates.length ? templates : BUILT_IN;
  const schema = {
    type: "object",
    required: ["template", "medium"],
    properties: {
      template: { enum: known.map((each) => each.slug) },
      medium: { enum: ["text", "spoken"] },
      purpose: { type: "string", maxLength: 300 },
      when: { type: "string", format: "date-time" },
    },
  };
  const names = { text: "In writing, on two devices", spoken: "Aloud, in one room" };
  for (const each of known) names[each.slug] = [each.title ?? each.slug, each.minutes && `${each.minutes} minutes`].filter(Boolean).join(", ");
  const form = buildForm({
    command: "ask", schema, submitLabel: "Ask for this talk",
    context: {
      names,
      words: {
        template: { label: "What kind of talk?", hint: null },
        medium: { label: "How?", hint: null },
        purpose: { label: "What is it about?", hint: `${name} will see this.` },
        when: { label: "When?", hint: "Leave it empty for now." },
      },
    },
    onSubmit: async (body) => {
      await post(`${path}/talk-requests`, body);
      announce("Sent.");
      await changed();
    },
  });
  return h("div", { class: "card" }, h("h2", null, "Ask for a talk"), form.element);
}
