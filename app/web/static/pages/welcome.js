// Before a login: make an account, or log in. Says plainly what the page is and is not.

import { post } from "../api.js";
import { button, h, heading } from "../dom.js";
import { buildForm } from "../forms.js";
import { token } from "../storage.js";

const text = (extra) => ({ type: "string", maxLength: 100, ...extra });

const LOG_IN = { type: "object", required: ["email", "password"], properties: { email: text(), password: text() } };
const REGISTER = { type: "object", required: ["name", "email", "password"], properties: { name: text(), email: text(), password: text() } };

const WORDS = {
  name: { label: "Your first name", hint: "Your partner sees this name." },
  email: { label: "Email", hint: null },
  password: { label: "Password", hint: null },
};

function contextFor(isNew) {
  return {
    flat: true,
    types: { email: "email", password: "password" },
    autocomplete: { name: "given-name", email: "username", password: isNew ? "new-password" : "current-password" },
    words: isNew ? { ...WORDS, password: { label: "Password", hint: "At least 8 characters. A few words in a row work well." } } : WORDS,
  };
}

export function welcomePage(root, { go }) {
  const enter = (answer) => {
    token.set(answer.token);
    go("#/c");
  };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const register = buildForm({ command: "register", schema: REGISTER, submitLabel: "Create my account", context: contextFor(true), onSubmit: async (body) => enter(await post("/v1/accounts", { ...body, timezone: zone, locale: "en" })) });
  const logIn = buildForm({ command: "log_in", schema: LOG_IN, submitLabel: "Log in", context: contextFor(false), onSubmit: async (body) => enter(await post("/v1/logins", body)) });

  const panels = { new: register.element, known: logIn.element };
  const area = h("div", { class: "card" });
  const choices = { new: button("I am new here", () => pick("new"), { kind: "tab" }), known: button("I have an account", () => pick("known"), { kind: "tab" }) };
  const pick = (which) => {
    for (const [name, each] of Object.entries(choices)) each.setAttribute("aria-pressed", String(name === which));
    area.replaceChildren(panels[which]);
  };
  pick("new");
  root.append(
    ...heading("A talk that holds"),
    h("p", { class: "lead" }, "Rejoin helps two people talk after a hard moment. One speaks, the other listens and says back what was heard. You can pause at any time."),
    h("div", { class: "tabs", role: "group", "aria-label": "New or known" }, choices.new, choices.known),
    area,
    h("section", { class: "small" },
      h("h2", null, "Good to know"),
      h("ul", null,
        h("li", null, "Nobody watches a talk. This is not an emergency service and not therapy."),
        h("li", null, "What is marked “only you see this” is never shown to your partner."),
        h("li", null, "“Exit page” leaves at once and signs you out. Your browser's history stays; delete it yourself if that matters."))),
  );
}
