"""How a couple's talks went, in counts that both may know: talks that were finished, and returns after a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.sessions.tables import SessionEventRow, SessionRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session as Db


def finished_talks(db: Db, couple_id: str, *, since: datetime, until: datetime) -> tuple[datetime, ...]:
    """Return when each talk that both closed ended. One that stopped early is no failure, and is not counted."""
    wanted = select(SessionRow.ended_at).where(
        SessionRow.couple_id == couple_id,
        SessionRow.outcome == "closed",
        col(SessionRow.ended_at) >= since,
        col(SessionRow.ended_at) < until,
    )
    return tuple(moment for moment in db.exec(wanted.order_by(col(SessionRow.ended_at))) if moment is not None)


def returns_after_pauses(db: Db, couple_id: str, *, since: datetime, until: datetime) -> int:
    """Return how often the two came back together. Who had paused is in no event (P-2)."""
    talks = select(SessionRow.id).where(SessionRow.couple_id == couple_id, col(SessionRow.started_at).is_not(None))
    wanted = select(SessionEventRow.seq).where(
        col(SessionEventRow.session_id).in_(talks),
        SessionEventRow.name == "resumed",
        col(SessionEventRow.at) >= since,
        col(SessionEventRow.at) < until,
    )
    return len(db.exec(wanted).all())
