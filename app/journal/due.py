"""What of one's own pages is due: only what its author gave a day, or asked to be asked. No couple is part of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from sqlmodel import col, select

from app.due import Due, day_of, state_on
from app.journal.pages import asks_weekly
from app.journal.tables import PageRow
from app.journal.weeks import week_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlmodel import Session

    from app.due import DueKind

    # A kind, an id, a day, and the path of the thing.
    Found: TypeAlias = tuple[DueKind, str, date, str]


def due_for(
    db: Session,
    account_id: str,
    *,
    couple_ids: tuple[str, ...],  # noqa: ARG001 - the form of every feature's `due_for`; these pages know no couple
    at: datetime,
    days: int,
    timezone: str,
) -> tuple[Due, ...]:
    """Return looking back, notes for certain days, and the week, as far as their author wants them."""
    today = day_of(at, timezone)
    ahead = tuple(today + timedelta(days=day) for day in range(days + 1))
    found = (
        *_looking_back(db, account_id, until=ahead[-1]),
        *_notes(db, account_id, ahead),
        *_week(db, account_id, ahead),
    )
    return tuple(
        Due(kind, one, None, on, None, state_on(on, at=at, timezone=timezone), path, private=True)
        for kind, one, on, path in found
    )


def _looking_back(db: Session, account_id: str, *, until: date) -> Iterator[Found]:
    waiting = select(PageRow).where(
        PageRow.account_id == account_id, PageRow.kind == "ahead", col(PageRow.look_on) <= until
    )
    for row in db.exec(waiting.order_by(col(PageRow.look_on), col(PageRow.id))):
        if row.look_on is not None:
            yield "prediction", row.id, row.look_on, f"/v1/me/looking-ahead/{row.id}"


def _notes(db: Session, account_id: str, days: tuple[date, ...]) -> Iterator[Found]:
    # Never overdue: what is meant to do good must not pile up.
    wanted = select(PageRow.id, PageRow.weekdays).where(
        PageRow.account_id == account_id, PageRow.kind == "note", col(PageRow.weekdays) > 0
    )
    for page_id, weekdays in db.exec(wanted.order_by(col(PageRow.id))):
        for day in days:
            if weekdays >> day.weekday() & 1:
                yield "self_care", page_id, day, f"/v1/me/notes/{page_id}"


def _week(db: Session, account_id: str, days: tuple[date, ...]) -> Iterator[Found]:
    """The week that it is, on its last day, until something is said of it; an earlier one is not asked about again."""
    week = week_of(days[0])
    if week.ends_on not in days or not asks_weekly(db, account_id):
        return
    said = select(PageRow.id).where(PageRow.account_id == account_id, PageRow.kind == "week", PageRow.slot == week.name)
    if db.exec(said).first() is None:
        yield "reading", week.name, week.ends_on, "/v1/me/week"
