"""The weekly check-in as something to do, for those who chose one. It depends on one's own answer alone.

A couple that has neither chosen a rhythm nor ever shared a check-in is not asked for one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import select

from app.checkins.choosing import rhythms_of
from app.checkins.rhythm import cycle_at
from app.checkins.tables import CheckInAnswerRow, CheckInRow
from app.due import Due, day_of, state_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from app.checkins.rhythm import Cycle, Rhythm


def due_for(
    db: Session, account_id: str, *, couple_ids: tuple[str, ...], at: datetime, days: int, timezone: str
) -> tuple[Due, ...]:
    """Return the weeks up to `days` ahead that this person has not answered; each is due on its last day."""
    return tuple(
        _due(couple_id, cycle, at=at, timezone=timezone)
        for couple_id in couple_ids
        for cycle in _weeks(db, couple_id, at=at, until=at + timedelta(days=days))
        if not _is_answered(db, account_id, couple_id, cycle)
    )


def _weeks(db: Session, couple_id: str, *, at: datetime, until: datetime) -> Iterator[Cycle]:
    rhythms = rhythms_of(db, couple_id)
    used = select(CheckInRow).where(CheckInRow.couple_id == couple_id).limit(1)
    if not rhythms and db.exec(used).first() is None:
        return
    yield from _until(rhythms, cycle_at(rhythms, at), until)


def _until(rhythms: Sequence[Rhythm], cycle: Cycle, until: datetime) -> Iterator[Cycle]:
    while _last_moment(cycle) <= until:
        yield cycle
        cycle = cycle_at(rhythms, cycle.closes_at)


def _is_answered(db: Session, account_id: str, couple_id: str, cycle: Cycle) -> bool:
    given = select(CheckInAnswerRow).where(
        CheckInAnswerRow.couple_id == couple_id,
        CheckInAnswerRow.starts_on == cycle.starts_on,
        CheckInAnswerRow.account_id == account_id,
    )
    row = db.exec(given).one_or_none()
    return row is not None and row.given


def _due(couple_id: str, cycle: Cycle, *, at: datetime, timezone: str) -> Due:
    on = day_of(_last_moment(cycle), timezone)
    path = f"/v1/couples/{couple_id}/check-ins/{cycle.name}"
    return Due(
        "check_in", f"{couple_id}/{cycle.name}", couple_id, on, None, state_on(on, at=at, timezone=timezone), path
    )


def _last_moment(cycle: Cycle) -> datetime:
    return cycle.closes_at - timedelta(seconds=1)
