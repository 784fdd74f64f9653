// The top of the session: where we are, whose turn it is, what is being talked about, how much time there is.

import { clockTime, millisecondsUntil } from "./clock.js";
import { countdown, keepCounting } from "./countdown.js";
import { h, region } from "./dom.js";
import { GIVEN, hasTask, LINKS, nowLine, promptOf, takesTurns, turnLabel } from "./words/phases.js";
import { planOf, wordsOf } from "./words/events.js";

const DISTANT = 48 * 3600 * 1000;

export function statusPart(element) {
  const draw = region(element);
  return ({ view, link, present }) => {
    const name = view.partner?.name ?? "Your partner";
    const here = view.phase === "ended" ? null : present;
    draw([name, here, link, view.medium], () => [
      here !== null && h("p", { class: `presence ${here ? "here" : "away"}` }, h("span", { class: "dot", "aria-hidden": "true" }), here ? `${name} is here` : `${name} is not here right now`),
      view.medium === "spoken" && h("p", { class: "hint" }, "You talk aloud. The page keeps the turns."),
      LINKS[link] && h("p", { class: "link" }, LINKS[link]),
    ]);
  };
}

export function nowPart(element) {
  const draw = region(element);
  return (view) => {
    const prompt = promptOf(view);
    draw([view.phase, turnLabel(view), nowLine(view), prompt, hasTask(view), view.deadline, view.not_before, view.pause, view.ended, answered(view)], () => [
      h("p", { class: "turn-label" }, turnLabel(view)),
      h("p", { class: "now-line" }, nowLine(view)),
      answered(view) && h("p", null, answered(view)),
      prompt && promptPart(prompt, view),
      ...times(view),
      view.ended?.suggested_at && h("p", null, `A good time to meet again: ${clockTime(view.ended.suggested_at)}.`),
    ]);
  };
}

// Where one waits for the other after an answer, the answer is said back at once and at the top: else it looks lost.
function answered(view) {
  const name = view.partner?.name ?? "your partner";
  if (view.phase === "lobby") return hasTask(view) ? null : `You said that you are here. It begins when ${name} says so too.`;
  const { arousal, calm } = view.private ?? {};
  if (view.phase !== "calm_start" || typeof arousal !== "number") return null;
  const line = calm ? "That is calm enough. It begins when you both are." : "Take a little time, there is no hurry. Say it again when it has changed.";
  return `You said ${arousal}. ${line} Only you see this.`;
}

// Turns come back to the same step again and again: there its text is folded, so that the words of the partner come first.
function promptPart(text, view) {
  const shown = h("p", { class: "prompt" }, text);
  return takesTurns(view) ? h("details", { class: "more" }, h("summary", null, "About this part"), shown) : shown;
}

function times(view) {
  const made = [];
  const count = (stamp, words) => millisecondsUntil(stamp) < DISTANT && made.push(keepCounting(countdown(stamp, words)));
  if (view.pause) {
    count(view.pause.not_before, {
      before: (left, at) => `You can go on at ${at}, in ${left}. Nobody can make this shorter.`,
      after: "You can go on now, if you both feel calm.",
    });
    const { offer } = view.pause;
    if (offer) made.push(h("p", null, offer.by_you ? `You offered to come back at ${clockTime(offer.at)}.` : `${view.partner?.name ?? "Your partner"} offers to come back at ${clockTime(offer.at)}.`));
    if (view.pause.return_at) made.push(h("p", { class: "hint" }, `Time to come back: ${clockTime(view.pause.return_at)}.`));
    return made;
  }
  const more = (view.may ?? []).some((action) => action.name === "need_time") ? " You can ask for more." : "";
  if (view.not_before && millisecondsUntil(view.not_before) > 10000) {
    count(view.not_before, { before: (left, at) => `Opens at ${at}, in ${left}.`, after: "It is open now." });
    return made;
  }
  if (view.deadline && view.phase !== "ended") count(view.deadline, { before: (left) => `Time left: ${left}.${more}`, after: `The time is up. Nothing is lost.${more}` });
  return made;
}

export function topicPart(element) {
  const draw = region(element);
  return (view) => {
    draw([view.purpose, view.frame, view.turn, view.accountability], () => [
      view.turn && turnCard(view),
      view.accountability && accountCard(view),
      !view.purpose && view.frame && frameCard(view.frame, view.partner?.name ?? "Your partner"),
    ]);
  };
}

function turnCard(view) {
  const { turn } = view;
  const who = (mine, theirs) => (turn.by === view.you?.id ? mine : theirs);
  const name = view.partner?.name ?? "Your partner";
  const part = (label, text) => text && [h("p", { class: "who" }, label), h("blockquote", null, text)];
  // In a talk aloud nothing was written that could be shown here.
  if (![wordsOf(turn), turn.reflection, turn.question].some(Boolean)) return null;
  return h("section", { class: "turn card", "aria-label": "Being talked about now" },
    part(who("You said", `${name} said`), wordsOf(turn)),
    part(who(`What ${name} heard`, "What you said back"), turn.reflection),
    part(who(`${name} asks`, "You asked"), turn.question));
}

// What was heard, owned and planned so far: both have it before them while they go on, and only then.
function accountCard(view) {
  const { accountability: account } = view;
  const name = view.partner?.name ?? "Your partner";
  const who = (id) => (id === view.you?.id ? "You" : name);
  const part = (label, text) => text && [h("p", { class: "who" }, label), h("blockquote", null, text)];
  const [hurt, accountable] = [who(account.hurt), who(account.accountable)];
  const parts = [
    part(`${hurt}, what it was like`, account.impact.filter(Boolean).join(" · ")),
    part(`${accountable}, what I did`, account.ownership),
    part(`${accountable}, sorry`, account.apology),
    part(`${accountable}, a plan for next time`, planOf(account.steps)),
  ].filter(Boolean);
  return parts.length > 0 && h("section", { class: "account card", "aria-label": "So far in this step" }, parts);
}

function frameCard(frame, name) {
  const lines = [
    frame.purpose && h("blockquote", null, frame.purpose),
    frame.accepted_by_you && h("p", { class: "hint" }, "You said yes to it."),
    frame.minutes && h("p", { class: "hint" }, `About ${frame.minutes} minutes.${frame.pause_minutes ? ` A pause lasts at least ${frame.pause_minutes} minutes.` : ""}`),
    frame.format && h("p", { class: "hint" }, frame.format),
  ];
  const whose = frame.purpose ? (frame.proposed_by_you ? "You suggest this purpose" : `${name} suggests this purpose`) : "How this talk works";
  return h("section", { class: "card", "aria-label": "The plan for this talk" }, h("p", { class: "who" }, whose), lines);
}

export function privatePart(element) {
  const draw = region(element);
  return (view) => {
    const mine = view.private ?? {};
    draw([mine, view.parked, view.coach, view.purpose, view.phase === "ended"], () => {
      const lines = [
        typeof mine.arousal === "number" && `Your last number: ${mine.arousal} of 10.`,
        mine.suggest && suggestion(mine.suggest),
        mine.calm === false && calmLine(view),
        ...(mine.given ?? []).map((kind) => GIVEN[kind]),
        ...(mine.parked ?? []).map((text) => `Set aside by you, for yourself: ${text}`),
      ].filter(Boolean);
      return [
        view.purpose && h("p", { class: "purpose" }, h("span", null, view.phase === "ended" ? "This talk was for: " : "This talk is for: "), view.purpose),
        lines.length > 0 && h("section", { class: "private card", "aria-label": "Only you see this" }, h("p", { class: "who" }, h("span", { class: "lock", "aria-hidden": "true" }), "Only you see this"), lines.map((line) => h("p", null, line))),
        view.parked?.length > 0 && h("section", { class: "card", "aria-label": "For another day" }, h("p", { class: "who" }, "For another day"), h("ul", null, view.parked.map((text) => h("li", null, text || "The turn that was left for later")))),
        view.phase !== "ended" && view.medium !== "spoken" && view.coach && h("p", { class: "hint coach" }, view.coach.state === "on" ? "A coach reads your words before they go out, and tells only you." : "Coaching is off: nobody checks your wording before it goes out."),
      ];
    });
  };
}

function calmLine(view) {
  if (view.phase === "paused") return "Before you go on, say once more how stirred up you are.";
  return view.phase !== "calm_start" && typeof view.private.arousal === "number" && "Take a little time. There is no hurry.";
}

const SUGGESTIONS = {
  pause: "Things seem to be running high. A pause might help. It is up to you.",
  slow_down: "Things seem to be rising. Going slower might help.",
};

const suggestion = (value) => (typeof value === "string" ? SUGGESTIONS[value] ?? null : value.text ?? null);
