// What each phase asks of the reader, in plain words. Only wording: who may do what comes from the server's `may`.

const lines = (yours, theirs) => ({ yours, theirs });

const PHASES = {
  lobby: lines("You are early, and that is fine. The talk starts when you are both here."),
  calm_start: lines("First, check how calm you are. Only you will see your number."),
  framing: lines("Agree on what this talk is for. One topic is enough."),
  opening: lines("Start with something kind: thank your partner for being here."),
  speaking: lines("It is your turn to speak. Say one thing, from your own side.", "{name} is speaking. Your part is to listen."),
  reflecting: lines("Say back what you heard, in your own words.", "{name} is saying back what you said. Take a breath."),
  confirming: lines("Did {name} get what you meant?", "{name} is checking if this is what was meant."),
  gap: lines("This one is hard to get across. That happens. Choose how to go on.", "{name} is choosing how to go on. This is nobody's fault."),
  validating: lines("Say why it makes sense from {name}'s side. You don't have to agree.", "{name} is finding words for why your side makes sense."),
  gate: lines("Do you feel understood enough to look for a way forward?"),
  agreeing: lines("Look for a way forward together. Nothing counts until you both say yes."),
  prompt: lines("Here is a question for you.", "{name} is answering. Your part is to listen."),
  grounding: lines("A short, quiet break. You can skip it. Nothing is written down."),
  closing: lines("Finish well: one thing you understood, and something you are glad of."),
  impact: lines("Tell what it was like for you.", "{name} is telling what it was like. Your part is to listen."),
  owning: lines("Say what you did, plainly.", "{name} is finding words for what happened."),
  apologising: lines("If you are ready, say you are sorry.", "{name} is finding words."),
  planning: lines("Plan what will be different.", "{name} is planning what will be different."),
  answering: lines("How does this sit with you? Any answer is fine.", "{name} is thinking about an answer. There is no hurry."),
  paused: lines("You are both taking a pause. Do something that calms you. Try not to go over the argument."),
  waiting: lines("The connection to {name} is lost. Time stands still until you are both back."),
  ended: lines("This talk is over."),
};

const ENDINGS = {
  closed: "You finished this talk together.",
  adjourned: "The talk stops here for now. You can go on another day.",
  lapsed: "This talk did not start. You can find another time.",
};

export function nowLine(view) {
  const name = view.partner?.name ?? "Your partner";
  if (view.phase === "ended") return ENDINGS[view.ended?.outcome] ?? PHASES.ended.yours;
  const words = PHASES[view.phase];
  if (!words) return view.step?.prompt?.text ?? "Here is what you can do now.";
  const mine = hasTask(view) || !words.theirs;
  return (mine ? words.yours : words.theirs).replaceAll("{name}", name);
}

// Always at hand, so they never mean that the next step is yours.
export const STANDING = new Set(["pause", "help", "leave"]);
export const ASIDE = new Set(["need_time", "park_topic", "rate_arousal", "claim_floor"]);

const TITLES = { lobby: "Before the talk", paused: "A pause", waiting: "Waiting", ended: "The talk is over" };

export function titleOf(view) {
  return TITLES[view.phase] ?? view.step?.title ?? "Your talk";
}

export function promptOf(view) {
  const text = TITLES[view.phase] ? null : view.step?.prompt?.text;
  return text && text !== nowLine(view) ? text : null;
}

export function takesTurns(view) {
  return view.phase !== "prompt" && Boolean(PHASES[view.phase]?.theirs);
}

export function hasTask(view) {
  return (view.may ?? []).some((action) => !STANDING.has(action.name) && !ASIDE.has(action.name));
}

export function turnLabel(view) {
  const name = view.partner?.name ?? "your partner";
  if (view.phase === "ended") return "Finished";
  if (view.phase === "paused") return "Pause";
  if (view.phase === "waiting" || view.phase === "lobby") return "Waiting";
  if (hasTask(view)) return "Your turn";
  if (PHASES[view.phase]?.theirs) return `${name}'s turn`;
  return "Together";
}

export const LINKS = {
  connecting: "Connecting…",
  reconnecting: "Connecting again… Your words are safe.",
  offline: "No connection. We keep trying. Your words are safe.",
  polling: "Slow connection. Everything still works.",
  replaced: "This talk is open in another window.",
  gone: "This talk is not open to you any more.",
  signed_out: "You are signed out.",
};
