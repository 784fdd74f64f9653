"""A template that a therapist suggests: it opens when both said yes, each by their own answer (T-3, S-7, S-8).

PURE: the standard library only. A no does not exist for anybody but the one who said it: there is waiting until the
expiry that was fixed at the beginning, and then what everybody sees who waited in vain.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import datetime

AssignmentState = Literal["offered", "open", "not_taken_up", "withdrawn"]
RefusalCode = Literal["closed", "already_open", "not_yours"]

# rules.md 0, request.expiry: the same for every suggestion, set when it is made. The longest that there is: two people
# who see their therapist once a week have it before them until they see them again.
EXPIRES_AFTER: Final = timedelta(hours=168)


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Assignment:
    """One suggestion. Who said what is for nobody's eyes but their own; the rest is the same for all three."""

    partners: frozenset[str]
    expires_at: datetime
    yes: frozenset[str] = field(default=frozenset(), repr=False)
    no: frozenset[str] = field(default=frozenset(), repr=False)
    opened: bool = False
    ended_at: datetime | None = None


def state(assignment: Assignment, *, shared: bool, at: datetime) -> AssignmentState:
    """Say how it stands, to the therapist and to both alike: answers have no part in it but for two that are yes.

    `shared`: the therapist may suggest things to this couple now, and has been able to ever since they suggested this.
    """
    expired = at >= assignment.expires_at
    if not assignment.opened and expired and not _ended_before_expiry(assignment):
        return "not_taken_up"
    if assignment.ended_at is not None or not shared:
        return "withdrawn"
    return "open" if assignment.opened else "offered"


def answer(assignment: Assignment, *, by: str, yes: bool, shared: bool, at: datetime) -> Assignment | Refused:
    """Say yes or no for oneself, as often as one likes while it is offered. The second yes opens it."""
    if by not in assignment.partners:
        return Refused("not_yours")
    now = state(assignment, shared=shared, at=at)
    if now == "open":
        # There is nothing to refuse any more: whoever is asked for a talk may say no to that, as silently.
        return assignment if yes else Refused("already_open")
    if now != "offered":
        return Refused("closed")
    said_yes, said_no = (
        (assignment.yes | {by}, assignment.no - {by})
        if yes
        else (
            assignment.yes - {by},
            assignment.no | {by},
        )
    )
    return replace(assignment, yes=said_yes, no=said_no, opened=said_yes >= assignment.partners)


def end(assignment: Assignment, *, at: datetime) -> Assignment:
    """Take it back. What has ended, or was not taken up in time, stays as it is."""
    over = assignment.ended_at is not None or (not assignment.opened and at >= assignment.expires_at)
    return assignment if over else replace(assignment, ended_at=at)


def answer_of(assignment: Assignment, account_id: str) -> bool | None:
    """Return one's own answer; for nobody else."""
    if account_id in assignment.yes:
        return True
    return False if account_id in assignment.no else None


def _ended_before_expiry(assignment: Assignment) -> bool:
    return assignment.ended_at is not None and assignment.ended_at < assignment.expires_at
