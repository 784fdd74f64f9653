// What waits for you, how your week is, and a rest from prompts. Everything here is yours alone.

import { get, patch, put } from "../api.js";
import { clockTime } from "../clock.js";
import { h, heading, replace } from "../dom.js";
import { act, ask, dayText, fold, listing, notHere, oneOf, paged, scale, section, words } from "../parts.js";
import { placeOf } from "../places.js";
import { sentenceFor } from "../words/refusals.js";

const STATES = { coming: "", due: "Today", overdue: "Still open" };

export async function todayPage(root) {
  root.append(...heading("Today"));
  const path = paged("/v1/me/today");
  const due = listing((cursor) => get(path(cursor)), dueItem, { none: "Nothing is waiting for you." });
  try {
    await due.draw();
  } catch (problem) {
    notHere(root, problem);
    return;
  }
  const week = h("div", { class: "column" });
  root.append(
    h("section", { "aria-label": "What waits for you" }, due.element),
    section("Your week", week),
    h("a", { class: "card link-card", href: "#/j" }, h("span", null, "Your own pages"), h("span", { "aria-hidden": "true" }, "›")),
    await restFold(),
  );
  await drawWeek(week);
}

function dueItem(item) {
  const when = item.on ? dayText(item.on) : item.at ? clockTime(item.at) : "";
  return [
    h("p", { class: "who" }, item.title),
    h("p", { class: "hint" }, [STATES[item.state], when].filter(Boolean).join(", ") || "Whenever it suits you"),
    h("a", { class: "button plain", href: placeOf(item.path, item.couple) }, "Look at it", h("span", { class: "unseen" }, `: ${item.title}`)),
  ];
}

async function drawWeek(place) {
  try {
    const { week, asks_weekly: asks, offered } = await get("/v1/me/week");
    replace(place,
      offered.length > 0 && h("ul", { class: "plain-list" }, offered.map((card) => h("li", { class: "card" }, h("p", { class: "who" }, card.title), h("p", null, card.text)))),
      h("div", { class: "card" },
        week.level !== null && h("p", { class: "hint" }, `You said ${week.level} this week.`),
        week.intention && h("blockquote", null, week.intention),
        ask({
          command: "week", submitLabel: "Keep it", flat: true,
          fields: {
            level: { schema: scale, optional: true, label: "How much is there to carry?", hint: "0 is light, 10 is the most you can imagine. Only you see this." },
            intention: { schema: words(300), optional: true, label: "One thing you mean to do" },
          },
          onSubmit: async (body) => { await patch("/v1/me/week", body); await drawWeek(place); },
        }),
        act(asks ? "Do not ask me each week" : "Ask me each week", async () => { await put("/v1/me/week/asking", { on: !asks }); await drawWeek(place); })));
  } catch (problem) {
    replace(place, h("p", { role: "alert" }, sentenceFor(problem)));
  }
}

async function restFold() {
  const area = h("div", { class: "column" });
  const couples = (await get("/v1/couples").catch(() => ({ data: [] }))).data;
  const names = { all: "Everything", ...Object.fromEntries(couples.map((couple) => [couple.id, partnerName(couple)])) };
  async function draw() {
    const { resting } = await get("/v1/me/step-back");
    replace(area,
      resting.length > 0 && h("ul", { class: "plain-list" }, resting.map((rest) => h("li", { class: "row" },
        h("span", null, names[rest.couple_id] ?? "Before", rest.until ? `, until ${clockTime(rest.until)}` : ""),
        act("Take it up again", async () => { await put("/v1/me/step-back", { couple_id: rest.couple_id, on: false }); await draw(); })))),
      ask({
        command: "rest", submitLabel: "Rest from prompts",
        fields: {
          couple_id: { schema: oneOf(names), label: "From what?", names },
          until: { schema: { type: "string", format: "date-time" }, optional: true, label: "Until when?", hint: "Leave it empty to decide later." },
        },
        onSubmit: async ({ couple_id, until = null }) => { await put("/v1/me/step-back", { couple_id, on: true, until }); await draw(); },
      }));
  }
  await draw().catch((problem) => replace(area, h("p", { role: "alert" }, sentenceFor(problem))));
  return fold("A rest from prompts", h("p", { class: "hint" }, "Nothing reminds you and nothing is asked of you for a while. Your partner sees nothing of it."), area);
}

function partnerName(couple) {
  const partner = couple.members?.find((member) => !member.you);
  return partner?.name ? `You and ${partner.name}` : "Waiting for your partner";
}
