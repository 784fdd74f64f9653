// A therapist in a talk: who asks to be there, one's own yes for this talk alone, and that somebody is here, always in sight.

import { get, put, remove } from "./api.js";
import { h, region } from "./dom.js";
import { act } from "./parts.js";

const BEFORE = new Set(["lobby", "calm_start", "framing"]);
const ASK_EVERY = 5000;

export function observingPart(element, id) {
  const path = `/v1/sessions/${encodeURIComponent(id)}/observing`;
  const draw = region(element);
  let found = { askings: [] };
  let shown = null;
  let view = null;
  let looking = null;

  // Before the first turn somebody may ask at any time, and no event says so; later it changes only when somebody comes or goes.
  function look() {
    const now = JSON.stringify([BEFORE.has(view.phase), view.observers]);
    if (now === shown || view.observers === undefined || view.phase === "ended") return;
    shown = now;
    looking ??= setInterval(() => {
      if (element.isConnected && BEFORE.has(view.phase)) return ask();
      clearInterval(looking);
      looking = null;
    }, ASK_EVERY);
    ask();
  }

  async function ask() {
    found = await get(path).catch(() => found);
    show();
  }

  function show() {
    const here = view.observers ?? [];
    draw([found, here, BEFORE.has(view.phase), view.suggested_step, view.phase === "ended"], () => view.phase !== "ended" && [
      here.map((one) => h("p", { class: "card watcher" }, h("strong", null, one.name), one.present ? " is here as a therapist, and reads what you both see." : " may read along as a therapist, and is not connected right now.")),
      view.suggested_step && h("p", { class: "card" }, `The therapist suggests going on to: ${view.suggested_step.title}. ${view.suggested_step.accepted_by_you ? "You said yes. It goes on once you both have." : "It goes on only if you both say yes."}`),
      found.askings.map(asking),
    ]);
  }

  function asking(one) {
    const own = `${path}/${encodeURIComponent(one.therapist)}/consent`;
    if (one.your_yes) return h("div", { class: "card" }, h("p", null, `You said yes to ${one.name} being in this talk.`), act("Take my yes back", async () => { await remove(own); await ask(); }, { kind: "quiet", said: "Taken back." }));
    if (!BEFORE.has(view.phase)) return null;
    return h("section", { class: "card", "aria-label": "A therapist asks" },
      h("h2", null, `${one.name} asks to be in this talk`),
      h("p", null, found.text),
      h("p", { class: "hint" }, "Both of you are asked, each alone. If you leave it, nobody is told."),
      act("Yes, for this talk", async () => { await put(own, { text_version: found.text_version }); await ask(); }, { said: "You said yes." }));
  }

  return (latest) => {
    view = latest;
    show();
    look();
  };
}
