"""What other features may ask about couples: who the two are. It grants no access; `access` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select, update

from app.couples.tables import CoupleRow, MembershipRow

if TYPE_CHECKING:
    from sqlmodel import Session

TWO = 2


def partners_of(db: Session, couple_id: str) -> tuple[str, str] | None:
    """Return both account ids, the inviter first; None unless two people are together in it now."""
    members = (
        select(MembershipRow.account_id)
        .join(CoupleRow, col(CoupleRow.id) == MembershipRow.couple_id)
        .where(MembershipRow.couple_id == couple_id, CoupleRow.state == "together")
        .order_by(col(MembershipRow.place))
    )
    found = db.exec(members).all()
    return (found[0], found[1]) if len(found) == TWO else None


def in_turn(db: Session, couple_id: str) -> None:
    """Let whatever counts something of this couple happen one after the other, to the end of the transaction.

    A write that changes nothing, and not only a lock: on PostgreSQL a transaction that began to read before another
    was done would otherwise go on counting what it read, and is now told to begin again.
    """
    db.execute(update(CoupleRow).where(col(CoupleRow.id) == couple_id).values(state=CoupleRow.state))


def couples_of(db: Session, account_id: str) -> tuple[str, ...]:
    """Return the ids of the couples, waiting or together, that a person belongs to."""
    couples = (
        select(MembershipRow.couple_id)
        .join(CoupleRow, col(CoupleRow.id) == MembershipRow.couple_id)
        .where(MembershipRow.account_id == account_id, CoupleRow.state != "over")
        .order_by(col(MembershipRow.couple_id))
    )
    return tuple(db.exec(couples).all())


def places_beside(db: Session, account_id: str) -> dict[str, list[str]]:
    """Return who has, or had, the places of each couple in which this person has or had one."""
    own = select(MembershipRow.couple_id).where(MembershipRow.account_id == account_id)
    rows = select(MembershipRow).where(col(MembershipRow.couple_id).in_(own))
    found: dict[str, list[str]] = {}
    for row in db.exec(rows.order_by(col(MembershipRow.couple_id), col(MembershipRow.place))):
        found.setdefault(row.couple_id, []).append(row.account_id)
    return found
