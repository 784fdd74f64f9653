// What was taken on in a talk: impact, words of regret, steps with dates, and how they go. No one is made to answer by a day.

import { get, post, put } from "../api.js";
import { clockTime } from "../clock.js";
import { h, heading, replace } from "../dom.js";
import { act, ask, day, dayText, fold, listing, notHere, oneOf, paged, section, words } from "../parts.js";
import { draftsOf } from "../storage.js";
import { told } from "./told.js";

const REPLIES = { received: "I can take it in", partly: "Partly; I still need something", not_ready: "I am not ready" };
const THEIRS = { received: "they can take it in", partly: "they can take it in partly", not_ready: "they are not ready" };
const STEPS = { coming: "", due: "Today is the day to say how it goes.", overdue: "The day has passed. A word about it will do.", update_due: "An update is due.", done: "Done.", open: "" };

export async function takenOnPage(root, { args: [couple] }) {
  const path = `/v1/couples/${encodeURIComponent(couple)}/accountabilities`;
  const list = listing((cursor) => get(paged(path)(cursor)), record, { none: "Nothing was taken on yet. It begins in a talk, and only by one's own wish." });
  root.append(...heading("Taken on"), h("section", { "aria-label": "Records" }, list.element));
  try {
    await list.draw();
  } catch (problem) {
    notHere(root, problem, `#/c/${couple}`);
  }

  function record(found) {
    const place = h("div", { class: "column" });
    draw(found);
    return place;

    function draw(one) {
      const at = `${path}/${one.id}`;
      const again = async (answer) => draw((answer ?? (await get(at))).accountability);
      const hurt = one.your_role === "hurt";
      replace(place,
        h("h2", null, one.your_role === "hurt" ? "Taken on by your partner" : "Taken on by you"),
        h("p", { class: "hint" }, clockTime(one.recorded_at), one.state === "settled" && " · You both said that it is settled."),
        told("What it was like", one.impact), told("What was done", one.ownership), told("The apology", one.apology),
        h("p", { class: "who" }, answerReceived(one)),
        one.still_needed && told("Still needed", one.still_needed),
        hurt && fold("Change my answer", h("p", { class: "hint" }, "There is no right answer, and no day by which you need one."), ask({
          command: "reply", submitLabel: "This is my answer",
          fields: { reply: { schema: oneOf(REPLIES), label: "How does it sit with you?", names: REPLIES }, still_needed: { schema: words(600), optional: true, label: "What is still needed?", hint: "Only with “partly”." } },
          onSubmit: async (body) => { await again(await put(`${at}/reply`, body)); },
        })),
        h("section", { "aria-label": "Steps" }, h("h3", null, "Steps"), h("ul", { class: "plain-list" }, one.steps.map((step) => h("li", null, stepPart(step, { at, hurt, again }))))),
        one.talk && h("p", null, "A short talk may help. ", h("a", { href: `#/c/${couple}` }, "Ask for a talk")),
        one.state === "open" && (one.settled_by_you
          ? act("Take back that it is settled for me", async () => { await again(await put(`${at}/settle`, { settled: false })); })
          : one.may_settle && act("It is settled for me", async () => { await again(await put(`${at}/settle`, { settled: true })); })),
        one.state === "settled" && act("Open it again", async () => { await again(await post(`${at}/reopen`)); }));
    }
  }

  function stepPart(step, { at, hurt, again }) {
    const own = `${at}/steps/${step.id}`;
    return h("div", { class: "column" },
      h("p", { class: "said" }, step.if ? `If ${step.if}, then I will: ${step.then}` : "These words were removed."),
      h("p", { class: "hint" }, [STEPS[step.state], step.due_on && step.state !== "done" && dayText(step.due_on)].filter(Boolean).join(" ")),
      !hurt && step.state !== "done" && fold("Say how it goes", ask({
        command: "update", submitLabel: "Send it", said: "Sent.", drafts: draftsOf(couple), draftName: `update-${step.id}`,
        fields: {
          what_happened: { schema: words(600), label: "What happened?" },
          what_next: { schema: words(600), label: "What comes next?" },
          new_date: { schema: day, optional: true, label: "When will you say again how it goes?" },
        },
        onSubmit: async (body) => { await post(`${own}/updates`, body); await again(); },
      })),
      !hurt && step.offers_smaller && fold("Make it smaller", ask({
        command: "smaller", submitLabel: "Take this step instead",
        fields: { if: { schema: words(300), label: "If…" }, then: { schema: words(300), label: "…then I will" } },
        onSubmit: async (body) => { await post(`${own}/smaller`, body); await again(); },
      })),
      !hurt && step.state !== "done" && act("It is done", async () => { await post(`${own}/done`); await again(); }, { kind: "quiet" }),
      updatesFold(own));
  }
}

// A person who is not ready is not waited for, and nobody is told to wait.
export function answerReceived(one) {
  if (one.your_role === "hurt") return `Your answer: ${REPLIES[one.reply]}`;
  return one.no_answer_needed ? "No answer is needed now." : `The answer: ${THEIRS[one.reply]}`;
}

function updatesFold(own) {
  const list = listing((cursor) => get(paged(`${own}/updates`)(cursor)), (one) => [
    h("p", { class: "hint" }, clockTime(one.given_at)), told("What happened", one.what_happened), told("What comes next", one.what_next),
  ], { none: "Nothing was said yet." });
  const made = fold("How it went so far", list.element);
  made.addEventListener("toggle", () => made.open && list.draw());
  return made;
}
