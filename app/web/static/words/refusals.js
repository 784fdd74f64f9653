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

// The same codes outside a talk, where other things are meant.
const BETWEEN = {
  not_now: "That does not fit how things stand now. Load the page again to see how they stand.",
  locked: "This opens a little later. One step comes before it.",
  too_early: "It has not begun yet. You can say it once the time has come.",
  limit_reached: "There are as many as there can be at a time. One of them has to end first.",
  wrong_version: "There are newer words now. Load the page again to read them.",
  held_hard: "This can't go to your partner with these words. You can put it another way, or leave it.",
  not_offered: "This is not offered here now.",
};

export function sentenceBetween(problem) {
  // Some refusals say more than their code does; the service's own sentence is then the better one.
  if (problem?.code === "not_now" && problem.detail && !PLAIN_DETAILS.has(problem.detail)) return problem.detail;
  return BETWEEN[problem?.code] ?? sentenceFor(problem);
}

const PLAIN_DETAILS = new Set(["Not possible at this point."]);

export function sentenceFor(problem) {
  const known = SENTENCES[problem?.code];
  if (known) return known;
  if (problem?.detail) return problem.detail;
  if (problem?.status >= 500) return SENTENCES.try_again;
  return "That did not work. What you typed is still here. Please try again.";
}

const FIELD_SENTENCES = {
  missing: "Please fill this in.",
  required: "Please fill this in.",
  empty: "It says nothing yet. One line is enough.",
  out_of_range: "This day or time does not fit. Please choose another.",
  in_the_past: "This is in the past. Please choose another time.",
  too_far_ahead: "This is too far ahead. Please choose an earlier time.",
  date_needed: "Please choose the next day.",
  date_not_ahead: "Please choose a day after today.",
  date_too_far: "Please choose a day within the next 90 days.",
  not_with_this_reply: "Words of what is still needed go with “partly” only.",
  not_a_question: "Please ask something here, with a question mark.",
  not_about_you: "Please begin with a sentence about yourself, with “I”.",
  only_personal: "This goes with a limit of your own only.",
  only_a_card_has_this: "This goes with a belief that you look at again.",
  day_or_schedule: "Choose one day, or a rhythm. Not both.",
  agreements_or_categories: "Choose one or the other, not both.",
  not_offered: "This is not offered here now.",
  unknown_timezone: "This device's time zone is not known to us.",
  not_a_timezone: "This device's time zone is not known to us.",
  not_hours_and_minutes: "Please give hours and minutes only.",
  rrule_never: "On these days it would never come round. Please choose others.",
  quiet: "This hour is in your quiet time. Choose another one.",
  wrong: "This is not the number from the mail, or it is too old.",
  string_pattern_mismatch: "This does not have the right form.",
  date_from_datetime_parsing: "Please choose a day.",
  date_parsing: "Please choose a day.",
  string_too_short: "This is too short.",
  too_short: "This is too short.",
  string_too_long: "This is too long.",
  too_long: "This is too long.",
  too_common: "Too many people use this one. Please choose another.",
  not_usable: "This one can't be used. Please choose another.",
  not_an_address: "This does not look like an email address.",
};

export function sentenceForField(code) {
  if (FIELD_SENTENCES[code]) return FIELD_SENTENCES[code];
  return String(code).startsWith("rrule_") ? "It can't come round like this. Please choose other days." : "Please check this.";
}

export const knowsField = (code) => code in FIELD_SENTENCES || String(code).startsWith("rrule_");
