// Talks that a therapist may ask to be in. Both partners say yes to each single one, before its first turn.

import { get, post, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h, replace } from "../dom.js";
import { act, empty, section } from "../parts.js";

export async function watchablePart(couple) {
  const place = h("ul", { class: "plain-list" });
  const none = h("div");

  async function draw() {
    const { sessions } = await get(`/v1/couples-in-care/${encodeURIComponent(couple)}/observing`);
    replace(none, !sessions.length && empty("No talk is near its beginning."));
    replace(place, sessions.map((one) => h("li", { class: "card" }, talk(one))));
  }

  function talk(one) {
    const path = `/v1/sessions/${encodeURIComponent(one.session)}/observing`;
    return [
      h("p", { class: "who" }, `A talk, ${clockTime(one.opens_at)}`),
      one.state === "may_ask" && act("Ask to be there", async () => { await post(path); await draw(); }, { said: "Asked." }),
      one.state === "asked" && [h("p", { class: "hint" }, "You asked. It opens for you once both say yes."), act("Ask no more", async () => { await remove(path); await draw(); }, { kind: "quiet", said: "Taken back." })],
      one.state === "open" && h("a", { class: "button primary", href: `#/p/couples/${couple}/talks/${one.session}` }, "Be there"),
    ];
  }

  await draw();
  return section("Talks to be in", h("p", { class: "hint" }, "Both are asked about each talk. They see that you are there."), none, place, act("Look again", draw, { kind: "quiet", said: null }));
}
