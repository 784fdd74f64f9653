"""What a person told the service about themselves, sealed under their own key. Nothing here shows it to others."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING

from app.accounts.tables import AccountRow
from app.errors import Unauthorized
from app.frozen import dataclass

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.encryption import DataKey, Keyring

# L-9: how much longer than the template says this person may take; None is "no timer at all".
USUAL_PACE = 1.0


@dataclass(frozen=True, slots=True)
class Personal:
    """The sealed fields of one account. `pace` is private to its owner: the partner only ever sees "no timer"."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    locale: str = field(repr=False)
    timezone: str = field(repr=False)
    pace: float | None = field(default=USUAL_PACE, repr=False)


def seal_personal(key: DataKey, personal: Personal, *, account_id: str) -> bytes:
    facts = {
        "name": personal.name,
        "email": personal.email,
        "locale": personal.locale,
        "timezone": personal.timezone,
        "pace": personal.pace,
    }
    return key.seal(json.dumps(facts).encode(), table="account", column="personal", row=account_id)


def unseal_personal(key: DataKey, sealed: bytes, *, account_id: str) -> Personal:
    return Personal(**json.loads(key.unseal(sealed, table="account", column="personal", row=account_id)))


def personal_of(db: Session, keyring: Keyring, *, account_id: str) -> Personal:
    """Return the caller's own facts; an account erased a moment ago has no login any more."""
    row = db.get(AccountRow, account_id)
    if row is None or row.personal is None:
        raise Unauthorized
    return unseal_personal(keyring.open(db, ("account", account_id)), row.personal, account_id=account_id)
