"""What comes round for one person, as rules that a calendar program can follow. The other's own are not here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.agreements.recurrence import SEARCHED, occurrences
from app.agreements.standing import pauses_of, standings_of
from app.calendar_feed.drawing import Recurring
from app.couples.members import couples_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlmodel import Session

    from app.agreements.standing import Pause, Schedule

# Programs show the past for a while; older rests are of no interest.
RESTS_SINCE = timedelta(days=30)


def coming_round(db: Session, account_id: str, *, today: date) -> Iterator[Recurring]:
    """Return what both, or this person, agreed to do again and again, with the days on which it rests."""
    for couple_id in couples_of(db, account_id):
        for one in standings_of(db, couple_id):
            plan = one.schedule
            if plan is None or one.private_to is not None or one.owner_id not in {None, account_id}:
                continue
            rests = pauses_of(db, [one.id], since=today - RESTS_SINCE).get(one.id, ())
            first = occurrences(plan, first=plan.starts_on, last=plan.starts_on + SEARCHED, most=1)
            if first:
                without = tuple(_resting(plan, rests))
                yield Recurring(
                    "occurrence", one.id, plan.rrule, first[0].on, plan.at, plan.timezone, plan.minutes, without
                )


def _resting(plan: Schedule, rests: Iterable[Pause]) -> Iterator[date]:
    days = {one.on for rest in rests for one in occurrences(plan, first=rest.first_on, last=rest.last_on)}
    yield from sorted(days)
