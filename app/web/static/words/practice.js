// Words for what a couple may share with a therapist. The exact texts to say yes to come from the service itself.

export const SCOPES = {
  transcripts: "Your talks, from now on",
  agreements: "What you agreed on",
  accountability: "What was taken on",
  check_ins: "Weekly check-ins",
  keeping: "How promises go",
  observe: "Being there in a talk",
  assign: "Suggesting talks and practice",
};

export const SHARED = {
  transcripts: "Talks",
  agreements: "Agreements",
  accountability: "Taken on",
  check_ins: "Weekly check-ins",
  keeping: "How promises go",
  observe: "Being there in a talk",
  assign: "Suggesting talks and practice",
};

export const POLICIES = {
  none_kept: "No secrets between the two",
  limited: "Some, after a word about it",
  individual_confidential: "Each one's own words stay with me",
};

export const POLICIES_READ = {
  none_kept: "Keeps no secrets between the two of you",
  limited: "Keeps some, and tells you before raising one",
  individual_confidential: "Keeps what one of you says alone",
};

export const READ_KINDS = {
  transcript: "a talk", sessions: "the list of talks", agreements: "the list of agreements", agreement: "an agreement", accountabilities: "what was taken on",
  accountability: "what was taken on", check_ins: "check-ins", check_in: "a check-in", keeping: "how promises go", occurrences: "how promises went",
};

export const scopeList = (scopes, names = SCOPES) => scopes.map((scope) => names[scope] ?? scope).join(", ");
