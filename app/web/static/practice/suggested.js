// What a therapist suggested to the two of you. Each answers alone, and a no is told to nobody.

import { get, put, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h, replace } from "../dom.js";
import { act, ask, dayText, fold, listing, oneOf, paged, section, words } from "../parts.js";
import { STEPS } from "../words/template.js";

const STATES = { open: "You both said yes. You can ask for this talk now.", not_taken_up: "This was not taken up.", withdrawn: "This is not suggested any more." };
const OUTCOMES = { done: "Done", not_now: "Not now" };

// A service without suggestions has none to show.
export async function suggestedPart(couplePath) {
  const talks = listing((cursor) => get(paged(`${couplePath}/assignments`)(cursor)), talkItem, { none: null });
  const practices = listing((cursor) => get(paged(`${couplePath}/practices`)(cursor)), practiceItem, { none: null });
  try {
    await Promise.all([talks.draw(), practices.draw()]);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
  const has = (made) => made.element.querySelector("li");
  return [has(talks) && section("Suggested talks", talks.element), has(practices) && section("Something to practise", practices.element)];

  function talkItem(found) {
    const place = h("div", { class: "column" });
    const path = `${couplePath}/assignments/${encodeURIComponent(found.id)}`;
    const say = (yes) => async () => draw((await put(`${path}/answer`, { yes })).assignment);
    function draw(one) {
      replace(place,
        h("h3", null, one.title),
        h("p", { class: "hint" }, `From ${one.therapist.name}. ${STATES[one.state] ?? `Open until ${clockTime(one.expires_at)}.`}`),
        one.state === "offered" && [
          readFold(one),
          one.your_answer !== null && h("p", null, one.your_answer ? "You said yes. You can begin it once you both have." : "You said no. Nobody is told."),
          h("p", { class: "hint" }, "Only you see your answer. You can change it while this is open."),
          h("div", { class: "row" }, one.your_answer !== true && act("Yes, I would like to", say(true), { kind: "primary", "aria-label": `Yes, I would like to: ${one.title}` }), one.your_answer !== false && act("No", say(false), { "aria-label": `No: ${one.title}` })),
        ]);
    }
    draw(found);
    return place;
  }

  // Before a yes, everything that the talk would ask.
  function readFold(one) {
    const area = h("div");
    const made = fold("Read it first", area);
    made.addEventListener("toggle", async () => {
      if (!made.open || area.hasChildNodes()) return;
      const found = await get(`/v1/templates/${encodeURIComponent(one.template)}`).catch(() => null);
      replace(area, found ? [h("p", null, found.template.summary), h("ol", { class: "outline" }, found.template.steps.map((step) => h("li", null, h("strong", null, step.title), h("span", { class: "kind" }, ` ${STEPS[step.kind]?.name ?? ""}`), h("p", { class: "hint" }, step.prompt.text))))] : h("p", null, "It cannot be read now."));
    });
    return made;
  }

  function practiceItem(found) {
    const place = h("div", { class: "column" });
    const path = `${couplePath}/practices/${encodeURIComponent(found.id)}`;
    const take = (yes) => async () => draw((await put(`${path}/answer`, { yes })).practice);
    function draw(one) {
      const open = one.state !== "over" && one.yours;
      replace(place,
        h("p", { class: "said" }, one.text ?? "These words were removed."),
        h("p", { class: "hint" }, `From ${one.therapist.name}, by ${dayText(one.due_on)}.`, one.whose === "one" && (one.yours ? " For you." : " For your partner.")),
        one.state === "over" && h("p", { class: "hint" }, "This is over."),
        open && one.taken_on === null && [h("p", { class: "hint" }, "Nobody hears whether you take it on."), h("div", { class: "row" }, act("I take it on", take(true), { kind: "primary" }), act("Not for me", take(false)))],
        open && one.taken_on === false && [h("p", null, "You put it aside."), act("Take it on after all", take(true))],
        open && one.taken_on && [
          one.outcome ? h("p", null, `You said: ${OUTCOMES[one.outcome].toLowerCase()}.`, one.therapist_told && " The therapist can see that you have done it.") : h("p", null, "You took it on."),
          one.words && h("blockquote", null, one.words),
          fold(one.outcome ? "Say it differently" : "How did it go?", ask({
            command: "practice", submitLabel: "Keep it", inOrder: true,
            now: { outcome: one.outcome, words: one.words, tell_therapist: one.therapist_told },
            fields: {
              outcome: { schema: oneOf(OUTCOMES), label: "How did it go?", names: OUTCOMES },
              words: { schema: words(2000), optional: true, label: "Your own words about it", hint: "Nobody else reads them." },
              tell_therapist: { schema: { type: "boolean" }, optional: true, label: "Let the therapist see that I have done it", hint: "That alone, never your words." },
            },
            onSubmit: async (body) => draw((await put(`${path}/report`, { tell_therapist: false, ...body })).practice),
          })),
          !one.outcome && act("Put it aside", take(false), { kind: "quiet" })],
        one.outcome && act("Take back what I said of it", async () => { await remove(`${path}/report`); draw((await get(path)).practice); }, { kind: "quiet", said: "Taken back." }));
    }
    draw(found);
    return place;
  }
}
