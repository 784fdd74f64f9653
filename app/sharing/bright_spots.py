"""Appreciations, small wins and kindnesses: kept for oneself or shared, and the author's to take away.

PURE: the standard library only. It counts nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from app.frozen import dataclass

SpotKind = Literal["appreciation", "small_win", "kindness"]
About = Literal["effort", "improvement", "courage", "kindness", "other"]
Whose = Literal["own", "partners"]
RefusalCode = Literal["not_yours", "not_for_sharing"]


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class BrightSpot:
    """One of them. `whose` is whose deed a kindness was."""

    kind: SpotKind
    author: str
    shared: bool = False
    whose: Whose | None = None


def note(kind: SpotKind, *, by: str, share_now: bool, whose: Whose | None = None) -> BrightSpot | Refused:
    """Write one down. A small win is both people's from the beginning."""
    spot = BrightSpot(kind, by, whose=whose)
    return share(spot, by=by) if share_now or kind == "small_win" else spot


def share(spot: BrightSpot, *, by: str) -> BrightSpot | Refused:
    """Show it to the partner. Sharing twice is the same answer."""
    if by != spot.author:
        return Refused("not_yours")
    if spot.kind == "kindness" and spot.whose == "own":
        # One's own good deeds, told to the other, would be an account to settle.
        return Refused("not_for_sharing")
    return replace(spot, shared=True)


def may_take_away(spot: BrightSpot, *, by: str, over: bool) -> bool:
    """Its author may at any time, without a trace: words are their author's, and a thank-you is no debt.

    When the couple is over what was shared is a record, and stays as it was.
    """
    return by == spot.author and not (over and spot.shared)


def may_read(spot: BrightSpot, *, by: str) -> bool:
    return spot.shared or by == spot.author
