"""In which weeks both gave their answers. A week that only one of them answered does not exist here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.checkins.tables import CheckInRow

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session


def done_together(db: Session, couple_id: str, *, since: date, until: date) -> tuple[date, ...]:
    """Return the first days of those weeks, within these days, both included."""
    wanted = select(col(CheckInRow.starts_on)).where(
        col(CheckInRow.couple_id) == couple_id, col(CheckInRow.starts_on) >= since, col(CheckInRow.starts_on) <= until
    )
    return tuple(db.exec(wanted.order_by(col(CheckInRow.starts_on))).all())
