// Days on which a habit rests. Either of the two may choose them, and nothing says who did.

import { post, remove } from "./api.js";
import { h } from "./dom.js";
import { act, ask, day, dayText, fold } from "./parts.js";

export function restingFold(path, agreement, changed) {
  const resting = agreement.pauses.map((pause) => h("li", { class: "row" },
    h("span", null, pause.first_on === pause.last_on ? dayText(pause.first_on) : `${dayText(pause.first_on)} to ${dayText(pause.last_on)}`),
    act("Take it up again", async () => { await remove(`${path}/pauses/${pause.id}`); await changed(); })));
  return [
    resting.length > 0 && h("section", { class: "card", "aria-label": "It rests" }, h("p", { class: "who" }, "It rests on these days"), h("ul", { class: "plain-list" }, resting)),
    fold("Let it rest for some days", h("p", { class: "hint" }, "On these days it does not come round, and nobody is asked how it went."), ask({
      command: "rest_days", submitLabel: "Let it rest",
      fields: { first_on: { schema: day, label: "From this day" }, last_on: { schema: day, label: "To this day" } },
      onSubmit: async (body) => { await post(`${path}/pauses`, body); await changed(); },
    })),
  ];
}
