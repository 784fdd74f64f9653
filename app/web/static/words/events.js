// Turns the shared log into a conversation that can be read. Unknown events stay silent, so new ones never break the page.

const said = (label) => (event) => ({ kind: "words", label, text: wordsOf(event.body) });
const note = (text) => () => ({ kind: "note", text });
const byName = (text) => (event, who) => ({ kind: "note", text: text.replaceAll("{who}", who) });

const LINES = {
  session_opened: note("The talk was opened."),
  arrived: byName("{who} arrived."),
  calm_reached: note("You are both calm enough to start."),
  frame_proposed: said("this talk could be for"),
  frame_agreed: note("You agreed on what this talk is for."),
  step_entered: (event, who, names) => ({ kind: "step", text: event.body?.title ?? names.step(event.body?.index) }),
  appreciated: said("thank you"),
  floor_given: (event, who, names) => ({ kind: "note", text: turnText(names.person(event.body?.to ?? event.by)) }),
  spoken: said(""),
  reflected: said("what I heard"),
  clarification_asked: said("a question"),
  clarification_given: said("an answer"),
  reflection_confirmed: confirmed,
  gap_accepted: note("You go on, even if not all of it came across. That is fine."),
  validated: said("it makes sense"),
  validation_answered: (event, who) => ({ kind: "note", text: event.body?.landed ?? event.body?.yes ? `${who}: that reached me.` : `${who}: not quite there yet.` }),
  turn_narrowed: note("The same thing again, in a smaller way."),
  topic_parked: parked,
  first_chosen: (event, who, names) => ({ kind: "note", text: firstText(names.person(event.body?.who ?? event.by)) }),
  floor_claimed: byName("{who} asked for a turn next."),
  impact_told: said("what it was like"),
  owned: said("what I did"),
  apologised: said("sorry"),
  prevention_planned: (event) => ({ kind: "words", label: "a plan for next time", text: planOf(event.body?.steps) }),
  apology_answered: answeredApology,
  solutions_opened: note("You both feel understood enough to look for a way forward."),
  agreement_proposed: said("a suggestion"),
  agreement_reached: note("You both said yes. It is written down."),
  agreement_set_aside: note("A suggestion was set aside."),
  prompt_answered: said("an answer"),
  prompts_revealed: note("Both answers are here now."),
  paused: note("A pause began."),
  return_offered: byName("{who} offered a time to come back."),
  return_agreed: note("You agreed on a time to come back."),
  pause_extended: note("The pause is a little longer."),
  resumed: note("You are back. Glad you are here."),
  connection_lost: note("The connection was lost. Time stands still."),
  connection_restored: note("You are both connected again."),
  time_warned: note("There is not much time left in this talk."),
  time_extended: note("There is more time now."),
  learned: said("one thing I understood"),
  observer_joined: note("A therapist is here and reads along."),
  observer_left: note("The therapist is not here any more."),
  step_suggested: note("The therapist suggests going on to the next step."),
  session_ended: (event) => ({ kind: "note", text: event.body?.outcome === "closed" ? "The talk is finished." : "The talk stops here for today." }),
};

const turnText = (who) => (who === "You" ? "You have the turn." : `${who} has the turn.`);
const firstText = (who) => (who === "You" ? "You speak first." : `${who} speaks first.`);

function confirmed(event, who) {
  const body = event.body ?? {};
  if (body.verdict === "accurate" || body.accurate === true) return { kind: "note", text: `${who}: yes, that is it.` };
  return { kind: "words", label: body.verdict === "partly" ? "partly; what was missed" : "not yet; what was missed", text: body.missing ?? "" };
}

// A-3: an answer is an answer, whichever it is; who waits for one reads that none is needed.
const REPLIES = { received: "I can take it in", partly: "partly; what is still needed", not_ready: "not ready" };

function answeredApology(event, who) {
  const { reply, still_needed: needed } = event.body ?? {};
  if (needed) return { kind: "words", label: REPLIES[reply] ?? "an answer", text: needed };
  if (reply === "not_ready") return { kind: "note", text: who === "You" ? "You are not ready to answer. That is a full answer." : `${who} is not ready to answer. No answer is needed now.` };
  return { kind: "note", text: reply === "received" ? `${who} can take it in.` : `${who} can take it in partly.` };
}

export function planOf(steps) {
  return (steps ?? []).map((step) => (step.if || step.then ? `If ${step.if}, then ${step.then}` : "")).filter(Boolean).join(" · ");
}

function parked(event, who) {
  const text = wordsOf(event.body);
  return text ? { kind: "words", label: "for another day", text } : { kind: "note", text: `${who} set a topic aside for later.` };
}

export function wordsOf(body) {
  if (!body) return "";
  if (body.removed || body.erased) return "These words were removed.";
  if (typeof body.text === "string" && body.text) return body.text;
  const parts = [body.observation, listed(body.feeling), listed(body.need), body.request, body.purpose];
  return parts.filter(Boolean).join(" · ");
}

const listed = (value) => (Array.isArray(value) ? value.join(", ") : value);

export function lineOf(event, names) {
  const who = names.person(event.by);
  const line = LINES[event.name]?.(event, who, names);
  if (!line || (line.kind === "step" && !line.text)) return null;
  if (line.kind === "words" && !line.text) return { kind: "note", text: line.label ? `${who}: ${line.label}.` : `${who} said it aloud.` };
  return { ...line, who, mine: who === "You" };
}

export function spokenLine(line) {
  if (line.kind === "words") return `${line.who}${line.label ? `, ${line.label}` : ""}: ${line.text}`;
  return line.text;
}
