// Home: the people you talk with. Invite a partner by a code, or join with one after seeing what becomes shared.

import { list, post } from "../api.js";
import { announce } from "../announce.js";
import { clockTime } from "../clock.js";
import { button, h, heading, replace } from "../dom.js";
import { buildForm } from "../forms.js";
import { sentenceFor } from "../words/refusals.js";

const CODE = { type: "object", required: ["code"], properties: { code: { type: "string", maxLength: 80 } } };
const CODE_WORDS = { code: { label: "Code from your partner", hint: "Letters and numbers. Small or capital does not matter." } };

export async function couplesPage(root, { go }) {
  root.append(...heading("Your talks"));
  const mine = h("section", { "aria-label": "People" });
  const invite = h("section", { class: "card", "aria-label": "Invite" });
  const join = h("section", { class: "card", "aria-label": "Join" });
  const connect = h("details", { class: "more connect", open: true }, h("summary", null, "Connect with someone"), invite, join);
  const past = h("section", { "aria-label": "Not connected any more" });
  root.append(mine, connect, past);
  drawInvite(invite, () => drawMine(mine));
  drawJoin(join, go);
  // Who is connected already comes for their talks; the way to connect is then only folded, never gone.
  await Promise.all([drawMine(mine), drawPast(past)]);
  connect.open = !mine.querySelector(".link-card");
  const watching = setInterval(() => document.visibilityState === "visible" && drawMine(mine), 5000);
  return () => clearInterval(watching);
}

async function drawMine(element) {
  try {
    const couples = await list("/v1/couples");
    const key = JSON.stringify(couples);
    if (element.dataset.key === key) return;
    element.dataset.key = key;
    replace(element, couples.length
      ? h("ul", { class: "plain-list" }, couples.map(coupleLink))
      : h("p", { class: "empty" }, "You are not connected with anyone yet. Invite your partner, or use the code you were given."));
  } catch (problem) {
    if (!element.hasChildNodes()) replace(element, h("p", { role: "alert" }, sentenceFor(problem)));
  }
}

async function drawPast(element) {
  const couples = await list("/v1/couples?state=over").catch(() => []);
  replace(element, couples.length > 0 && h("details", { class: "more" }, h("summary", null, "Not connected any more"),
    h("ul", { class: "plain-list" }, couples.map((couple) => h("li", null, h("a", { class: "card link-card", href: `#/o/${couple.id}` }, h("strong", null, "A former partner"), h("span", { class: "hint" }, "Read")))))));
}

export function partnerOf(couple) {
  return couple.members?.find((member) => !member.you) ?? null;
}

function coupleLink(couple) {
  const name = partnerOf(couple)?.name ?? null;
  return h("li", null, h("a", { class: "card link-card", href: `#/c/${couple.id}` },
    h("strong", null, name ?? "Waiting for your partner"),
    h("span", { class: "hint" }, name ? "Open" : couple.invitation?.state === "expired" ? "The code is too old" : "The code is not used yet")));
}

function drawInvite(element, changed) {
  const result = h("div");
  const create = button("Make a code", async () => {
    try {
      const { invitation } = await post("/v1/couples");
      replace(result, codeCard(invitation));
      result.querySelector("output").focus();
      changed();
    } catch (problem) {
      replace(result, h("p", { role: "alert" }, sentenceFor(problem)));
    }
  }, { kind: "primary" });
  element.append(h("h2", null, "Invite your partner"), h("p", { class: "hint" }, "You get a code that works once. Pass it on yourself, in any way you like."), create, result);
}

export function codeCard(invitation) {
  const copy = button("Copy the code", async () => {
    try {
      await navigator.clipboard.writeText(invitation.code);
      announce("Copied.");
    } catch {
      announce("Please copy it by hand.");
    }
  });
  return h("div", { class: "code-card" },
    h("p", { id: "code-label" }, "Your code"),
    h("output", { class: "code", tabindex: "-1", "aria-labelledby": "code-label" }, invitation.code),
    h("p", { class: "hint" }, `It works until ${clockTime(invitation.expires_at)}. It is shown only now.`),
    copy);
}

function drawJoin(element, go) {
  const preview = h("div");
  const form = buildForm({
    command: "join", schema: CODE, submitLabel: "Look at it first", kind: "plain", context: { words: CODE_WORDS },
    onSubmit: async (body) => {
      const found = await post("/v1/couples/preview", body);
      replace(preview, previewCard(found, body, { go, preview }));
      preview.querySelector("h3").focus();
    },
  });
  element.append(h("h2", null, "Join with a code"), form.element, preview);
}

function previewCard(found, body, { go, preview }) {
  const message = h("p", { role: "alert" });
  const listed = (title, lines = []) => lines.length > 0 && [h("p", { class: "who" }, title), h("ul", null, lines.map((line) => h("li", null, line.text)))];
  return h("div", { class: "preview" },
    h("h3", { tabindex: "-1" }, `Connect with ${found.inviter.name}?`),
    listed("What you two will share", found.shared),
    listed("What stays yours alone", found.never_shared),
    found.leaving && h("p", null, found.leaving.text),
    message,
    h("div", { class: "row" },
      button("Yes, connect us", async () => {
        try {
          const { couple } = await post("/v1/couples/join", body);
          go(`#/c/${couple.id}`);
        } catch (problem) {
          message.textContent = sentenceFor(problem);
        }
      }, { kind: "primary" }),
      button("Not now", () => replace(preview))));
}
