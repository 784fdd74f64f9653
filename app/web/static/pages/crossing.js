// One crossing. While it is private it is the author's alone; once raised it is two views, a plan, and a fresh yes.

import { get, post, put, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h, heading, replace } from "../dom.js";
import { act, ask, day, dayText, fold, notHere, oneOf, section, words } from "../parts.js";
import { draftsOf } from "../storage.js";
import { peopleOf } from "./agreements.js";

const TOGETHER = { yes: "Yes", no: "No", unsure: "I am not sure" };
const FORMS = { question: "A question", i_statement: "A sentence about myself" };
const STATES = { private: "Only you can see this.", crossed: "It was raised. You can look for a way together.", redress_planned: "You have a plan.", redress_done: "The plan is done.", renewed: "You both said yes again.", retired: "The agreement does not count any more." };

export async function crossingPage(root, { args: [couple, id], go }) {
  const couplePath = `/v1/couples/${encodeURIComponent(couple)}`;
  const path = `${couplePath}/crossings/${encodeURIComponent(id)}`;
  const place = h("div", { class: "column" });
  root.append(place);
  let people;
  let ownOfOther = false;

  async function draw() {
    const { crossing } = await get(path);
    const mine = crossing.reported_by === people.you.id;
    const { agreement } = await get(`${couplePath}/agreements/${crossing.agreement}`).catch(() => ({ agreement: null }));
    // A limit that is somebody's own is signed again by its owner alone.
    ownOfOther = agreement?.scope === "personal" && agreement.owner !== people.you.id;
    replace(place,
      heading(crossing.state === "private" ? "A note of your own" : "Raised between you"),
      h("p", { class: "hint" }, STATES[crossing.state] ?? ""),
      crossing.note && section("Your note", h("p", { class: "said" }, crossing.note)),
      crossing.help.length > 0 && h("ul", null, crossing.help.map((line) => h("li", null, line.text))),
      crossing.state === "private" && privatePart(crossing),
      crossing.opening && section(mine ? "What you said" : `What ${people.partner?.name ?? "your partner"} said`, h("p", { class: "said" }, crossing.opening)),
      crossing.other_view && section(mine ? "How it was for the other" : "How it was for you", h("p", { class: "said" }, crossing.other_view)),
      crossing.state !== "private" && !mine && viewFold(crossing.other_view),
      crossing.repair && h("p", { class: "card" }, `A short talk is offered until ${clockTime(crossing.repair.until)}. Nobody has to. `, h("a", { href: `#/c/${couple}` }, "Ask for a talk")),
      planPart(crossing),
      h("a", { class: "button plain", href: `#/c/${couple}/agreements/${crossing.agreement}` }, "The agreement"));
  }

  function privatePart(crossing) {
    return [
      h("div", { class: "card" }, ask({
        command: "together", submitLabel: "Keep my answer",
        fields: { raise_together: { schema: oneOf(TOGETHER), label: "Is it safe to raise this together?", names: TOGETHER, hint: crossing.raise_together ? `You said: ${TOGETHER[crossing.raise_together]}. Only you see it.` : "Only you see your answer." } },
        onSubmit: async (body) => { await post(`${path}/private-check`, body); await draw(); },
      })),
      crossing.raise_together === "yes" && fold("Raise it with my partner", h("p", { class: "hint" }, "Your note stays yours. Your partner reads only what you write here."), ask({
        command: "raise", submitLabel: "Send this", kind: "primary", said: "Sent.", drafts: draftsOf(couple), draftName: `raise-${id}`,
        fields: {
          form: { schema: oneOf(FORMS), label: "How do you begin?", names: FORMS },
          text: { schema: words(600), label: "What do you want to say?", hint: "Ask, or speak of yourself. “What happened?” is a good beginning." },
        },
        onSubmit: async (body) => { await post(`${path}/share`, body); await draw(); },
      })),
      act("Delete this note", async () => { await remove(path); go(`#/c/${couple}/agreements`); }, { said: "Deleted." }),
    ];
  }

  function viewFold(text) {
    return fold("How it was for you", ask({ command: "view", submitLabel: "Say it", said: "Sent.", now: { text }, fields: { text: { schema: words(600), label: "How was it for you?", hint: "Both views stand. Nobody decides between them." } }, onSubmit: async (body) => { await put(`${path}/view`, body); await draw(); } }));
  }

  function planPart(crossing) {
    const open = ["crossed", "redress_planned"].includes(crossing.state);
    return [
      crossing.plan && section("Your plan", planCard(crossing.plan), crossing.state === "redress_planned" && (crossing.plan.done_by_you ? h("p", { class: "hint" }, "You said that it is done.") : act("It is done", async () => { await post(`${path}/redress/done`, { version: crossing.plan.version }); await draw(); }))),
      crossing.proposal && section("A plan to think about", planCard(crossing.proposal), crossing.proposal.accepted_by_you ? h("p", { class: "hint" }, "You said yes to this plan.") : act("Yes to this plan", async () => { await post(`${path}/redress/accept`, { version: crossing.proposal.version }); await draw(); })),
      open && fold("Suggest a plan", ask({
        command: "redress", submitLabel: "Suggest it", said: "Suggested.", drafts: draftsOf(couple), draftName: `redress-${id}`,
        fields: { what: { schema: words(600), label: "What will be done?" }, answers: { schema: words(300), label: "What does it answer?" }, by: { schema: day, label: "By what day?" } },
        onSubmit: async (body) => { await post(`${path}/redress`, body); await draw(); },
      })),
      crossing.state === "redress_done" && !crossing.renewed_by_you && !ownOfOther && act("Yes again to the agreement", renew, { kind: "primary" }),
      crossing.state === "redress_done" && crossing.renewed_by_you && h("p", { class: "hint" }, "You said yes again."),
    ];
  }

  async function renew() {
    const { crossing } = await get(path);
    const { agreement } = await get(`${couplePath}/agreements/${crossing.agreement}`);
    await post(`${path}/renew`, { version: agreement.version });
    await draw();
  }

  try {
    people = peopleOf((await get(couplePath)).couple);
    await draw();
  } catch (problem) {
    notHere(root, problem, `#/c/${couple}`);
  }
}

function planCard(plan) {
  return h("div", { class: "card" }, h("p", { class: "said" }, plan.what ?? "These words were removed."), plan.answers && h("p", { class: "hint" }, `It answers: ${plan.answers}`), h("p", { class: "hint" }, `By ${dayText(plan.by)}`));
}
