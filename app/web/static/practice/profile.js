// A therapist's own profile: opened with a code, changed, and closed. Nobody checks it here, and the page says so.

import { patch, post, remove } from "../api.js";
import { h } from "../dom.js";
import { act, ask, fold, oneOf, words } from "../parts.js";
import { POLICIES } from "../words/practice.js";

const policy = { schema: oneOf(POLICIES), label: "What do you do with what one of the two tells you alone?", names: POLICIES, hint: "Both partners read this before they say yes." };

const profileFields = {
  name: { schema: words(60), label: "Your name as a therapist", hint: "Couples see it." },
  about: { schema: words(1000), label: "How do you work?", hint: "Your training, your way, in a few plain sentences." },
  languages: { schema: { type: "array", items: { type: "string" } }, label: "Your languages", hint: "Short codes such as en or fi, with commas between." },
};

export function openProfile({ opened }) {
  return h("section", { class: "card", "aria-label": "Work as a therapist" },
    h("h2", null, "Work as a therapist"),
    h("p", null, "You can write kinds of talk for couples, and work with couples who invite you. You see only what both partners share."),
    h("p", { class: "hint" }, "Nobody here checks what you write about yourself, and everybody who sees it is told so. As a therapist you are logged out after 30 minutes without use."),
    ask({
      command: "therapist", submitLabel: "Open my profile", said: "Your profile is open.", kind: "primary",
      fields: { invitation: { schema: words(64), optional: true, label: "Your code from the operator", hint: "It works once." }, ...profileFields, secrets_policy: policy },
      now: { languages: navigator.language?.split("-")[0] },
      onSubmit: async (body) => { await post("/v1/me/therapist", body); opened(); },
    }));
}

export function profilePart(me, { changed, closed }) {
  return h("section", { class: "card", "aria-label": "Your profile" },
    h("h2", null, "Your profile"),
    h("p", null, h("strong", null, me.name), h("span", { class: "hint" }, ` ${me.notice}`)),
    h("p", { class: "said" }, me.about),
    h("p", { class: "hint" }, `Languages: ${me.languages.join(", ")}`),
    h("p", { class: "hint" }, me.secrets_policy_text),
    h("p", { id: "handle-label" }, "Couples find you by this handle:"),
    h("output", { class: "code", "aria-labelledby": "handle-label" }, me.handle),
    fold("Change your profile", ask({
      command: "profile", submitLabel: "Save the profile", now: { ...me, languages: me.languages.join(", ") },
      fields: { name: profileFields.name, about: profileFields.about, languages: profileFields.languages },
      onSubmit: async (body) => { await patch("/v1/me/therapist", body); await changed(); },
    })),
    fold("Change what you keep secret", h("p", null, "After a change you see nothing of a couple until both partners have read it and said yes again."), ask({
      command: "policy", submitLabel: "Save this", fields: { secrets_policy: policy }, now: { secrets_policy: me.secrets_policy },
      onSubmit: async (body) => { await patch("/v1/me/therapist", body); await changed(); },
    })),
    fold("Close your profile", h("p", null, "You see nothing of any couple from then on. Your templates and your own notes stay yours."), act("Close my profile", async () => { await remove("/v1/me/therapist"); closed(); }, { said: "Closed." })));
}
