// What a template is made of, in words for the one who writes it. Whatever is not listed shows what the schema says of itself.

export const KINDS = { full: "A whole talk", brief_repair: "A brief repair", checkin: "A check-in", accountability: "A talk about something done" };
export const MEDIA = { text: "In writing, on two devices", spoken: "Aloud, in one room" };

export const STEPS = {
  calm_start: { name: "Calm start", about: "Each says how stirred up they are. It opens when both are calm enough, and only then." },
  frame: { name: "Frame", about: "One suggests what the talk is for. It goes on when both say yes to the same words." },
  opening: { name: "Kind word first", about: "Each says one thing that they value about the other being here." },
  understanding: { name: "Hear each other", about: "One speaks, the other says it back, until the speaker says that it came across. Then they swap." },
  accountability: { name: "Owning what was done", about: "What it did, what was done, sorry, a plan, and an answer. Each opens only after the one before." },
  solutions: { name: "Way forward", about: "Suggestions that count once both say yes. It stays shut until both feel heard." },
  prompt: { name: "Question", about: "One question that each answers." },
  grounding: { name: "Quiet moment", about: "A short exercise. Both may skip it, and nothing about it is kept." },
  closing: { name: "Closing", about: "One thing understood, one thank-you, and private numbers. Then the talk ends." },
};

const CHOICES = {
  requester: "Who asked for the talk", alternate: "Whoever was second last time", coin: "Chance decides", both_choose: "Both choose", hurt_partner: "Who was hurt",
  asked: "Yes, the listener is asked for it", left_out: "No, leave it out",
  boundary: "A boundary", commitment: "A promise", base_agreement: "A base agreement", benchmark: "A sign that both can see",
  in_turn: "One after the other", together: "Both answer, then both see",
  shared: "Both see the answers", private: "Each answer stays with its author",
  gentle: "Gently: fewer hints", standard: "As usual", strict: "Strictly: more hints",
  off: "Say nothing", hint: "A small hint", nudge: "Ask to read it again", block: "Hold it until it is changed",
};

export const stepChoices = CHOICES;

// The fields of single kinds of steps. `unit` says in what a number is asked for; the template itself holds seconds.
export const FIELDS = {
  seconds: { label: "How many minutes?", unit: 60 },
  rounds: { label: "How many rounds?", hint: "In one round each speaks once and listens once." },
  first_speaker: { label: "Who speaks first?", hint: null },
  validation: { label: "Ask for “it makes sense, because…”", hint: "After the words came across, the listener may say why they make sense." },
  kinds: { label: "What may be agreed on?", hint: null },
  order: { label: "In what order?", hint: null },
  sharing: { label: "Who sees the answers?", hint: null },
};

const one = 1, minute = 60, hour = 3600;

// Grouped as somebody would look for them; a limit that is in no group comes last, under its own name.
export const LIMIT_GROUPS = {
  "Length": {
    planned: { label: "Planned length in minutes", unit: minute },
    spacing: { label: "Hours until the next whole talk", unit: hour, hint: "A brief repair may come sooner." },
    join_window: { label: "Minutes to arrive", unit: minute },
    connection_grace: { label: "Seconds to connect again", unit: one, hint: "Time stands still when a connection is lost." },
  },
  "Turns": {
    turn_seconds: { label: "Seconds for a turn", unit: one, hint: "Somebody with a slower pace gets more, whatever stands here." },
    turn_max_sentences: { label: "Sentences in a turn", unit: one },
    turn_max_chars: { label: "Characters in a turn", unit: one },
    micro_gap: { label: "Seconds to breathe before a reply", unit: one },
    turns_before_swap_right: { label: "Turns before the other may ask for theirs", unit: one },
    reflection_max_attempts: { label: "Tries to say it back", unit: one },
    clarify_max_per_turn: { label: "Questions for each turn", unit: one },
    turns_before_proposals: { label: "Turns heard before suggestions", unit: one, hint: "Of each of the two. At least one, always." },
    commitments_per_person: { label: "Promises at a time, for each", unit: one },
  },
  "Calm and pauses": {
    max_arousal: { label: "Calm enough to begin", unit: one, hint: "From 0 to 10. Both have to be at this number or below it." },
    slow_down_at: { label: "Slow down from", unit: one },
    pause_offer_at: { label: "Offer a pause from", unit: one },
    pause_auto_at: { label: "Pause without asking from", unit: one },
    rise_delta: { label: "A rise that counts as steep", unit: one },
    rise_window: { label: "Within how many minutes", unit: minute },
    pause_min: { label: "Shortest pause in minutes", unit: minute, hint: "Nobody can make it shorter, and no template either." },
    pause_suggested_return: { label: "Suggested return after minutes", unit: minute },
    pause_max: { label: "Longest pause in hours", unit: hour },
    pause_extensions: { label: "Times a pause may be made longer", unit: one },
    pause_missed_grace: { label: "Minutes to wait for somebody who is late", unit: minute },
  },
};

export const PLAYERS = { calm: "Calm", slow: "Slow", flooded: "Overwhelmed", silent: "Says nothing", leaves: "Leaves", refuses: "Says no to what they hear" };

export const minutes = (seconds) => {
  const value = seconds / 60;
  return Number.isFinite(value) ? `${Number.isInteger(value) ? value : value.toFixed(1)} ${value === 1 ? "minute" : "minutes"}` : "no time";
};

const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const SUMMARIES = {
  calm_start: (step) => minutes(step.seconds ?? 900),
  grounding: (step) => minutes(step.seconds ?? 120),
  understanding: (step) => `${plural(step.rounds ?? 1, "round")}. First: ${(CHOICES[step.first_speaker ?? "both_choose"] ?? "").toLowerCase()}`,
  solutions: (step) => (step.kinds ?? ["boundary", "commitment"]).map((kind) => (CHOICES[kind] ?? kind).toLowerCase()).join(", ") || "nothing chosen",
  prompt: (step) => [CHOICES[step.order ?? "in_turn"], CHOICES[step.sharing ?? "shared"]].filter(Boolean).join(". "),
};

// One line that says what a step does, for somebody who looks over the whole.
export const summaryOf = (step) => SUMMARIES[step.kind]?.(step) ?? "";
export const stepName = (step) => STEPS[step.kind]?.name ?? "A step";
