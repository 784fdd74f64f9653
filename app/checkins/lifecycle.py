"""When the answers of a check-in are whose: each one's own until both have given theirs, and then both people's.

PURE: the standard library only. It holds no word, and it takes no clock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from app.frozen import dataclass

RefusalCode = Literal["closed", "already_shared", "take_back_first", "nothing_written"]
# How an own answer stands. It follows from one's own acts alone, until both have given theirs.
OwnState = Literal["none", "draft", "given", "shared"]
State = Literal["open", "closed", "shared"]


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One cycle of two people. `given` is who let their answer go; `shared` never turns back."""

    partners: tuple[str, str]
    written: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    shared: bool = False
    closed: bool = False


def write(check_in: CheckIn, *, by: str) -> CheckIn | Refused:
    """Keep a draft. What was given stays as it is: those are the words that the coach has read."""
    if refused := _refused(check_in):
        return refused
    if by in check_in.given:
        return Refused("take_back_first")
    return replace(check_in, written=check_in.written | {by})


def give(check_in: CheckIn, *, by: str) -> CheckIn | Refused:
    """Let one's answer go; with the second of the two both become both people's. Giving twice is the same answer.

    There is nothing to give before something is written: an empty answer would be a way to read first.
    """
    if check_in.shared:
        return check_in
    if check_in.closed:
        return Refused("closed")
    if by not in check_in.written:
        return Refused("nothing_written")
    given = check_in.given | {by}
    return replace(check_in, given=given, shared=given.issuperset(check_in.partners))


def take_back(check_in: CheckIn, *, by: str) -> CheckIn | Refused:
    """Make a given answer a draft again, while the other has not given theirs."""
    if check_in.shared:
        return Refused("already_shared")
    return replace(check_in, given=check_in.given - {by})


def drop(check_in: CheckIn, *, by: str) -> CheckIn | Refused:
    """Forget one's own answer. It is the author's own until it is shared, also when its week is over."""
    if check_in.shared:
        return Refused("already_shared")
    return replace(check_in, written=check_in.written - {by}, given=check_in.given - {by})


def close(check_in: CheckIn) -> CheckIn:
    """The week is over. What only one answered simply closes, and stays theirs."""
    return replace(check_in, closed=True)


def state(check_in: CheckIn) -> State:
    if check_in.shared:
        return "shared"
    return "closed" if check_in.closed else "open"


def own_state(check_in: CheckIn, *, of: str) -> OwnState:
    if check_in.shared:
        return "shared"
    if of in check_in.given:
        return "given"
    return "draft" if of in check_in.written else "none"


def readable(check_in: CheckIn, *, by: str) -> frozenset[str]:
    """Return whose answers this person may read: always their own, the partner's only once both gave theirs."""
    return check_in.written if check_in.shared else check_in.written & {by}


def _refused(check_in: CheckIn) -> Refused | None:
    if check_in.shared:
        return Refused("already_shared")
    return Refused("closed") if check_in.closed else None
