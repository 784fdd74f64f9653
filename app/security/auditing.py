"""What an audit of stored data counts, and the audit of the data keys. Counts only: no id, and no word."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.frozen import dataclass
from app.security.encryption import DataKey, KeyDestroyed, Keyring, Owner, Unreadable, unwrapped
from app.security.tables import DataKeyRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from app.security.master_key import MasterKey

AT_ONCE = 500


@dataclass(slots=True)
class Audit:
    """How many of each kind were looked at, and how many faults of each kind were found."""

    looked_at: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def sound(self) -> bool:
        return not self.faults.total()


def audit_keys(db: Session, masters: Mapping[str, MasterKey], audit: Audit, *, after: str) -> str | None:
    """Open some data keys; where to go on, or None at the end."""
    rows = db.exec(select(DataKeyRow).where(col(DataKeyRow.id) > after).order_by(col(DataKeyRow.id)).limit(AT_ONCE))
    last = None
    for row in rows:
        last = row.id
        audit.looked_at["data keys"] += 1
        try:
            unwrapped(row, masters)
        except Unreadable:
            audit.faults["data_key_unreadable"] += 1
    return last


def key_if_any(db: Session, keyring: Keyring, owner: Owner) -> DataKey | None:
    """Return the key; None when it was destroyed, or cannot be read, which `audit_keys` counts."""
    try:
        return keyring.open(db, owner)
    except (KeyDestroyed, Unreadable):
        return None
