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

const READ_KINDS = {
  "observe.talks": "which talks there are to be in", session: "a talk while it went on",
  talks: "the list of talks", talk: "a talk", agreements: "the list of agreements", agreement: "an agreement", agreement_versions: "the versions of an agreement",
  accountabilities: "what was taken on", accountability: "what was taken on in a talk", progress_updates: "how a step went",
  check_ins: "weekly check-ins", occurrences: "how promises went", assignments: "the list of suggested talks", practices: "the list of practice",
};

export const whatWasRead = ({ scope, kind }) => READ_KINDS[`${scope}.${kind}`] ?? READ_KINDS[kind] ?? (SCOPES[scope] ?? "something").toLowerCase();

export const scopeList = (scopes, names = SCOPES) => scopes.map((scope) => names[scope] ?? scope).join(", ");
