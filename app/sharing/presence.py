"""Whether there was an appreciation lately. Not how many and not from whom: they are for nothing, and no score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.sharing.tables import BrightSpotRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session


def appreciated(db: Session, couple_id: str, *, since: datetime, until: datetime) -> bool:
    """Tell whether one was shared then; one that its author still keeps does not exist here."""
    wanted = select(BrightSpotRow.id).where(
        BrightSpotRow.couple_id == couple_id,
        BrightSpotRow.kind == "appreciation",
        col(BrightSpotRow.shared_at) >= since,
        col(BrightSpotRow.shared_at) < until,
    )
    return db.exec(wanted.limit(1)).first() is not None
