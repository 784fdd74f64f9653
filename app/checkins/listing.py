"""The check-ins that both shared, and the answers that stayed one's own: two lists, and neither moves the other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.checkins.tables import CheckInAnswerRow, CheckInRow
from app.checkins.week import Shown, shown, week_of
from app.couples.access import require_record
from app.errors import Problem
from app.pagination import cut, decode_cursor

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.pagination import Slice
    from app.security.encryption import Keyring

SHARED_SCOPE, OWN_SCOPE = "check_ins", "check_ins_own"


def list_shared(
    db: Session, actor: Actor, *, couple_id: str, keyring: Keyring, at: datetime, limit: int, cursor: str | None
) -> Slice[Shown]:
    """Return the check-ins that both answered, the newest first: the same for the two, but for whose is whose."""
    require_record(db, actor, couple_id)
    days = shared_weeks(db, couple_id, limit=limit, cursor=cursor)
    found = [_drawn(db, actor, couple_id, day, keyring=keyring, at=at) for day in days]
    return cut(found, limit, scope=SHARED_SCOPE, place=lambda one: one.cycle.name)


def shared_weeks(db: Session, couple_id: str, *, limit: int, cursor: str | None) -> list[date]:
    """Return on which days the weeks begin that both answered, the newest first: one more than the page has."""
    wanted = select(col(CheckInRow.starts_on)).where(CheckInRow.couple_id == couple_id)
    if (place := _place(SHARED_SCOPE, cursor)) is not None:
        wanted = wanted.where(col(CheckInRow.starts_on) < place)
    return list(db.exec(wanted.order_by(col(CheckInRow.starts_on).desc()).limit(limit + 1)).all())


def list_own(
    db: Session, actor: Actor, *, couple_id: str, keyring: Keyring, at: datetime, limit: int, cursor: str | None
) -> Slice[Shown]:
    """Return the actor's answers that nobody else has seen, the newest first."""
    require_record(db, actor, couple_id)
    shared = select(col(CheckInRow.starts_on)).where(CheckInRow.couple_id == couple_id)
    wanted = select(CheckInAnswerRow).where(
        CheckInAnswerRow.couple_id == couple_id,
        CheckInAnswerRow.account_id == actor.account_id,
        col(CheckInAnswerRow.starts_on).not_in(shared),
    )
    if (place := _place(OWN_SCOPE, cursor)) is not None:
        wanted = wanted.where(col(CheckInAnswerRow.starts_on) < place)
    rows = db.exec(wanted.order_by(col(CheckInAnswerRow.starts_on).desc()).limit(limit + 1)).all()
    found = [_drawn(db, actor, couple_id, row.starts_on, keyring=keyring, at=at) for row in rows]
    return cut(found, limit, scope=OWN_SCOPE, place=lambda one: one.cycle.name)


def _drawn(db: Session, actor: Actor, couple_id: str, day: date, *, keyring: Keyring, at: datetime) -> Shown:
    return shown(db, keyring, week_of(db, actor, couple_id, day.isoformat(), at=at))


def _place(scope: str, cursor: str | None) -> date | None:
    place = decode_cursor(scope, cursor)
    try:
        return None if place is None else date.fromisoformat(place)
    except ValueError:
        raise Problem("bad_cursor") from None
