"""What other features may ask about crossings. Only what both can see counts here: a private note is nobody's fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.crossings.tables import CrossingRow

if TYPE_CHECKING:
    from sqlmodel import Session


def open_redress(db: Session, couple_id: str, *, agreement_ids: frozenset[str] | None = None) -> bool:
    """Tell whether a shared crossing is not yet answered and renewed (A-6); of these agreements, or of any."""
    open_ones = select(CrossingRow.agreement_id).where(
        CrossingRow.couple_id == couple_id,
        col(CrossingRow.shared_at).is_not(None),
        col(CrossingRow.renewed).is_(False),
    )
    found = frozenset(db.exec(open_ones).all())
    return bool(found if agreement_ids is None else found & agreement_ids)
