"""What happened in a session: past tense, shared by both partners, kept for ever.

Stored names are stable. A field is only ever added, with a default; anything else is a new event. What a person
wrote is marked `said` (sealed under its author's key) or `cosigned` (under the couple's key); all other fields are
structure, and stay in the clear so that the rules can run after the words are gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

from app.sessions.protocol.sides import Side

Outcome = Literal["closed", "adjourned", "lapsed"]
EndKind = Literal["agreed", "understood", "unfinished", "none"]
What = Literal["turn", "session", "quiet", "step"]
Verdict = Literal["accurate", "partly", "not_yet"]
Scope = Literal["shared", "personal"]
Category = Literal["time", "privacy", "disclosure", "personal_space", "none"]
Method = Literal["template", "chosen", "coin"]


def said(default: Any = "") -> Any:  # Any: a dataclass field stands for the type of its annotation.
    """A field with what a person wrote; it never shows in a repr, and so in no log or traceback."""
    return field(default=default, repr=False, metadata={"words": "author"})


def cosigned(default: Any = "") -> Any:
    """A field with a text that belongs to both once both accepted it."""
    return field(default=default, repr=False, metadata={"words": "couple"})


@dataclass(frozen=True, slots=True)
class SessionOpened:
    at: datetime
    by: Side
    template: str
    template_version: str
    medium: str
    opens_at: datetime
    closes_at: datetime
    wish: str = said()


@dataclass(frozen=True, slots=True)
class Arrived:
    at: datetime
    by: Side


@dataclass(frozen=True, slots=True)
class StepEntered:
    at: datetime
    index: int


@dataclass(frozen=True, slots=True)
class CalmReached:
    at: datetime


@dataclass(frozen=True, slots=True)
class FrameProposed:
    at: datetime
    by: Side
    version: str
    text: str = cosigned()


@dataclass(frozen=True, slots=True)
class FrameAgreed:
    at: datetime
    version: str


@dataclass(frozen=True, slots=True)
class Appreciated:
    at: datetime
    by: Side
    text: str = said()


@dataclass(frozen=True, slots=True)
class FirstChosen:
    at: datetime
    who: Side
    method: Method


@dataclass(frozen=True, slots=True)
class FloorGiven:
    """`until` is when the turn's time is over; the far end of time when the speaker has no timer."""

    at: datetime
    to: Side
    until: datetime


@dataclass(frozen=True, slots=True)
class FloorClaimed:
    at: datetime
    by: Side


@dataclass(frozen=True, slots=True)
class Spoken:
    at: datetime
    by: Side
    not_before: datetime
    outside_pressure: bool = False
    text: str = said()
    observation: str = said()
    feeling: tuple[str, ...] = said(())
    need: tuple[str, ...] = said(())
    request: str = said()


@dataclass(frozen=True, slots=True)
class Reflected:
    at: datetime
    by: Side
    text: str = said()
    feeling_heard: str = said()


@dataclass(frozen=True, slots=True)
class ClarificationAsked:
    at: datetime
    by: Side
    text: str = said()


@dataclass(frozen=True, slots=True)
class ClarificationGiven:
    at: datetime
    by: Side
    text: str = said()


@dataclass(frozen=True, slots=True)
class ReflectionConfirmed:
    at: datetime
    by: Side
    verdict: Verdict
    missing: str = said()


@dataclass(frozen=True, slots=True)
class GapAccepted:
    at: datetime
    by: Side


@dataclass(frozen=True, slots=True)
class TurnNarrowed:
    at: datetime
    by: Side
    until: datetime


@dataclass(frozen=True, slots=True)
class TopicParked:
    """A topic for another day. Without a text, in a gap, it is the very turn that could not be reflected (L-7)."""

    at: datetime
    by: Side
    text: str = said()


@dataclass(frozen=True, slots=True)
class Validated:
    at: datetime
    by: Side
    text: str = said()


@dataclass(frozen=True, slots=True)
class ValidationAnswered:
    at: datetime
    by: Side
    landed: bool


@dataclass(frozen=True, slots=True)
class SolutionsOpened:
    at: datetime


@dataclass(frozen=True, slots=True)
class AgreementProposed:
    """`version` is the hash of the terms and a nonce; the nonce is sealed, so likely words cannot be tried on the hash."""

    at: datetime
    by: Side
    agreement: str
    version: str
    kind: Literal["boundary", "commitment"]
    scope: Scope
    category: Category
    owner: Side
    days: int
    text: str = cosigned()
    nonce: str = cosigned()


@dataclass(frozen=True, slots=True)
class AgreementReached:
    at: datetime
    agreement: str
    version: str


@dataclass(frozen=True, slots=True)
class AgreementSetAside:
    at: datetime
    agreement: str


@dataclass(frozen=True, slots=True)
class PromptAnswered:
    """An answer that was skipped looks like one that was spoken aloud: it has no text."""

    at: datetime
    by: Side
    text: str = said()


@dataclass(frozen=True, slots=True)
class PromptsRevealed:
    at: datetime


@dataclass(frozen=True, slots=True)
class Learned:
    at: datetime
    by: Side
    text: str = said()


@dataclass(frozen=True, slots=True)
class Paused:
    """P-2: no actor and no reason, and the same whether it was called, came by itself or was a call for help."""

    at: datetime
    not_before: datetime
    return_at: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class ReturnOffered:
    at: datetime
    by: Side
    return_at: datetime


@dataclass(frozen=True, slots=True)
class ReturnAgreed:
    at: datetime
    return_at: datetime


@dataclass(frozen=True, slots=True)
class PauseExtended:
    at: datetime
    not_before: datetime
    return_at: datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    """`ends_at` is the session's planned end moved by the time lost."""

    at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ConnectionRestored:
    at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class TimeWarned:
    at: datetime
    what: What


@dataclass(frozen=True, slots=True)
class TimeExtended:
    """More time, for whoever asked: no actor, because needing time costs nothing and says nothing."""

    at: datetime
    what: What
    until: datetime


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """`adjourned` is the same for leaving, a missed return, a lost connection and a timeout."""

    at: datetime
    outcome: Outcome
    kind: EndKind = "none"


Event = (
    SessionOpened
    | Arrived
    | StepEntered
    | CalmReached
    | FrameProposed
    | FrameAgreed
    | Appreciated
    | FirstChosen
    | FloorGiven
    | FloorClaimed
    | Spoken
    | Reflected
    | ClarificationAsked
    | ClarificationGiven
    | ReflectionConfirmed
    | GapAccepted
    | TurnNarrowed
    | TopicParked
    | Validated
    | ValidationAnswered
    | SolutionsOpened
    | AgreementProposed
    | AgreementReached
    | AgreementSetAside
    | PromptAnswered
    | PromptsRevealed
    | Learned
    | Paused
    | ReturnOffered
    | ReturnAgreed
    | PauseExtended
    | Resumed
    | ConnectionLost
    | ConnectionRestored
    | TimeWarned
    | TimeExtended
    | SessionEnded
)

# Stored and sent under these names, for ever. A class may be renamed; its name here may not.
EVENT_NAMES: dict[type[Event], str] = {
    SessionOpened: "session_opened",
    Arrived: "arrived",
    StepEntered: "step_entered",
    CalmReached: "calm_reached",
    FrameProposed: "frame_proposed",
    FrameAgreed: "frame_agreed",
    Appreciated: "appreciated",
    FirstChosen: "first_chosen",
    FloorGiven: "floor_given",
    FloorClaimed: "floor_claimed",
    Spoken: "spoken",
    Reflected: "reflected",
    ClarificationAsked: "clarification_asked",
    ClarificationGiven: "clarification_given",
    ReflectionConfirmed: "reflection_confirmed",
    GapAccepted: "gap_accepted",
    TurnNarrowed: "turn_narrowed",
    TopicParked: "topic_parked",
    Validated: "validated",
    ValidationAnswered: "validation_answered",
    SolutionsOpened: "solutions_opened",
    AgreementProposed: "agreement_proposed",
    AgreementReached: "agreement_reached",
    AgreementSetAside: "agreement_set_aside",
    PromptAnswered: "prompt_answered",
    PromptsRevealed: "prompts_revealed",
    Learned: "learned",
    Paused: "paused",
    ReturnOffered: "return_offered",
    ReturnAgreed: "return_agreed",
    PauseExtended: "pause_extended",
    Resumed: "resumed",
    ConnectionLost: "connection_lost",
    ConnectionRestored: "connection_restored",
    TimeWarned: "time_warned",
    TimeExtended: "time_extended",
    SessionEnded: "session_ended",
}
EVENTS_BY_NAME: dict[str, type[Event]] = {name: kind for kind, name in EVENT_NAMES.items()}


_WORD_FIELDS: dict[type[Event], dict[str, Literal["author", "couple"]]] = {
    kind: {one.name: one.metadata["words"] for one in fields(kind) if "words" in one.metadata} for kind in EVENT_NAMES
}


def word_fields(kind: type[Event]) -> dict[str, Literal["author", "couple"]]:
    """Which fields of this event are words, and under whose key they are sealed."""
    return _WORD_FIELDS[kind]
