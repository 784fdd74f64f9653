"""The service's own plain words for phases and commands: a key for translators and a default text. No rules here."""

from __future__ import annotations

from functools import cache

from app.sessions.protocol import commands as c
from app.sessions.protocol.observer_commands import ObserverCommand, SuggestNextStep, SuggestPause
from app.sessions.protocol.state import PHASE_NAMES, Phase
from app.templates.steps import Wording

TITLES: dict[type[c.Command], str] = {
    c.Arrive: "I am here",
    c.ProposePurpose: "Say what this talk is for",
    c.AcceptFrame: "Yes, let us talk about this",
    c.Speak: "Say it",
    c.Reflect: "Say back what you heard",
    c.Clarify: "Ask one question to understand",
    c.Answer: "Answer the question",
    c.Confirm: "Did they get it?",
    c.ResolveGap: "Choose how to go on",
    c.Validate: "Say what makes sense about it",
    c.Landed: "Did that reach you?",
    c.PassFloor: "Give the floor to your partner",
    c.ClaimFloor: "Ask for the floor",
    c.ChooseFirst: "Who begins?",
    c.TellImpact: "Say what it did to you",
    c.Own: "Say what you did",
    c.Apologise: "Say that you are sorry",
    c.PlanPrevention: "Plan what you will do differently",
    c.AnswerApology: "Answer the apology",
    c.ReadyForSolutions: "Do you feel understood enough to look for solutions?",
    c.ProposeAgreement: "Propose an agreement",
    c.Assent: "I agree to this",
    c.SetAside: "Set this aside",
    c.AnswerPrompt: "Answer",
    c.Appreciate: "Say thank you for something",
    c.Learn: "Share one thing you understood",
    c.RateFelt: "How was this for you?",
    c.Return: "I am ready to go on",
    c.AcceptReturn: "Accept this time",
    c.OfferReturn: "Offer another time",
    c.RateArousal: "How stirred up are you right now?",
    c.Done: "I am done here",
    c.AcceptStep: "Yes, go on to the next step",
    c.ParkTopic: "Park a topic for another day",
    c.NeedTime: "I need more time",
    c.Pause: "Pause",
    c.Help: "Get help",
    c.Leave: "Leave",
}

OBSERVER_TITLES: dict[type[ObserverCommand], str] = {
    SuggestPause: "Suggest a pause",
    SuggestNextStep: "Suggest the next step",
}

_GUIDES: dict[str, str] = {
    "lobby": "You can begin once you are both here.",
    "calm_start": "Each of you checks in alone. You begin when you are both calm enough.",
    "framing": "Agree on one sentence: what is this talk for?",
    "opening": "Thank each other for being here.",
    "choosing": "Each of you picks who begins. Your picks stay secret until both are in.",
    "speaking.speaker": "You have the floor. Say what you saw, felt and need, in a few short sentences.",
    "speaking.listener": "Your partner has the floor. Just listen.",
    "reflecting.speaker": "Your partner is finding words for what they heard.",
    "reflecting.listener": "Say back what you heard, in your own words. No answer yet.",
    "clarifying.speaker": "Your partner asked a question to understand you better.",
    "clarifying.listener": "Your partner is answering your question.",
    "confirming.speaker": "Did your partner get it? Only you can tell.",
    "confirming.listener": "Your partner is checking whether this is what they meant.",
    "gap.speaker": "It has not quite come across yet, and that is all right. Choose how to go on.",
    "gap.listener": "Your partner is choosing how to go on. You did nothing wrong.",
    "validating.speaker": "Your partner is looking for what makes sense to them in it.",
    "validating.listener": "What makes sense to you about it? You do not have to agree.",
    "landing.speaker": "Did that reach you?",
    "landing.listener": "Your partner is taking it in.",
    "impact.speaker": "Say what it did to you, in a few short sentences. Start with I.",
    "impact.listener": "Your partner is telling you what it did to them. Just listen.",
    "owning.speaker": "Say what you did, plainly and without a because.",
    "owning.listener": "You were heard. Your partner is finding words for what they did.",
    "apologising.speaker": "Say that you are sorry, for what, and what you would like to do to mend it.",
    "apologising.listener": "Your partner is finding words for an apology. You do not have to answer it.",
    "planning.speaker": "Plan one small step: if you notice this sign, then you will do that. Give it a day.",
    "planning.listener": "Your partner is planning what they will do differently.",
    "answering.speaker": "Answer in your own time. You do not have to forgive, and not ready is a full answer.",
    "answering.listener": "Your partner is taking this in. No answer is needed now.",
    "gate": "Solutions open when you both feel understood enough.",
    "agreeing": "Look for something you can both say yes to. Nothing holds until both agree to the same words.",
    "prompt": "Take your time with this question.",
    "prompt.speaker": "It is your turn to answer.",
    "prompt.listener": "Your partner is answering. Just listen.",
    "grounding": "A short exercise. You may both skip it.",
    "closing": "Before you part: one thing you understood, one thank you.",
    "closing.no_answer_now": "No answer is needed now. Before you part: one thing you understood, one thank you.",
    "waiting": "The connection was lost. Waiting for it to come back.",
    "paused": "This is a pause. Do something that calms you; there is nothing to prepare.",
    "ended": "This session has ended.",
    "ended.closed": "You finished this talk. Thank you both for staying with it.",
    "ended.adjourned": "The session ended here for today. You can find another time.",
    "observing": "You are watching, and both can see that. You can suggest a pause or the next step.",
    "ended.lapsed": "This session is not starting today. You can find another time.",
}


def guide(phase: Phase, *, detail: str) -> Wording:
    """What is going on and what to do now. `detail` is the viewer's role or the outcome, where there is one."""
    return _guide(PHASE_NAMES[type(phase)], detail)


def observer_guide() -> Wording:
    """The same whatever happens: what the two are to do now is theirs."""
    return _guide("observing", "")


@cache
def _guide(name: str, detail: str) -> Wording:
    key = f"{name}.{detail}" if f"{name}.{detail}" in _GUIDES else name
    return Wording(f"guide.{key}", _GUIDES[key])
