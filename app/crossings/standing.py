"""What other features may ask about crossings. Only what both can see counts here: a private note is nobody's fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.agreements.standing import standings_of
from app.couples.members import partners_of
from app.crossings.lifecycle import in_force
from app.crossings.stored import load_all
from app.crossings.tables import CrossingRow

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.agreements.annotating import Raised
    from app.crossings.stored import Stored


def open_redress(db: Session, couple_id: str, *, agreement_ids: frozenset[str] | None = None) -> bool:
    """Tell whether a shared crossing is not yet answered and renewed (A-6); of these agreements, or of any."""
    found = crossed_agreements(db, couple_id).keys()
    return bool(found if agreement_ids is None else found & agreement_ids)


def crossed_agreements(db: Session, couple_id: str) -> dict[str, Raised]:
    """Return how agreements in force stand because of what was raised about them (G-3); the others are not in it."""
    shown: dict[str, Raised] = {}
    for one in open_crossings(db, couple_id):
        crossed = in_force(one.crossing) is None
        # Of two crossings about one agreement the one that nobody answers yet is what the two see.
        if crossed or one.row.agreement_id not in shown:
            shown[one.row.agreement_id] = "crossed" if crossed else "redress_planned"
    return shown


def open_crossings(db: Session, couple_id: str) -> list[Stored]:
    """Return what was raised about agreements that still count, and is not over."""
    wanted = select(CrossingRow).where(
        CrossingRow.couple_id == couple_id,
        col(CrossingRow.shared_at).is_not(None),
        col(CrossingRow.renewed).is_(False),
    )
    rows = db.exec(wanted.order_by(col(CrossingRow.shared_at), col(CrossingRow.id))).all()
    partners = partners_of(db, couple_id)
    if partners is None or not rows:
        return []
    counting = {one.id for one in standings_of(db, couple_id)}
    others = dict(zip(partners, reversed(partners), strict=True))
    return load_all(db, [row for row in rows if row.agreement_id in counting], partners=others)
