"""Shared events in plain words, as either of the two would read them. What names nobody in the log names nobody here.

It knows no mark: what one partner keeps to themselves never comes this way.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal

from app.frozen import dataclass
from app.sessions.protocol import events as e

if TYPE_CHECKING:
    from app.sessions.protocol.sides import Side

Who = Literal["you", "partner", "nobody"]


@dataclass(frozen=True, slots=True)
class Said:
    """What was just said or happened: by whom, what it was, and the words if there were any."""

    who: Who
    what: str
    text: str = field(default="", repr=False)


BY_ONE: Final[dict[type[e.Event], str]] = {
    e.Arrived: "came in",
    e.FrameProposed: "proposed what this talk is for",
    e.Appreciated: "said thank you",
    e.FloorClaimed: "asked for the floor",
    e.Spoken: "spoke",
    e.Reflected: "said back what was heard",
    e.ClarificationAsked: "asked a question",
    e.ClarificationGiven: "answered the question",
    e.GapAccepted: "went on without it",
    e.TurnNarrowed: "will say it smaller",
    e.TopicParked: "parked a topic for another day",
    e.Validated: "said what makes sense about it",
    e.ImpactTold: "told what it did",
    e.Owned: "owned it",
    e.Apologised: "said sorry",
    e.PreventionPlanned: "planned what will be different",
    e.ApologyAnswered: "answered the apology",
    e.AgreementProposed: "proposed an agreement",
    e.PromptAnswered: "answered",
    e.Learned: "shared one thing understood",
    e.ReturnOffered: "offered another time to come back",
}
VERDICTS: Final[dict[e.Verdict, str]] = {
    "accurate": "said: yes, that is it",
    "partly": "said: partly",
    "not_yet": "said: not yet",
}
BY_NOBODY: Final[dict[type[e.Event], str]] = {
    e.CalmReached: "You are both calm enough to begin.",
    e.FrameAgreed: "You both said yes to this.",
    e.PromptsRevealed: "You both answered, and now you both see it.",
    e.SolutionsOpened: "You can both look for solutions now.",
    e.AgreementReached: "You have an agreement.",
    e.AgreementSetAside: "This proposal was set aside.",
    e.Paused: "The session is paused.",
    e.ReturnAgreed: "There is a new time to come back.",
    e.PauseExtended: "The pause goes on for a while.",
    e.Resumed: "Welcome back. You go on where you stopped.",
    e.ConnectionLost: "The connection was lost.",
    e.ConnectionRestored: "The connection is back.",
    e.SessionEnded: "The session has ended.",
}
WARNED: Final[dict[e.What, str]] = {
    "turn": "The time of this turn is nearly over.",
    "session": "There are about five minutes left.",
    "quiet": "It is quiet here. Take the time you need.",
    "step": "The time of this step is nearly over.",
}
FOUND: Final[dict[e.Method, str]] = {
    "template": ".",
    "chosen": ", as you both chose.",
    "coin": ". A coin was thrown.",
}


def told(event: e.Event, viewer: Side) -> Said | None:
    """The event as this viewer reads it; None where the view alone says it."""
    if sentence := _of_nobody(event, viewer):
        return Said("nobody", sentence)
    by, what = getattr(event, "by", None), _what(event)
    if by is None or what is None:
        return None
    return Said("you" if by == viewer else "partner", what, _text(event))


def _of_nobody(event: e.Event, viewer: Side) -> str | None:
    match event:
        case e.TimeWarned():
            return WARNED[event.what]
        case e.TimeExtended():
            return "There is more time now."
        case e.FirstChosen():
            return f"{'You begin' if event.who == viewer else 'Your partner begins'}{FOUND[event.method]}"
        case e.TopicParked() if not event.text:
            # L-7: a turn that was set aside, by the speaker or by time; in the log both look the same.
            return "This topic is parked for another day."
        case _:
            return BY_NOBODY.get(type(event))


def _what(event: e.Event) -> str | None:
    if isinstance(event, e.ReflectionConfirmed):
        return VERDICTS[event.verdict]
    if isinstance(event, e.ValidationAnswered):
        return "said: it reached me" if event.landed else "said: it did not quite reach me"
    return BY_ONE.get(type(event))


def _text(event: e.Event) -> str:
    if isinstance(event, e.ReflectionConfirmed):
        return event.missing
    if isinstance(event, e.PreventionPlanned):
        return " ".join(f"If {sign}, then {act}." for sign, act in zip(event.signs, event.acts, strict=True))
    if isinstance(event, e.ApologyAnswered):
        return event.still_needed or event.reply.replace("_", " ")
    return str(getattr(event, "text", ""))
