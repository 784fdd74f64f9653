"""What happened in a session: past tense, shared by both partners, kept for ever.

Stored names are stable. A field is only ever added, with a default; anything else is a new event. What a person
wrote is marked `said` (sealed under its author's key) or `cosigned` (under the couple's key); all other fields are
structure, and stay in the clear so that the rules can run after the words are gone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from app.frozen import dataclass
from app.sessions.protocol import observing_events as observing
from app.sessions.protocol.accounting_events import (
    Apologised,
    ApologyAnswered,
    ApologyReply,
    ImpactTold,
    Owned,
    Part,
    PreventionKind,
    PreventionPlanned,
)
from app.sessions.protocol.event_fields import Under, cosigned, said, words_in
from app.sessions.protocol.particulars import Cadence
from app.sessions.protocol.pausing_events import (
    ConnectionLost,
    ConnectionRestored,
    Paused,
    PauseExtended,
    Resumed,
    ReturnAgreed,
    ReturnOffered,
    TimeExtended,
    TimeWarned,
    What,
)
from app.sessions.protocol.sides import Side
from app.templates.steps import AgreementKind
from app.values import quick

__all__ = [
    "Apologised",
    "ApologyAnswered",
    "ApologyReply",
    "ConnectionLost",
    "ConnectionRestored",
    "ImpactTold",
    "Owned",
    "Part",
    "PauseExtended",
    "Paused",
    "PreventionKind",
    "PreventionPlanned",
    "Resumed",
    "ReturnAgreed",
    "ReturnOffered",
    "TimeExtended",
    "TimeWarned",
    "What",
]

ObserverJoined = observing.ObserverJoined
ObserverLeft = observing.ObserverLeft
StepSuggested = observing.StepSuggested

Outcome = Literal["closed", "adjourned", "lapsed"]
EndKind = Literal["agreed", "understood", "unfinished", "none"]
Verdict = Literal["accurate", "partly", "not_yet"]
Scope = Literal["shared", "personal"]
Category = Literal["time", "privacy", "disclosure", "personal_space", "none"]
Method = Literal["template", "chosen", "coin"]


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """A wish to talk was accepted: the lobby is there, and the template is pinned."""

    at: datetime
    by: Side
    template: str
    template_version: str
    medium: str
    opens_at: datetime
    closes_at: datetime
    wish: str = said()
    # Whose part the one who asked takes; the partner opted in to the other by accepting.
    part: Part = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One partner is in the lobby."""

    at: datetime
    by: Side


@dataclass(frozen=True, slots=True)
class StepEntered:
    """The step of the template with this index began."""

    at: datetime
    index: int


@dataclass(frozen=True, slots=True)
class CalmReached:
    """Both are at or under the ceiling. It never says who was waited for."""

    at: datetime


@dataclass(frozen=True, slots=True)
class FrameProposed:
    """A purpose is on the table."""

    at: datetime
    by: Side
    version: str
    text: str = cosigned()


@dataclass(frozen=True, slots=True)
class FrameAgreed:
    """Both accepted this version of the purpose."""

    at: datetime
    version: str


@dataclass(frozen=True, slots=True)
class Appreciated:
    """One thanked the other for something."""

    at: datetime
    by: Side
    text: str = said()


@dataclass(frozen=True, slots=True)
class FirstChosen:
    """Who begins, and how that was found."""

    at: datetime
    who: Side
    method: Method


@quick
@dataclass(frozen=True, slots=True)
class FloorGiven:
    """Whose turn it is. `until` is when its time is over; the far end of time when the speaker has no timer."""

    at: datetime
    to: Side
    until: datetime


@dataclass(frozen=True, slots=True)
class FloorClaimed:
    """The listener asked for the floor; it moves at the next confirmed reflection."""

    at: datetime
    by: Side


@quick
@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn was said. Nobody reflects before `not_before` (L-4)."""

    at: datetime
    by: Side
    not_before: datetime
    outside_pressure: bool = False
    text: str = said()
    observation: str = said()
    feeling: tuple[str, ...] = said(())
    need: tuple[str, ...] = said(())
    request: str = said()


@quick
@dataclass(frozen=True, slots=True)
class Reflected:
    """The listener gave back what was heard."""

    at: datetime
    by: Side
    text: str = said()
    feeling_heard: str = said()


@quick
@dataclass(frozen=True, slots=True)
class ClarificationAsked:
    """The listener asked one question."""

    at: datetime
    by: Side
    text: str = said()


@quick
@dataclass(frozen=True, slots=True)
class ClarificationGiven:
    """The speaker answered it."""

    at: datetime
    by: Side
    text: str = said()


@quick
@dataclass(frozen=True, slots=True)
class ReflectionConfirmed:
    """The speaker said whether that was it, and what was missing."""

    at: datetime
    by: Side
    verdict: Verdict
    missing: str = said()


@dataclass(frozen=True, slots=True)
class GapAccepted:
    """The speaker goes on without a confirmed reflection (L-7)."""

    at: datetime
    by: Side


@dataclass(frozen=True, slots=True)
class TurnNarrowed:
    """The speaker says the turn again, smaller; once a turn (L-7)."""

    at: datetime
    by: Side
    until: datetime


@dataclass(frozen=True, slots=True)
class TopicParked:
    """A topic for another day. Without a text, in a gap, it is the very turn that could not be reflected (L-7)."""

    at: datetime
    by: Side
    text: str = said()


@quick
@dataclass(frozen=True, slots=True)
class Validated:
    """The listener said what makes sense about it."""

    at: datetime
    by: Side
    text: str = said()


@quick
@dataclass(frozen=True, slots=True)
class ValidationAnswered:
    """The speaker said whether that reached them."""

    at: datetime
    by: Side
    landed: bool


@dataclass(frozen=True, slots=True)
class SolutionsOpened:
    """Both feel understood enough: proposals are open (L-10)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class AgreementProposed:
    """`version` hashes the terms and a nonce; the nonce is sealed, so that likely words cannot be tried on it."""

    at: datetime
    by: Side
    agreement: str
    version: str
    kind: AgreementKind
    scope: Scope
    category: Category
    owner: Side
    days: int
    text: str = cosigned()
    nonce: str = cosigned()
    acceptable: tuple[str, ...] = cosigned(())
    not_acceptable: tuple[str, ...] = cosigned(())
    if_it_happens: tuple[str, ...] = cosigned(())
    observable_sign: str = cosigned()
    cadence: Cadence = "none"


@dataclass(frozen=True, slots=True)
class AgreementReached:
    """Both said yes to this version, or it was a limit of one's own."""

    at: datetime
    agreement: str
    version: str


@dataclass(frozen=True, slots=True)
class AgreementSetAside:
    """This proposal is off the table, without blame."""

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
    """Both answered, and both answers are shown."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Learned:
    """One said what they understood today."""

    at: datetime
    by: Side
    text: str = said()


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
    | ImpactTold
    | Owned
    | Apologised
    | PreventionPlanned
    | ApologyAnswered
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
    | observing.Observing
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
    ImpactTold: "impact_told",
    Owned: "owned",
    Apologised: "apologised",
    PreventionPlanned: "prevention_planned",
    ApologyAnswered: "apology_answered",
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
    **observing.NAMES,
}
EVENTS_BY_NAME: dict[str, type[Event]] = {name: kind for kind, name in EVENT_NAMES.items()}


_WORD_FIELDS = {kind: words_in(kind) for kind in EVENT_NAMES}


def word_fields(kind: type[Event]) -> dict[str, Under]:
    """Which fields of this event are words, and under whose key they are sealed."""
    return _WORD_FIELDS[kind]
