// What a therapist suggests to a couple: kinds of talk, and practice between talks. Nobody's answer is shown here.

import { get, list, post, remove } from "../api.js";
import { clockTime } from "../clock.js";
import { h } from "../dom.js";
import { act, ask, day, dayText, listing, oneOf, paged, section, words } from "../parts.js";

const STATES = {
  offered: "Suggested. You hear of it once both said yes.", open: "Both said yes. They can begin it.",
  not_taken_up: "Not taken up.", withdrawn: "Taken back, or not shared any more.",
};

export async function givingPart(path, couple) {
  const talks = listing((cursor) => get(paged(`${path}/assignments`)(cursor)), talkItem, { none: "You have suggested no talk." });
  const practices = listing((cursor) => get(paged(`${path}/practices`)(cursor)), practiceItem, { none: "You have given nothing to practise." });
  const names = Object.fromEntries(couple.people.map((one) => [one.id, one.name]));
  const [templates] = await Promise.all([startable(), talks.draw(), practices.draw()]);
  const whose = { both: "Both of them", ...names };

  function talkItem(one) {
    const open = ["offered", "open"].includes(one.state);
    return [
      h("h3", null, one.title),
      h("p", { class: "hint" }, STATES[one.state], one.state === "offered" && ` Open until ${clockTime(one.expires_at)}.`),
      open && act("Take it back", async () => { await remove(`${path}/assignments/${one.id}`); await talks.draw(); }, { kind: "quiet", said: "Taken back.", "aria-label": `Take it back: ${one.title}` }),
    ];
  }

  function practiceItem(one) {
    return [
      h("p", { class: "said" }, one.text),
      h("p", { class: "hint" }, `For ${one.person ? names[one.person] ?? "one of them" : "both"}, by ${dayText(one.due_on)}.${one.person && one.shown_to_both ? " Both can read it." : ""}`),
      one.done_by.length > 0 && h("p", null, `Wanted you to know that it is done: ${one.done_by.map((id) => names[id] ?? "one of them").join(", ")}.`),
      act("Take it back", async () => { await remove(`${path}/practices/${one.id}`); await practices.draw(); }, { kind: "quiet", said: "Taken back." }),
    ];
  }

  return [
    section("Suggest a talk",
      h("p", { class: "hint" }, "Both are asked, each alone. You never see who said what."),
      h("div", { class: "card" }, ask({
        command: "suggest", submitLabel: "Suggest it", said: "Suggested.",
        fields: { template: { schema: oneOf(templates), label: "Which kind of talk?", names: templates } },
        onSubmit: async (body) => { await post(`${path}/assignments`, body); await talks.draw(); },
      })), talks.element),
    section("Something to practise",
      h("div", { class: "card" }, ask({
        command: "practice", submitLabel: "Give it to them", said: "Given.", inOrder: true,
        fields: {
          text: { schema: words(1000), label: "What is there to practise?" },
          due_on: { schema: day, label: "By which day?" },
          whose: { schema: oneOf(whose), label: "For whom?", names: whose, hint: "Each takes it on for themselves, or does not." },
        },
        now: { whose: "both" },
        onSubmit: async ({ whose: who, ...body }) => { await post(`${path}/practices`, who === "both" ? { ...body, whose: "both" } : { ...body, whose: "one", person: who }); await practices.draw(); },
      })), practices.element),
  ];
}

// What can be suggested: the library's templates, and one's own that are published.
async function startable() {
  const [library, own] = await Promise.all([list("/v1/templates"), list("/v1/me/templates").catch(() => [])]);
  const mine = own.filter((each) => each.slug && ["published", "changed"].includes(each.state));
  return Object.fromEntries([...mine.map((each) => [each.slug, `${each.title} (your own)`]), ...library.map((each) => [each.slug, each.title])]);
}
