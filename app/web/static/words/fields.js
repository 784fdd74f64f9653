// Labels and hints for the fields of commands, in plain words. A field that is not listed shows what its schema says of itself.

const LABELS = {
  "rate_arousal.level": ["How stirred up are you right now?", "0 is calm, 10 is the most you can imagine. Only you see this."],
  "propose_purpose.text": ["What do you want this talk to be for?", "One topic, in one or two sentences."],
  "appreciate.text": ["Something you are thankful for", null],
  "speak.text": ["What do you want to say?", "Start with “I”. Say what you saw, felt or need."],
  "speak.observation": ["What I saw or heard", "Like a camera would show it."],
  "speak.feeling": ["What I felt", "One or more words, with commas between."],
  "speak.need": ["What I need", "One or more words, with commas between."],
  "speak.request": ["What I ask for", "Something your partner can say no to."],
  "speak.outside_pressure": ["Something outside us two is adding pressure", null],
  "reflect.text": ["What I heard you say", "In your own words. You don't have to agree."],
  "reflect.feeling_heard": ["The feeling I heard", null],
  "clarify.text": ["What would you like to ask?", "A short question, so you can understand."],
  "answer.text": ["Your answer", null],
  "confirm.verdict": ["Is that what you meant?", null],
  "confirm.missing": ["What was missed?", null],
  "resolve_gap.choice": ["How do you want to go on?", null],
  "validate.text": ["It makes sense, because…", "You can see why without agreeing."],
  "landed.yes": ["Did that reach you?", null],
  "choose_first.who": ["Who should speak first?", "Your partner sees your choice only when you have both chosen."],
  "tell_impact.text": ["What was it like for you?", null],
  "own.text": ["What did you do?", null],
  "apologise.text": ["What do you want to say?", null],
  "plan_prevention.steps": ["Step", "If you notice this sign, then you will do that. Small, yours to do, and easy to see."],
  "plan_prevention.if": ["If I notice this", "A sign that it may happen again."],
  "plan_prevention.then": ["Then I will do this", "Something that you do, not your partner."],
  "plan_prevention.kind": ["What kind of step is it?", null],
  "plan_prevention.due": ["When will you look at it again?", null],
  "answer_apology.reply": ["How does it sit with you?", null],
  "answer_apology.still_needed": ["What is still needed?", null],
  "ready_for_solutions.ready": ["Do you feel understood enough to look for a way forward?", "Your partner does not see your answer, only what follows when you have both answered."],
  "propose_agreement.kind": ["What kind is it?", null],
  "propose_agreement.scope": ["Who is it for?", null],
  "propose_agreement.category": ["What is it about?", null],
  "propose_agreement.owner": ["Whose is it?", null],
  "propose_agreement.days": ["Look at it again after how many days?", null],
  "propose_agreement.agreement": ["Which one does it replace?", null],
  "propose_agreement.acceptable": ["What is fine", "One or more, with commas between."],
  "propose_agreement.not_acceptable": ["What is not", "One or more, with commas between."],
  "propose_agreement.if_it_happens": ["What happens if it happens", "One or more, with commas between."],
  "propose_agreement.observable_sign": ["What could you both see?", "Like a camera would show it."],
  "propose_agreement.cadence": ["How often do you look at it?", null],
  "propose_agreement.text": ["What do you suggest?", "Say what someone will do, and when."],
  "answer_prompt.text": ["Your answer", null],
  "answer_prompt.skip": ["I would rather skip this one", null],
  "learned.text": ["One thing I understood today", null],
  "rate_felt.safe": ["I felt safe", "0 not at all, 10 fully. Only you see this."],
  "rate_felt.understood": ["I felt understood", "0 not at all, 10 fully. Only you see this."],
  "rate_felt.had_a_say": ["I had a say", "0 not at all, 10 fully. Only you see this."],
  "park_topic.text": ["What do you want to set aside?", null],
  "park_topic.share": ["Show it to my partner", "Leave it off and it stays yours alone."],
  "offer_return.at": ["When could you come back?", null],
  "help.for": ["Who is this for?", null],
  "pause.private_reason": ["Why, for yourself only", "Nobody else sees this."],
};

const CHOICES = {
  accurate: "Yes, that is it",
  partly: "Partly",
  not_yet: "Not yet",
  accept_gap: "It is close enough, go on",
  smaller: "I will say it in a smaller way",
  park: "Leave it for another day",
  pause: "Take a pause",
  me: "Me",
  partner: "My partner",
  self: "For me",
  us: "For us both",
  boundary: "A boundary: what is okay and what is not",
  base_agreement: "A base agreement: what keeps you both safe and honest",
  benchmark: "A sign that you can both see",
  weekly: "Every week",
  fortnightly: "Every two weeks",
  monthly: "Every month",
  quarterly: "Every three months",
  commitment: "A promise: what someone will do",
  ritual: "A habit: something we do again and again",
  shared: "For both of us",
  personal: "For one of us",
  time: "Time",
  privacy: "Privacy",
  disclosure: "What we tell others",
  personal_space: "Personal space",
  none: "Something else",
  received: "I can take it in",
  not_ready: "I am not ready",
  schedule_change: "A change of times",
  boundary_revision: "A new wording of a boundary",
  environment: "A change around me",
  skill: "Something to learn",
  support: "Help from somebody",
  flooded: "Too much at once",
  unsafe: "I do not feel safe",
  tired: "Tired",
  need_to_think: "I need to think",
  other: "Something else",
  true: "Yes",
  false: "Not yet",
};

export function labelOf(command, name, schema) {
  const [label, hint] = LABELS[`${command}.${name}`] ?? [];
  return { label: label ?? schema?.title ?? humanised(name), hint: hint ?? (label ? null : schema?.description ?? null) };
}

const WAYS = {
  "speak.text": "Use my own words",
  "speak.observation": "Say it step by step",
  "answer_prompt.skip": "I would rather skip this one",
};

export function wayLabel(command, way) {
  return WAYS[`${command}.${way}`] ?? `Use “${humanised(way)}”`;
}

// Fields that only make sense beside another one; showing them elsewhere would lead into a refusal.
const ONLY_WITH = { "speak.feeling": "observation", "speak.need": "observation", "speak.request": "observation" };

export function onlyWith(command, name) {
  return ONLY_WITH[`${command}.${name}`] ?? null;
}

export function choiceLabel(value, names = {}) {
  return names[value] ?? CHOICES[value] ?? humanised(String(value));
}

export function humanised(name) {
  const text = String(name).replaceAll("_", " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
