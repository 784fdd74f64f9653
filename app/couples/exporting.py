"""Which couples a person belongs or belonged to, for their own export. No invitation, and no name after the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.accounts.people import FORMER_PARTNER, names_of
from app.couples.members import TWO, places_beside
from app.couples.tables import CoupleRow

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.encryption import Keyring


def couples_ever(db: Session, account_id: str) -> tuple[str, ...]:
    """Return the couples whose record is this person's too: now, or until they were over."""
    places = places_beside(db, account_id)
    states = dict(db.exec(select(CoupleRow.id, CoupleRow.state).where(col(CoupleRow.id).in_(places))).all())
    return tuple(one for one in sorted(places) if states[one] != "over" or len(places[one]) == TWO)


def exported(
    db: Session,
    keyring: Keyring,
    account_id: str,
    *,
    couple_ids: tuple[str, ...],
    private: bool,  # noqa: ARG001 - the form of every feature's `exported`; nothing here is private
) -> dict[str, list[dict[str, object]]]:
    """Return each couple with its two; what a former partner is called now is not this person's to know."""
    places = places_beside(db, account_id)
    rows = db.exec(select(CoupleRow).where(col(CoupleRow.id).in_(couple_ids)).order_by(col(CoupleRow.id))).all()
    names = names_of(db, keyring, {one for row in rows for one in places[row.id] if _is_named(row, one, account_id)})
    return {
        "couples": [
            {
                "id": row.id,
                "state": row.state,
                "people": {one: names.get(one, FORMER_PARTNER) for one in places[row.id]},
            }
            for row in rows
        ]
    }


def _is_named(row: CoupleRow, one: str, account_id: str) -> bool:
    return row.state != "over" or one == account_id
