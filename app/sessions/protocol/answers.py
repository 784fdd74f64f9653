"""What the rules answer: `Decided`, with what happened and what was privately marked, or `Refused`, with a reason.

A refusal is a value and changes nothing. The reasons are a closed list, the same over HTTP and WebSocket.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import Literal

from app.frozen import dataclass
from app.sessions.protocol.events import Event
from app.sessions.protocol.facts import Mark, Review
from app.sessions.protocol.state import Session
from app.values import quick

RefusalCode = Literal[
    "not_now",
    "floor_not_held",
    "too_early",
    "too_long",
    "held_for_review",
    "held_hard",
    "pause_not_over",
    "not_calm_yet",
    "wrong_version",
    "locked",
    "limit_reached",
    "ref_reused",
    "ended",
]

# One safe sentence a code. It speaks to the sender, quotes nothing, and never says what the partner did.
REFUSALS: dict[RefusalCode, str] = {
    "not_now": "This is not part of the step you are both in.",
    "floor_not_held": "It is your partner's turn at the moment.",
    "too_early": "Take a breath first. You can send this in a moment.",
    "too_long": "This is longer than one turn. Say the most important part first.",
    "held_for_review": "Please look at this once more before it goes out.",
    "held_hard": "This cannot go out as it is. You can say it another way, pause, or leave.",
    "pause_not_over": "The pause is not over yet.",
    "not_calm_yet": "Take the time you need. Tell us again how you feel when you are ready.",
    "wrong_version": "This has changed in the meantime. Look at it again.",
    "locked": "This opens later, once what comes before it was heard.",
    "limit_reached": "That is more than fits here.",
    "ref_reused": "This reference was already used for something else.",
    "ended": "This session has ended.",
}


@quick
@dataclass(frozen=True, slots=True)
class Refused:
    """`retry_at` says when time alone will allow it; `review` is the coach's opinion that held it, for the sender."""

    code: RefusalCode
    retry_at: datetime | None = None
    review: Review | None = None


@quick
@dataclass(frozen=True, slots=True)
class Decided:
    """`events` are shared and stored for ever; `marks` are their author's own.

    `after` is the session with the events folded in, where `decide` had to fold them anyway: nobody does it again.
    """

    events: tuple[Event, ...] = ()
    marks: tuple[Mark, ...] = ()
    after: Session | None = field(default=None, repr=False, compare=False)


Decision = Decided | Refused


def happened(*events: Event) -> Decided:
    return Decided(events=events)
