// Kind words, small wins, goals, and the future as both picture it. Nothing here is counted.

import { get, post, put, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h, heading, replace } from "../dom.js";
import { act, ask, dayText, fold, listing, notHere, oneOf, paged, section, words } from "../parts.js";
import { peopleOf } from "./agreements.js";

const ABOUT = { effort: "An effort", improvement: "Something that got better", courage: "Courage", kindness: "Kindness", other: "Something else" };
const GOALS = { proposed: "Not both of you have said yes to it.", active: "You both want this.", done: "Done.", let_go: "Let go." };

export async function kindPage(root, { args: [couple] }) {
  const path = `/v1/couples/${encodeURIComponent(couple)}`;
  let people;
  try {
    people = peopleOf((await get(path)).couple);
  } catch (problem) {
    notHere(root, problem);
    return;
  }
  const who = (id) => (id === people.you.id ? "You" : people.partner?.name ?? "Your partner");
  const parts = [thanks(path, who), wins(path, who), goals(path, people), await future(path, people)];
  root.append(...heading("Kind words and plans"), ...parts.map((part) => part.element));
  await Promise.all(parts.map((part) => part.draw()));
}

function thanks(path, who) {
  const at = `${path}/appreciations`;
  const shared = listing((cursor) => get(paged(at)(cursor)), (one) => spot(one, at, who, () => both()), { none: "Nothing is shared yet. One small true thing is enough." });
  const own = listing((cursor) => get(paged(`${at}?view=own`)(cursor)), (one) => spot(one, at, who, () => both()), { none: null });
  const both = () => Promise.all([shared.draw(), own.draw()]);
  const write = ask({
    command: "thanks", submitLabel: "Keep it", kind: "primary",
    fields: {
      text: { schema: words(600), label: "What are you thankful for?" },
      about: { schema: oneOf(ABOUT), optional: true, label: "What is it about?", names: ABOUT },
      share: { schema: { type: "boolean" }, optional: true, label: "Show it to my partner now", hint: "Leave it off and it stays yours alone." },
    },
    onSubmit: async (body) => { await post(at, body); await both(); },
  });
  const mine = fold("Your own list", own.element);
  return { element: section("Kind words", h("div", { class: "card" }, write), shared.element, mine), draw: both };
}

function spot(one, at, who, again) {
  const own = who(one.by) === "You";
  return [
    h("p", { class: "hint" }, who(one.by), " · ", clockTime(one.at)),
    h("p", { class: "said" }, one.text ?? "These words were removed."),
    own && !one.shared && act("Show it to my partner", async () => { await post(`${at}/${one.id}/share`); await again(); }),
    own && act("Take it away", async () => { await remove(`${at}/${one.id}`); await again(); }, { kind: "quiet" }),
  ];
}

function wins(path, who) {
  const at = `${path}/small-wins`;
  const list = listing((cursor) => get(paged(at)(cursor)), (one) => spot(one, at, who, () => list.draw()), { none: null });
  const write = ask({ command: "win", submitLabel: "Share it", fields: { text: { schema: words(600), label: "One small thing that went well" } }, onSubmit: async (body) => { await post(at, body); await list.draw(); } });
  return { element: section("Small wins", fold("Note a small win", write), list.element), draw: list.draw };
}

function goals(path, people) {
  const at = `${path}/goals`;
  const list = listing((cursor) => get(paged(at)(cursor)), goal, { none: null });
  const write = ask({ command: "goal", submitLabel: "Propose it", fields: { text: { schema: words(600), label: "What might you both want?" } }, onSubmit: async (body) => { await post(at, body); await list.draw(); } });
  return { element: section("Goals", fold("Propose a goal", write), list.element), draw: list.draw };

  function goal(one) {
    const open = one.proposed;
    const press = (text, part, body) => act(text, async () => { await post(`${at}/${one.id}/${part}`, body); await list.draw(); }, { kind: "quiet" });
    return [
      h("p", { class: "said" }, (one.in_force ?? open)?.text ?? "These words were removed."),
      h("p", { class: "hint" }, GOALS[one.state]),
      open && one.in_force && [h("p", { class: "hint" }, "Newer words:"), h("p", { class: "said" }, open.text)],
      open && !open.accepted_by.includes(people.you.id) && press("Yes to these words", "accept", { version: open.version }),
      one.state === "active" && [stepsFold(`${at}/${one.id}/steps`, people), press("It is done", "done")],
      ["proposed", "active"].includes(one.state) && press("Let it go", "let-go"),
    ];
  }
}

function stepsFold(at, people) {
  const list = listing((cursor) => get(paged(at)(cursor)), (step) => {
    const mine = step.taken_by.includes(people.you.id);
    const press = (text, part) => act(text, async () => { await post(`${at}/${step.id}/${part}`); await list.draw(); }, { kind: "quiet" });
    return [
      h("p", { class: "said" }, step.text ?? "These words were removed."),
      h("p", { class: "hint" }, [step.state === "done" && "Done.", mine && "You took it on.", step.on && dayText(step.on)].filter(Boolean).join(" ")),
      step.state === "open" && [mine ? press("Put it back", "put-back") : press("I take it on", "take"), press("It is done", "done")],
    ];
  }, { none: null });
  const write = ask({
    command: "goal_step", submitLabel: "Add it",
    fields: { text: { schema: words(300), label: "One small step" }, mine: { schema: { type: "boolean" }, optional: true, label: "I take it on" }, on: { schema: { type: "string", format: "date" }, optional: true, label: "By what day?" } },
    onSubmit: async (body) => { await post(at, body); await list.draw(); },
  });
  const made = fold("Steps", list.element, write);
  made.addEventListener("toggle", () => made.open && list.draw());
  return made;
}

async function future(path, people) {
  const at = `${path}/future-scene`;
  const place = h("div", { class: "column" });
  async function draw() {
    const { future_scene: scene } = await get(at);
    const joint = scene.joint?.proposed;
    const now = scene.joint?.in_force;
    replace(place,
      now && [h("h3", null, "As you both picture it"), h("p", { class: "said" }, now.text)],
      scene.partners && [h("h3", null, `What ${people.partner?.name ?? "your partner"} showed`), h("p", { class: "said" }, scene.partners)],
      scene.yours.draft && [h("h3", null, "Your own picture"), h("p", { class: "said" }, scene.yours.draft)],
      scene.yours.draft && (scene.yours.shown ? act("Show it no longer", async () => { await post(`${at}/draft/hide`); await draw(); }) : act("Show it to my partner", async () => { await post(`${at}/draft/show`); await draw(); })),
      joint && [h("h3", null, "A picture of both to think about"), h("p", { class: "said" }, joint.text), !joint.accepted_by.includes(people.you.id) && act("Yes to this picture", async () => { await post(`${at}/joint/accept`, { version: joint.version }); await draw(); })],
      fold("Write your own picture", ask({ command: "scene", now: { text: scene.yours.draft }, submitLabel: "Keep it for myself", fields: { text: { schema: words(4000), label: "How is it between you, a year from now?" } }, onSubmit: async (body) => { await put(`${at}/draft`, body); await draw(); } })),
      fold("Propose a picture of both", ask({ command: "joint_scene", submitLabel: "Propose it", fields: { text: { schema: words(4000), label: "The future as you could both picture it" } }, onSubmit: async (body) => { await post(`${at}/joint`, { ...body, instead_of: (joint ?? now)?.version ?? null }); await draw(); } })));
  }
  return { element: section("The future", place), draw };
}
