// The therapists of a couple: invite one, say yes to exactly what is shared, take it back alone, and see what was read.

import { get, post, put, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h, heading, replace } from "../dom.js";
import { act, ask, fold, listing, notHere, paged, section, wholeDayText } from "../parts.js";
import { consentForm, policyText } from "../practice/consent.js";
import { suggestedPart } from "../practice/suggested.js";
import { scopeList, whatWasRead } from "../words/practice.js";

const STATES = {
  invited: "The invitation is open. Nothing is shared until all three have said yes.",
  sharing: "You work together.",
  not_taken_up: "This invitation was not taken up.",
  ended: "This has ended. Nothing is shared.",
};

export async function therapistsPage(root, { args: [couple] }) {
  const couplePath = `/v1/couples/${encodeURIComponent(couple)}`;
  const place = h("div", { class: "column" });
  root.append(...heading("A therapist for the two of you"), place);
  let texts;

  async function draw() {
    const links = listing((cursor) => get(paged(`${couplePath}/therapists`)(cursor)), linkItem, { none: "You have invited no therapist." });
    const reads = listing((cursor) => get(paged(`${couplePath}/therapist-reads`)(cursor)), readItem, { none: "Nothing was read." });
    const read = fold("What was read", h("p", { class: "hint" }, texts.record), reads.element);
    read.addEventListener("toggle", () => read.open && reads.draw().catch(() => {}));
    const [suggested] = await Promise.all([suggestedPart(couplePath), links.draw()]);
    replace(place, suggested, section("Your therapists", links.element), read, inviteFold());
  }

  function linkItem(link) {
    const path = `${couplePath}/therapists/${encodeURIComponent(link.id)}`;
    const shared = link.scopes.map((one) => one.scope);
    const open = ["invited", "sharing"].includes(link.state) && link.therapist.secrets_policy;
    const say = (body) => put(`${path}/consent`, body).then(draw);
    return [
      h("h3", null, link.therapist.name),
      h("p", { class: "hint" }, link.therapist.notice),
      h("p", null, STATES[link.state]),
      link.state === "sharing" && h("p", null, shared.length ? `Can see now: ${scopeList(shared)}` : "Can see nothing now."),
      link.sharing_changed && h("p", { class: "card", role: "status" }, "Sharing has changed."),
      link.state === "invited" && h("p", { class: "hint" }, `Open until ${clockTime(link.answer_by)}.`),
      link.consent && open && h("p", { class: "hint" }, `Your own yes: ${scopeList(link.consent.scopes)}. Until ${wholeDayText(link.consent.expires_on)}. Your partner does not see it.`),
      link.consent?.outdated && h("p", { role: "alert" }, "What the therapist keeps secret has changed. Your yes counts for nothing until you have read it again."),
      open && fold(link.consent ? "Change your yes" : "Read it, and say yes or leave it",
        policyText(link.therapist.secrets_policy, texts),
        consentForm({ texts, policy: link.therapist.secrets_policy, scopes: link.consent?.scopes ?? link.proposed, until: link.consent?.expires_on, submitLabel: link.consent ? "Save my yes" : "Yes to what I ticked", onSubmit: say })),
      link.consent && open && fold("Take your yes back", h("p", null, texts.ending), act("Take my yes back now", () => remove(`${path}/consent`).then(draw), { said: "Taken back. Nothing is shared any more." })),
      !link.consent && link.state === "invited" && h("p", { class: "hint" }, "If you leave it, nobody is told. It closes by itself."),
    ];
  }

  function readItem(read) {
    return [h("p", null, `${read.therapist_name} read ${whatWasRead(read)}.`), h("p", { class: "hint" }, clockTime(read.at))];
  }

  function inviteFold() {
    const found = h("div", { class: "column" });
    const look = ask({
      command: "find_therapist", submitLabel: "Look at the profile", said: null,
      fields: { handle: { schema: { type: "string", maxLength: 16 }, label: "The handle that the therapist gave you" } },
      onSubmit: async ({ handle }) => {
        const { therapist } = await get(`/v1/therapists/${encodeURIComponent(handle.trim())}`);
        replace(found, profileCard(therapist));
        found.querySelector("h3").focus();
      },
    });
    return fold("Invite a therapist", h("p", null, "Your partner and the therapist are asked as well. Until all three have said yes, nothing is shared."), look, found);
  }

  function profileCard(therapist) {
    return h("div", { class: "preview" },
      h("h3", { tabindex: "-1" }, therapist.name),
      h("p", { class: "hint" }, therapist.notice),
      h("p", { class: "said" }, therapist.about),
      h("p", { class: "hint" }, `Languages: ${therapist.languages.join(", ")}`),
      policyText(therapist.secrets_policy, texts),
      consentForm({ texts, policy: therapist.secrets_policy, scopes: [], submitLabel: "Invite, and say yes to what I ticked", onSubmit: (body) => post(`${couplePath}/therapists`, { handle: therapist.handle, ...body }).then(draw) }));
  }

  try {
    texts = await get("/v1/therapist-consent-texts");
    await draw();
  } catch (problem) {
    notHere(root, problem, `#/c/${couple}`);
  }
}
