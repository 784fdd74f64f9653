// One agreement: its words, its yes, its review, its history, and a private place for when it was not kept.

import { get, post, put, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h, heading, replace } from "../dom.js";
import { act, ask, empty, fold, notHere, oneOf, scale, section, words } from "../parts.js";
import { agreementKind } from "../proposals.js";
import { ALIASES, PROPOSALS, bodyOf, rewordedTerms, takeNotes } from "../agreement_forms.js";
import { lastLook, stateLines, wordingCard } from "../agreement_words.js";
import { keepingPart } from "../keeping.js";
import { restingFold } from "../resting.js";
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
    const own = agreement.scope === "personal";
    const mine = !own || agreement.owner === people.you.id;
    replace(place,
      heading(agreementKind(agreement, people)),
      stateLines(agreement),
      takeNotes(id).map((note) => h("p", { class: "card", role: "status" }, note.text)),
      wordingCard(agreement.wording),
      agreement.proposed && section("Newer words", wordingCard(agreement.proposed), mine && yesPart(agreement.proposed)),
      agreement.state === "proposed" && !agreement.proposed && yesPart(agreement.wording),
      agreement.state === "draft" && draftPart(agreement),
      counts && review?.review.due && reviewPart(review.review),
      review && lastLook(review.review.last, people),
      counts && (agreement.kind === "commitment" || agreement.kind === "ritual") && keepingPart(couplePath, agreement, people),
      counts && agreement.kind === "ritual" && restingFold(path, agreement, draw),
      mine && (counts || ["draft", "proposed"].includes(agreement.state)) && rewordFold(agreement),
      agreement.state === "proposed" && act("Set it aside", async () => { await post(`${path}/end`); await draw(); }, { kind: "quiet" }),
      mine && counts && fold("End it", h("p", null, own ? "It is yours to end, at once and without a reason." : "This works at once, alone and without a reason. For both of you it then no longer counts."), act(own ? "End it now" : "Take back my yes", async () => { await post(`${path}/end`); await draw(); })),
      own && mine && agreement.state === "active" && act(agreement.shared_with_partner ? "Do not show it to my partner any more" : "Show it to my partner", async () => { await put(`${path}/sharing`, { shared_with_partner: !agreement.shared_with_partner }); await draw(); }),
      counts && mayBeNoted(agreement, mine) && crossingFold(),
      historyFold(),
      h("a", { class: "button plain", href: `#/c/${couple}/agreements` }, "All that you agreed on"));
  }

  // Only what can be crossed; somebody's own limit is theirs alone to speak of (G-5).
  const mayBeNoted = (agreement, mine) => ["boundary", "commitment", "base_agreement"].includes(agreement.kind) && (mine || agreement.kind !== "boundary");

  function draftPart(agreement) {
    const own = agreement.scope === "personal";
    const note = h("div");
    const offer = (extra) => evenSo(note, (more) => post(`${path}/offer`, { version: agreement.version, ...extra, ...more }));
    return h("div", { class: "column" },
      own && h("p", { class: "hint" }, "A limit of your own needs nobody's yes."),
      act(own ? "Let it count, for me alone" : "Propose it to my partner", () => offer({}), { kind: "primary" }),
      own && act("Let it count, and show it to my partner", () => offer({ shared_with_partner: true })),
      note,
      act("Throw it away", async () => { await remove(path); go(`#/c/${couple}/agreements`); }, { kind: "quiet", said: "Thrown away." }));
  }

  // Somebody who said it is not fair, or hard to keep, is asked once more; then it is theirs to say.
  async function evenSo(note, send) {
    try {
      const { notes = [] } = await send({});
      takeNotes(id, notes);
    } catch (problem) {
      if (problem.code !== "held_for_review" || problem.review) throw problem;
      replace(note, h("p", { role: "alert" }, problem.detail), act("Yes, even so", async () => { await send({ even_so: true }); await draw(); }));
      return;
    }
    await draw();
  }

  function yesPart(wording) {
    if (wording.assents.includes(people.you.id)) return h("p", { class: "hint" }, "You said yes to these words.");
    const note = h("div", { role: "status" });
    return h("div", { class: "card" },
      fold("Think about it first, for yourself", ask({
        command: "weigh", submitLabel: "Keep it for myself",
        fields: { fair: { schema: scale, label: "Is it fair to me?" }, keepable: { schema: scale, label: "Can I keep it?", hint: "Only you see these numbers." } },
        onSubmit: async (body) => { const found = await put(`${path}/weighing`, { version: wording.version, ...body }); replace(note, h("p", null, found.note ?? "Kept for you alone.")); },
      }), note),
      act("Yes to these words", () => evenSo(note, (more) => post(`${path}/assent`, { version: wording.version, ...more })), { kind: "primary", said: null }));
  }

  function reviewPart(review) {
    return section("Time to look at it again",
      h("p", { class: "hint" }, "Your partner sees your answer only when you have both answered."),
      review.your_answer && h("p", null, `You said: ${CHOICES[review.your_answer]}.`),
      ask({ command: "review", submitLabel: "This is my answer", fields: { answer: { schema: oneOf(CHOICES), label: "What should become of it?", names: CHOICES } }, onSubmit: async (body) => { await put(`${path}/review`, body); await draw(); } }));
  }

  function rewordFold(agreement) {
    const newest = agreement.proposed ?? agreement.wording;
    // Whose it is stays as it is; only what it says may change.
    const { show: _, scope: __, owner: ___, ...fields } = PROPOSALS[agreement.kind];
    return fold("Suggest other words", h("p", { class: "hint" }, "What counts now goes on until the new words have every yes that they need."),
      ask({
        command: "reword", submitLabel: "Suggest these words", fields, aliases: ALIASES, now: bodyOf(newest),
        onSubmit: async (body) => {
          const { notes } = await post(`${path}/versions`, { replaces: newest.version, terms: rewordedTerms(agreement, newest, body, people.you.id) });
          takeNotes(id, notes);
          await draw();
        },
      }));
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
