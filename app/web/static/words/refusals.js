// One plain sentence for every way the service can say no. None of them blames anyone.

const SENTENCES = {
  // Refusals of a live session.
  not_now: "That is not part of this step. The page shows what you can do now.",
  floor_not_held: "It is your partner's turn right now. Your words are still here for later.",
  too_early: "Give it a few seconds first. Your words are still here.",
  too_long: "That is longer than one turn allows. Say one thing now, and the rest later.",
  held_for_review: "Before this goes out, please read it once more. You can change it, or send it as it is.",
  held_hard: "This can't go out with these words. You can put it another way, pause, or leave.",
  pause_not_over: "The pause is still running. Nobody can make it shorter, and that protects you both.",
  not_calm_yet: "Your own number is still high. Take more time, or choose another day.",
  wrong_version: "This text has changed in the meantime. Please read the new one.",
  locked: "This opens later, when you both feel understood.",
  limit_reached: "That is more than this talk allows, or a day that it does not take.",
  ref_reused: "Something was sent twice in two forms. Please send it again.",
  ended: "This talk is over.",
  not_sent: "This was not sent. Your words are still here.",
  // Problems of the service.
  offline: "There is no connection right now. What you typed is still here.",
  login_required: "Please log in again.",
  login_failed: "That email and password don't fit together. Please check both.",
  step_up_required: "Please type your password once more.",
  not_found: "This is not here, or it is not open to you.",
  already_paired: "You two are already connected.",
  invitation_open: "You already have a code that is not used yet. You can use it, or make a new one there.",
  invitation_invalid: "This code does not work. It may be used or too old. Ask for a new one.",
  invitation_own: "This is your own code. Pass it on to your partner.",
  not_offered: "This is not here yet.",
  request_closed: "This was already answered.",
  session_running: "There is already a talk at that time.",
  too_soon: "That is a little too soon. Please try again later.",
  conflict: "Something has changed in the meantime. Please look again.",
  request_timeout: "That took too long. Please try again.",
  internal: "Something went wrong on our side. Please try again.",
  bad_request: "That did not work. What you typed is still here.",
  origin_refused: "This page may not connect from here.",
  unsupported: "That did not work. What you typed is still here.",
  invalid: "Something here needs another look.",
  forbidden: "That password is not right, or you can't do this here.",
  too_many: "That was a lot at once. Please wait a moment and try again.",
  too_large: "That is too long to send. Please make it shorter.",
  try_again: "The service is busy. Please try again in a moment.",
};

export function sentenceFor(problem) {
  const known = SENTENCES[problem?.code];
  if (known) return known;
  if (problem?.detail) return problem.detail;
  if (problem?.status >= 500) return SENTENCES.try_again;
  return "That did not work. What you typed is still here. Please try again.";
}

const FIELD_SENTENCES = {
  missing: "Please fill this in.",
  string_too_short: "This is too short.",
  too_short: "This is too short.",
  string_too_long: "This is too long.",
  too_long: "This is too long.",
  too_common: "Too many people use this one. Please choose another.",
  not_usable: "This one can't be used. Please choose another.",
  not_an_address: "This does not look like an email address.",
};

export function sentenceForField(code) {
  return FIELD_SENTENCES[code] ?? "Please check this.";
}
