// One agreement: its words, its yes, its review, its history, and a private place for when it was not kept.

import { get, post, put, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h, heading, replace } from "../dom.js";
import { act, ask, dayText, empty, fold, notHere, oneOf, scale, section, words } from "../parts.js";
import { agreementKind } from "../proposals.js";
import { PROPOSALS, STATES, detailsOf, termsOf } from "../agreement_forms.js";
import { keepingPart } from "../keeping.js";
import { peopleOf } from "./agreements.js";

const CHOICES = { keep: "Keep it as it is", change: "Change something", let_go: "Let it go" };
const TOGETHER = { yes: "Yes", no: "No", unsure: "I am not sure" };

export async function agreementPage(root, { args: [couple, id], go }) {
  const couplePath = `/v1/couples/${encodeURIComponent(couple)}`;
  const path = `${couplePath}/agreements/${encodeURIComponent(id)}`;
  const place = h("div", { class: "column" });
  root.append(place);
  let people;
  async function draw() {
    const [{ agreement }, review] = await Promise.all([get(path), get(`${path}/review`).catch(() => null)]);
    const counts = ["active", "review_due"].includes(agreement.state);
    const mine = agreement.scope !== "personal" || agreement.owner === people.you.id;
    replace(place,
      heading(agreementKind(agreement, people)),
      h("p", { class: "hint" }, STATES[agreement.state] ?? "", agreement.review_on && ` To be looked at on ${dayText(agreement.review_on)}.`),
      wordingCard(agreement.wording),
      agreement.proposed && section("Newer words", wordingCard(agreement.proposed), yesPart(agreement.proposed)),
      agreement.state === "proposed" && !agreement.proposed && yesPart(agreement.wording),
      agreement.state === "draft" && h("div", { class: "row" },
        act("Propose it to my partner", async () => { await post(`${path}/offer`, { version: agreement.version }); await draw(); }),
        act("Throw it away", async () => { await remove(path); go(`#/c/${couple}/agreements`); })),
      counts && review?.review.due && reviewPart(review.review),
      counts && (agreement.kind === "commitment" || agreement.kind === "ritual") && keepingPart(couplePath, agreement, people),
      mine && counts && rewordFold(agreement),
      mine && counts && fold("End it", h("p", null, "This works at once, alone and without a reason. For both of you it then no longer counts."), act("Take back my yes", async () => { await post(`${path}/end`); await draw(); })),
      agreement.scope === "personal" && mine && act(agreement.shared_with_partner ? "Do not show it to my partner any more" : "Show it to my partner", async () => { await put(`${path}/sharing`, { shared_with_partner: !agreement.shared_with_partner }); await draw(); }),
      counts && crossingFold(),
      historyFold(),
      h("a", { class: "button plain", href: `#/c/${couple}/agreements` }, "All that you agreed on"));
  }

  function wordingCard(wording) {
    return h("div", { class: "card" },
      wording.text ? h("blockquote", null, wording.text) : !detailsOf(wording).length && h("p", { class: "hint" }, "These words were removed."),
      detailsOf(wording).map(([title, text]) => [h("h3", null, title), h("p", { class: "said" }, text)]),
      wording.due_on && h("p", { class: "hint" }, `By ${dayText(wording.due_on)}`),
      wording.schedule && h("p", { class: "hint" }, `From ${dayText(wording.schedule.starts_on)}`, wording.schedule.at && ` at ${wording.schedule.at}`));
  }

  function yesPart(wording) {
    if (wording.assents.includes(people.you.id)) return h("p", { class: "hint" }, "You said yes to these words.");
    const note = h("p", { role: "status" });
    return h("div", { class: "card" },
      fold("Think about it first, for yourself", ask({
        command: "weigh", submitLabel: "Keep it for myself",
        fields: { fair: { schema: scale, label: "Is it fair to me?" }, keepable: { schema: scale, label: "Can I keep it?", hint: "Only you see these numbers." } },
        onSubmit: async (body) => { const found = await put(`${path}/weighing`, { version: wording.version, ...body }); replace(note, found.note ?? ""); },
      }), note),
      act("Yes to these words", async () => { await sayYes(wording.version, note); }, { kind: "primary" }));
  }

  // Somebody who said it is not fair, or hard to keep, is asked once more; then it is theirs to say.
  async function sayYes(version, note) {
    try {
      await post(`${path}/assent`, { version });
    } catch (problem) {
      if (problem.code !== "held_for_review") throw problem;
      replace(note, "You said that it may not be fair, or hard to keep.", act("Yes, even so", async () => { await post(`${path}/assent`, { version, even_so: true }); await draw(); }));
      return;
    }
    await draw();
  }

  function reviewPart(review) {
    return section("Time to look at it again",
      h("p", { class: "hint" }, "Your partner sees your answer only when you have both answered."),
      review.your_answer && h("p", null, `You said: ${CHOICES[review.your_answer]}.`),
      ask({ command: "review", submitLabel: "This is my answer", fields: { answer: { schema: oneOf(CHOICES), label: "What should become of it?", names: CHOICES } }, onSubmit: async (body) => { await put(`${path}/review`, body); await draw(); } }));
  }

  function rewordFold(agreement) {
    const replaces = (agreement.proposed ?? agreement.wording).version;
    const { show: _, ...fields } = PROPOSALS[agreement.kind];
    return fold("Suggest other words", h("p", { class: "hint" }, "What counts now goes on until you have both said yes to the new words."),
      ask({ command: "reword", submitLabel: "Suggest these words", fields, onSubmit: async (body) => { await post(`${path}/versions`, { replaces, terms: termsOf(agreement.kind, body) }); await draw(); } }));
  }

  function crossingFold() {
    return fold("It was not kept", h("p", { class: "hint" }, "First a note for yourself. Nobody else sees it, and nothing is sent, unless you decide so in a later step."),
      ask({
        command: "crossing", submitLabel: "Keep this note", said: "Kept for yourself.",
        fields: {
          note: { schema: words(2000), label: "What happened?" },
          raise_together: { schema: oneOf(TOGETHER), optional: true, label: "Is it safe to raise this together?", names: TOGETHER, hint: "Only you see your answer." },
        },
        onSubmit: async (body) => { const { crossing } = await post(`${couplePath}/crossings`, { agreement: id, ...body }); go(`#/c/${couple}/crossings/${crossing.id}`); },
      }));
  }

  function historyFold() {
    const area = h("div", { class: "column" });
    const made = fold("Every version", area);
    made.addEventListener("toggle", async () => {
      if (!made.open) return;
      const page = await get(`${path}/versions?limit=100`);
      replace(area, page.data.length ? h("ol", null, page.data.map((one) => h("li", null, clockTime(one.made_at), one.text && h("blockquote", null, one.text)))) : empty("There is only this one."));
    });
    return made;
  }

  try {
    people = peopleOf((await get(couplePath)).couple);
    await draw();
  } catch (problem) {
    notHere(root, problem, `#/c/${couple}`);
  }
}
