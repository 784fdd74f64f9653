"""What is left of a couple that is over: that it was, and a record for both to read. Nothing newer than its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.accounts.people import FORMER_PARTNER, names_of
from app.couples.members import TWO, places_beside
from app.couples.membership import Couple, Member
from app.couples.tables import CoupleRow
from app.pagination import cut, decode_cursor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.pagination import Slice
    from app.security.encryption import Keyring

SCOPE = "couples_over"


def list_over(db: Session, actor: Actor, *, keyring: Keyring, limit: int, cursor: str | None) -> Slice[Couple]:
    """Return the couples of two that are over; their records can still be read."""
    after = decode_cursor(SCOPE, cursor) or ""
    places = {one: two for one, two in places_beside(db, actor.account_id).items() if len(two) == TWO}
    over = select(CoupleRow.id).where(col(CoupleRow.id).in_(places), CoupleRow.state == "over", CoupleRow.id > after)
    found = db.exec(over.order_by(col(CoupleRow.id)).limit(limit + 1)).all()
    return cut(
        [Couple(one, "over", _members(db, actor, places[one], keyring=keyring), None) for one in found],
        limit,
        scope=SCOPE,
        place=lambda couple: couple.couple_id,
    )


def names_afterwards(db: Session, actor: Actor, people: Iterable[str], *, keyring: Keyring) -> dict[str, str]:
    """Return the actor's own name, and none for the other: what they are called now is not the actor's to know."""
    own = names_of(db, keyring, [actor.account_id])
    return {account_id: own.get(account_id, FORMER_PARTNER) for account_id in people}


def _members(db: Session, actor: Actor, places: list[str], *, keyring: Keyring) -> tuple[Member, ...]:
    names = names_afterwards(db, actor, places, keyring=keyring)
    return tuple(Member(one, names[one], you=one == actor.account_id) for one in places)
