"""Something to do between talks: each takes it on for themselves or does not, and says how it went or does not.

PURE: the standard library only. It knows one person's part at a time, so nothing here can compare two people (V-5).
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import date

Outcome = Literal["done", "not_now"]
RefusalCode = Literal["over", "not_taken_on", "reported"]

# Whoever says nothing for so long is not asked again: what nobody reported is no miss.
ASKED_FOR: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part. `told`: they said that the therapist may see that it is done. All of it is their own."""

    taken_on: bool | None = field(default=None, repr=False)
    outcome: Outcome | None = field(default=None, repr=False)
    told: bool = field(default=False, repr=False)


def answer(part: Part, *, yes: bool, over: bool) -> Part | Refused:
    """Take it on, or put it aside. Nobody hears of either, and there is no time limit to it."""
    if over:
        return Refused("over")
    if not yes and part.outcome is not None:
        # Words of one's own would go with it; taking them back is an act of its own.
        return Refused("reported")
    return replace(part, taken_on=yes)


def report(part: Part, outcome: Outcome, *, tell: bool, over: bool) -> Part | Refused:
    """Say how it went, as often as one likes. Only "done" can be told: a "not now" is nobody else's to see."""
    if over:
        return Refused("over")
    if not part.taken_on:
        return Refused("not_taken_on")
    return replace(part, outcome=outcome, told=tell and outcome == "done")


def take_back(part: Part) -> Part:
    """Take one's report back; at any time, for it is one's own."""
    return replace(part, outcome=None, told=False)


def is_told(part: Part) -> bool:
    """Tell whether the therapist may see that this person has done it (practice 137).

    Everything else, not done, put aside, kept to oneself, or never looked at, is one and the same to them.
    """
    return part.told and part.outcome == "done"


def waits(part: Part, due_on: date, *, today: date) -> bool:
    """Tell whether this person has still to say whether they take it on; not after its day."""
    return part.taken_on is None and today <= due_on


def is_due(part: Part, due_on: date, *, today: date) -> bool:
    """Tell whether it is still to be done by this person, who took it on and has said nothing yet."""
    return bool(part.taken_on) and part.outcome is None and today <= due_on + ASKED_FOR
