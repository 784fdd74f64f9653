// How one's own promises and habits went: each says it of their own, and the other may only add that they noticed.

import { get, put, remove } from "./api.js";
import { h, replace } from "./dom.js";
import { act, ask, day, dayText, fold, listing, oneOf, paged, section, words } from "./parts.js";

const OUTCOMES = { kept: "Kept", partly: "Partly", missed: "Missed" };
const WINDOW = 30;

export function keepingPart(couplePath, agreement) {
  const path = `${couplePath}/occurrences?agreement=${encodeURIComponent(agreement.id)}`;
  const list = listing((cursor) => get(paged(path)(cursor)), occurrence, { none: "Nothing has come round yet." });
  const figures = h("p", { class: "hint" });
  list.draw().catch(() => {});
  drawFigures();
  return section("How it goes", figures, list.element);

  async function drawFigures() {
    const found = await get(`${couplePath}/keeping?days=${WINDOW}`).catch(() => ({ data: [] }));
    const mine = found.data.filter((one) => one.agreement === agreement.id && one.came_round > 0);
    replace(figures, mine.map((one) => `${one.whose === "both" ? "Together" : "You"}: kept ${one.kept} of ${one.came_round} in the last ${one.days} days. `));
  }

  function occurrence(found) {
    const place = h("div", { class: "column" });
    draw(found);
    return place;

    function draw(one) {
      const at = `${couplePath}/occurrences/${encodeURIComponent(one.id)}`;
      const again = (answer) => { draw(answer.occurrence); drawFigures(); };
      const noticedByYou = one.noticed.some((note) => note.by_you);
      replace(place,
        h("p", { class: "who" }, dayText(one.on)),
        one.report && h("p", null, `You said: ${OUTCOMES[one.report].toLowerCase()}.`),
        one.other_report && h("p", null, `Your partner said: ${OUTCOMES[one.other_report].toLowerCase()}.`),
        one.excuse === "agreed" && h("p", { class: "hint" }, "You both said that this one need not count."),
        one.noticed.map((note) => h("p", { class: "said" }, note.by_you ? "You noticed. " : "It was noticed. ", note.text)),
        one.care.map((line) => h("p", { class: "hint" }, line.text)),
        one.yours && one.begun && fold(one.report ? "Say it differently" : "How did it go?", ask({
          command: "report", submitLabel: "Keep it", given: { revision: one.revision },
          fields: { outcome: { schema: oneOf(OUTCOMES), label: "How did yours go?", names: OUTCOMES }, new_date: { schema: day, optional: true, label: "When do you try again?", hint: "For you alone. Only when it was not kept." } },
          onSubmit: async (body) => again(await put(`${at}/report`, body)),
        })),
        !noticedByYou && one.begun && fold("I noticed", ask({
          command: "notice", submitLabel: "Say that I noticed",
          fields: { text: { schema: words(300), optional: true, label: "Something kind, if you like" } },
          onSubmit: async (body) => again(await put(`${at}/noticed`, body)),
        })),
        one.excused_by_you
          ? act("It should count after all", async () => again(await remove(`${at}/excuse`)), { kind: "quiet" })
          : one.excuse !== "agreed" && act("This one need not count", async () => again(await put(`${at}/excuse`)), { kind: "quiet" }));
    }
  }
}
