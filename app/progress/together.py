"""A couple's window, the very same for both: what they finished and did. Nothing tells one from the other.

Days are those of UTC, because the two may live in different places and must see one picture.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.agreements.standing import standings_of
from app.checkins.together import done_together
from app.couples.access import require_member
from app.frozen import dataclass
from app.keeping.reading import AgreementWindow, windows_of
from app.sessions.counting import finished_talks, returns_after_pauses
from app.sharing.presence import appreciated

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.accounts.actor import Actor

WEEK = 7


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days in a row, for a picture: how many talks were finished and check-ins done in them."""

    since: date
    until: date
    talks: int
    check_ins: int


@dataclass(frozen=True, slots=True)
class Together:
    """What is counted of a window. There is no figure for what did not happen."""

    since: date
    until: date
    talks_finished: int
    returns_after_pauses: int
    check_ins_together: int
    agreements_in_force: int
    appreciated: bool
    kept: tuple[AgreementWindow, ...]
    stretches: tuple[Stretch, ...]


def progress_together(db: Session, actor: Actor, couple_id: str, *, days: int, at: datetime) -> Together:
    require_member(db, actor, couple_id)
    until = at.astimezone(UTC).date()
    since = until - timedelta(days=days - 1)
    first, last = _begin(since), _begin(until + timedelta(days=1))
    talks = [moment.astimezone(UTC).date() for moment in finished_talks(db, couple_id, since=first, until=last)]
    check_ins = done_together(db, couple_id, since=since, until=until)
    figures = windows_of(db, couple_id, actor.account_id, at=at, days=days)
    return Together(
        since=since,
        until=until,
        talks_finished=len(talks),
        returns_after_pauses=returns_after_pauses(db, couple_id, since=first, until=last),
        check_ins_together=len(check_ins),
        agreements_in_force=_in_force(db, couple_id),
        appreciated=appreciated(db, couple_id, since=first, until=last),
        # One's own promises are in one's own window: here they would stand beside the other's.
        kept=tuple(one for one in figures if one.window.whose == "both"),
        stretches=stretches(talks, check_ins, since=since, until=until),
    )


def stretches(talks: list[date], check_ins: tuple[date, ...], *, since: date, until: date) -> tuple[Stretch, ...]:
    """Return the window in days, when it is a week, and in weeks otherwise; the first may be shorter."""
    long = 1 if (until - since).days < WEEK else WEEK
    found = []
    end = until
    while end >= since:
        begin = max(since, end - timedelta(days=long - 1))
        held = [sum(begin <= day <= end for day in days) for days in (talks, check_ins)]
        found.append(Stretch(begin, end, *held))
        end = begin - timedelta(days=1)
    return tuple(reversed(found))


def _in_force(db: Session, couple_id: str) -> int:
    """Count what both know of: a limit that its author keeps to themselves must not move a number (G-5)."""
    return sum(one.shared_with_partner and one.private_to is None for one in standings_of(db, couple_id))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
