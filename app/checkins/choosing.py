"""The rhythm that a couple chose: shared, changed by either, and never in the middle of a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.checkins.rhythm import USUAL, Cycle, Rhythm, Weekday, chosen, cycle_at
from app.checkins.tables import CheckInRhythmRow
from app.couples.access import require_partner
from app.errors import Conflict

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork


def rhythms_of(db: Session, couple_id: str) -> tuple[Rhythm, ...]:
    """Return all that were chosen, the oldest first; none where the usual one holds."""
    wanted = select(CheckInRhythmRow).where(CheckInRhythmRow.couple_id == couple_id)
    return tuple(
        Rhythm(row.weekday, row.timezone, row.since) for row in db.exec(wanted.order_by(col(CheckInRhythmRow.since)))
    )


def read_rhythm(db: Session, actor: Actor, *, couple_id: str, at: datetime) -> tuple[Rhythm, Cycle]:
    """Return what was chosen last, whether it has begun or not, and the week that it is now."""
    require_partner(db, actor, couple_id)
    rhythms = rhythms_of(db, couple_id)
    return rhythms[-1] if rhythms else USUAL, cycle_at(rhythms, at)


def choose_rhythm(
    uow: UnitOfWork, actor: Actor, *, couple_id: str, weekday: Weekday, timezone: str, at: datetime
) -> tuple[Rhythm, Cycle]:
    """Choose when the weeks begin, from the end of the present one on. Either may; the last choice holds."""
    db = uow.db
    require_partner(db, actor, couple_id)
    rhythms = rhythms_of(db, couple_id)
    fresh = chosen(rhythms, weekday=weekday, timezone=timezone, at=at)
    if fresh is None:
        raise Conflict("not_now", detail="The rhythm that was chosen last is about to begin.")
    pending = select(CheckInRhythmRow).where(CheckInRhythmRow.couple_id == couple_id, col(CheckInRhythmRow.since) > at)
    for row in db.exec(pending):
        db.delete(row)
    db.flush()
    db.add(CheckInRhythmRow(couple_id=couple_id, since=fresh.since, weekday=weekday, timezone=timezone))
    db.flush()
    return read_rhythm(db, actor, couple_id=couple_id, at=at)
