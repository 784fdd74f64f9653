"""Which of a person's own promises and rituals come round soon, and when they meant to try again. Never the other's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.agreements.standing import is_readable, standings_of
from app.couples.members import partners_of
from app.due import Due, day_of, state_at, state_on
from app.keeping.calendar import KINDS, occurrence_id, times
from app.keeping.stored import Said, said_between
from app.keeping.tables import OccurrenceReportRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlmodel import Session

    from app.keeping.calendar import Time

# Whoever says nothing for so long is not asked again: what nobody reported is no miss.
ASKED_FOR: Final = timedelta(days=3)


def due_for(
    db: Session, account_id: str, *, couple_ids: tuple[str, ...], at: datetime, days: int, timezone: str
) -> tuple[Due, ...]:
    """Return one's own occurrences that one has not reported, and the days of one's own second tries."""
    return tuple(
        due
        for couple_id in couple_ids
        for due in (
            *_coming_round(db, account_id, couple_id, at=at, days=days, timezone=timezone),
            *_again(db, account_id, couple_id, at=at, days=days, timezone=timezone),
        )
    )


def _coming_round(
    db: Session, account_id: str, couple_id: str, *, at: datetime, days: int, timezone: str
) -> Iterator[Due]:
    partners = partners_of(db, couple_id)
    if partners is None:
        return
    today = at.date()
    own = [
        one
        for one in standings_of(db, couple_id, kinds=KINDS)
        if one.owner_id in (None, account_id) and is_readable(one, account_id)
    ]
    # A day more at both ends: the days of a schedule are those of its own zone.
    first, last = today - ASKED_FOR - timedelta(days=1), today + timedelta(days=days + 1)
    said = said_between(db, couple_id, first=first, last=last)
    for one in times(db, own, first=first, last=last):
        known = said.get((one.agreement_id, one.on), Said())
        if account_id in known.reports or known.excused_by >= set(partners):
            continue
        due = _due(one, couple_id, at=at, timezone=timezone)
        if _is_within(due, at=at, days=days, timezone=timezone):
            yield due


def _again(db: Session, account_id: str, couple_id: str, *, at: datetime, days: int, timezone: str) -> Iterator[Due]:
    today = day_of(at, timezone)
    wanted = select(OccurrenceReportRow).where(
        OccurrenceReportRow.couple_id == couple_id,
        OccurrenceReportRow.account_id == account_id,
        col(OccurrenceReportRow.new_date) >= today - ASKED_FOR,
        col(OccurrenceReportRow.new_date) <= today + timedelta(days=days),
    )
    for row in db.exec(wanted.order_by(col(OccurrenceReportRow.new_date), col(OccurrenceReportRow.agreement_id))):
        if row.new_date is not None:
            name = occurrence_id(row.agreement_id, row.on_day)
            yield Due(
                kind="occurrence",
                id=f"{name}.again",
                couple_id=couple_id,
                on=row.new_date,
                at=None,
                state=state_on(row.new_date, at=at, timezone=timezone),
                path=_path(couple_id, name),
                private=True,
            )


def _due(time: Time, couple_id: str, *, at: datetime, timezone: str) -> Due:
    moment, minutes = time.starts_at, time.minutes or 0
    return Due(
        kind="occurrence",
        id=time.id,
        couple_id=couple_id,
        on=None if moment else time.on,
        at=moment,
        state=(
            state_at(moment, at=at, timezone=timezone, minutes=minutes)
            if moment
            else state_on(time.on, at=at, timezone=timezone)
        ),
        path=_path(couple_id, time.id),
        minutes=time.minutes,
    )


def _is_within(due: Due, *, at: datetime, days: int, timezone: str) -> bool:
    today = day_of(at, timezone)
    on: date = due.on or day_of(due.at or at, timezone)
    return today - ASKED_FOR <= on <= today + timedelta(days=days)


def _path(couple_id: str, name: str) -> str:
    return f"/v1/couples/{couple_id}/occurrences/{name}"
