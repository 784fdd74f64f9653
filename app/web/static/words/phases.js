// Short labels for where a talk is. The sentence that says what to do comes from the server (`guide`), and who may do what from `may`.

// Always at hand, so they never mean that the next step is yours.
export const STANDING = new Set(["pause", "help", "leave"]);
export const ASIDE = new Set(["need_time", "park_topic", "rate_arousal", "claim_floor", "accept_step"]);

// Open to the listener, and not asked of them: to tell more before it is owned.
const EXTRA = { owning: "tell_impact" };

export function isAside(action, view) {
  return ASIDE.has(action.name) || (view.you?.role === "listener" && EXTRA[view.phase] === action.name);
}

const TITLES = { lobby: "Before the talk", paused: "A pause", waiting: "Waiting", ended: "The talk is over" };
const LABELS = { paused: "Pause", waiting: "Waiting", ended: "Finished" };

export function titleOf(view) {
  return TITLES[view.phase] ?? view.step?.title ?? "Your talk";
}

export function nowLine(view) {
  return view.guide?.text ?? view.step?.prompt?.text ?? "Here is what you can do now.";
}

export function promptOf(view) {
  const text = TITLES[view.phase] ? null : view.step?.prompt?.text;
  return text && text !== nowLine(view) ? text : null;
}

// Where turns are taken, the same step comes back again and again.
export function takesTurns(view) {
  return Boolean(view.you?.role) && view.step?.kind !== "prompt";
}

export function hasTask(view) {
  return (view.may ?? []).some((action) => !STANDING.has(action.name) && !isAside(action, view));
}

export function turnLabel(view) {
  const name = view.partner?.name ?? "Your partner";
  if (LABELS[view.phase]) return LABELS[view.phase];
  if (view.you?.role) return hasTask(view) ? "Your turn" : `${name}'s turn`;
  return hasTask(view) || view.phase === "calm_start" ? "For you both" : `Waiting for ${name}`;
}

export const LINKS = {
  connecting: "Connecting…",
  reconnecting: "Connecting again… Your words are safe.",
  offline: "No connection. We keep trying. Your words are safe.",
  polling: "Slow connection. Everything still works.",
  replaced: "This talk is open in another window. To go on here, load this page again.",
  gone: "This talk is not open to you any more.",
  sharing_changed: "Sharing changed. This talk is not open to you any more.",
  signed_out: "You are signed out.",
};

// What the person has already answered in private: said back to them, so that nobody wonders whether it went through.
export const GIVEN = {
  frame: "You said yes to the plan.",
  ready: "Your answer about looking for a way forward is in.",
  first: "Your pick of who begins is in.",
  done: "You said that you are done here.",
  return: "You said that you are ready to go on.",
  answer: "Your answer is in.",
  felt: "Your ratings are in.",
};
