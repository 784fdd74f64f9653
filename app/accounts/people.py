"""What other features may know of people: a name, and a pace. Never an address, and nothing of an erased person."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam
from sqlmodel import col, select

from app.accounts.personal import USUAL_PACE, unseal_personal
from app.accounts.tables import AccountRow
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

    from app.accounts.personal import Personal
    from app.security.encryption import Keyring

# Rules 9: a shared record keeps its order, but not the name of somebody who asked to be forgotten.
FORMER_PARTNER: Final = "former partner"
# Asked at every connection, so it is put together once.
_PERSONAL: Final = select(AccountRow.id, AccountRow.personal).where(
    col(AccountRow.id).in_(bindparam("asked_for", expanding=True))
)
NOWHERE: Final = "UTC"


@dataclass(frozen=True, slots=True)
class Person:
    """What other features may know. `pace` (L-9) is a factor from 1 to 10, or None for untimed.

    The pace is private to its owner: whoever uses it must not let the number, or a difference between two, be seen.
    """

    name: str = field(default=FORMER_PARTNER, repr=False)
    pace: float | None = field(default=USUAL_PACE, repr=False)
    locale: str = field(default="en", repr=False)


def people_by_id(db: Session, keyring: Keyring, account_ids: Iterable[str]) -> dict[str, Person]:
    """Return a person for every id that was asked for."""
    asked = tuple(account_ids)
    known = {row.id: row.personal for row in db.execute(_PERSONAL, {"asked_for": asked})}
    return {account_id: _person(_opened(db, keyring, account_id, known.get(account_id))) for account_id in asked}


def names_of(db: Session, keyring: Keyring, account_ids: Iterable[str]) -> dict[str, str]:
    """Return a name for every id that was asked for."""
    return {account_id: person.name for account_id, person in people_by_id(db, keyring, account_ids).items()}


def timezone_of(db: Session, keyring: Keyring, account_id: str) -> str:
    """Return where a person's days begin and end; UTC for somebody erased. It is not for the partner to see."""
    personal = _opened(
        db, keyring, account_id, db.scalar(select(AccountRow.personal).where(col(AccountRow.id) == account_id))
    )
    return NOWHERE if personal is None else personal.timezone


def remembered(db: Session, account_ids: Iterable[str]) -> frozenset[str]:
    """Return those of these people who have not been erased."""
    known = select(AccountRow.id).where(
        col(AccountRow.id).in_(tuple(account_ids)), col(AccountRow.personal).is_not(None)
    )
    return frozenset(db.exec(known).all())


def _person(known: Personal | None) -> Person:
    return Person() if known is None else Person(known.name, known.pace, known.locale)


def _opened(db: Session, keyring: Keyring, account_id: str, personal: bytes | None) -> Personal | None:
    if personal is None:
        return None
    return unseal_personal(keyring.open(db, ("account", account_id)), personal, account_id=account_id)
