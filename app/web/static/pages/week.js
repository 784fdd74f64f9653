// The weekly check-in: both answer, then both see. Until then nothing tells whether the other has begun.

import { get, post, put } from "../api.js";
import { h, heading, replace } from "../dom.js";
import { act, ask, dayText, listing, notHere, oneOf, paged, section, words } from "../parts.js";
import { draftsOf } from "../storage.js";

const WEEKDAYS = { monday: "Monday", tuesday: "Tuesday", wednesday: "Wednesday", thursday: "Thursday", friday: "Friday", saturday: "Saturday", sunday: "Sunday" };

const PARTS = [["how_we_are", "How we are"], ["plan", "One plan"], ["hope", "A hope"]];

export async function weekPage(root, { args: [couple] }) {
  const path = `/v1/couples/${encodeURIComponent(couple)}`;
  const now = h("div", { class: "column" });
  root.append(...heading("Weekly check-in"), now);
  let rhythm;
  try {
    ({ rhythm } = await get(`${path}/check-in-rhythm`));
    await draw();
  } catch (problem) {
    notHere(root, problem);
    return;
  }
  const earlier = listing((cursor) => get(paged(`${path}/check-ins`)(cursor)), (one) => weekItem(one), { none: "Weeks that you both answered are kept here." });
  root.append(section("Earlier weeks", earlier.element), rhythmPart());
  await earlier.draw();

  async function draw() {
    const { check_in: week } = await get(`${path}/check-ins/${rhythm.cycle}`);
    const at = `${path}/check-ins/${rhythm.cycle}/answer`;
    const own = week.yours;
    replace(now,
      week.state === "shared" && weekItem(week),
      week.state === "open" && own.state === "given" && h("div", { class: "card" },
        h("p", { class: "who" }, "You gave your answer."),
        h("p", null, "You both see both answers as soon as both are there."),
        answerOf(own.answer),
        act("Take it back", async () => { await post(`${at}/take-back`); await draw(); })),
      week.state === "open" && own.state !== "given" && [
        h("p", { class: "hint" }, `For the week from ${dayText(week.starts_on)}. You can leave out what you like. Nobody sees what you left out before you both answered.`),
        h("div", { class: "card" }, answerForm(at, own.answer)),
      ]);
  }

  function answerForm(at, kept) {
    const give = async (body, extra = {}) => {
      // What is kept first is one's own; only giving it lets the coach read it.
      await put(at, inParts(body));
      await post(`${at}/give`, extra);
      await draw();
    };
    return h("div", { class: "column" },
      ask({
        command: "check_in", submitLabel: "Give my answer", kind: "primary", said: "Given.", drafts: draftsOf(couple), draftName: "week", now: kept ? asTyped(kept) : {}, aliases: { about: "concern" },
        fields: {
          appreciations: { schema: words(1500), optional: true, label: "What I am thankful for", hint: "Up to five, each on a line of its own." },
          how_we_are: { schema: words(1000), optional: true, label: "How we are" },
          concern: { schema: words(1000), optional: true, label: "One thing that is hard" },
          request: { schema: words(1000), optional: true, label: "One request about it", hint: "Something your partner can say no to." },
          plan: { schema: words(1000), optional: true, label: "One plan for the week" },
          hope: { schema: words(1000), optional: true, label: "A hope" },
        },
        onSubmit: async ({ acknowledge_hint, ...body }) => give(body, acknowledge_hint ? { acknowledge_hint } : {}),
      }));
  }

  function rhythmPart() {
    return h("details", { class: "card fold" }, h("summary", null, "When your weeks begin"),
      h("p", { class: "hint" }, `Now: ${WEEKDAYS[rhythm.weekday] ?? rhythm.weekday}, ${rhythm.timezone}. A change counts from the next week on.`),
      ask({
        command: "rhythm", submitLabel: "Choose this day",
        fields: { weekday: { schema: oneOf(WEEKDAYS), label: "Day of the week", names: WEEKDAYS } },
        onSubmit: async ({ weekday }) => { ({ rhythm } = await put(`${path}/check-in-rhythm`, { weekday, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone })); await draw(); },
      }));
  }
}

const asTyped = ({ appreciations, concern, ...rest }) => ({ ...rest, appreciations: appreciations.join("\n"), concern: concern?.about, request: concern?.request });

function inParts({ appreciations = "", concern, request, ...rest }) {
  const lines = appreciations.split("\n").map((line) => line.trim()).filter(Boolean);
  return { ...rest, appreciations: lines, concern: concern || request ? { about: concern ?? "", request: request ?? null } : null };
}

export function weekItem(week) {
  return h("div", { class: "card" },
    h("h2", null, `The week from ${dayText(week.starts_on)}`),
    h("h3", null, "You"), answerOf(week.yours.answer),
    h("h3", null, "Your partner"), answerOf(week.partners));
}

export function answerOf(answer) {
  if (!answer) return h("p", { class: "hint" }, "These words were removed.");
  const part = (title, text) => text && [h("dt", null, title), h("dd", { class: "said" }, text)];
  return h("dl", null,
    answer.appreciations.length > 0 && [h("dt", null, "Thankful for"), answer.appreciations.map((line) => h("dd", { class: "said" }, line))],
    part(PARTS[0][1], answer.how_we_are),
    answer.concern && [part("Something hard", answer.concern.about), part("A request", answer.concern.request)],
    part(PARTS[1][1], answer.plan), part(PARTS[2][1], answer.hope));
}
