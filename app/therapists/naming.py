"""What a therapist says of themselves, sealed and opened. Nobody checks any of it, and it is shown as such."""

from __future__ import annotations

import json
from dataclasses import asdict, field
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.frozen import dataclass
from app.therapists.tables import TherapistProfileRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlmodel import Session

    from app.security.encryption import Keyring

FORMER_THERAPIST: Final = "former therapist"


@dataclass(frozen=True, slots=True)
class Said:
    """A therapist's own words about themselves."""

    name: str = field(repr=False)
    about: str = field(repr=False)
    languages: tuple[str, ...]


def seal_said(db: Session, keyring: Keyring, said: Said, *, account_id: str) -> bytes:
    key = keyring.open(db, ("account", account_id))
    return key.seal(json.dumps(asdict(said)).encode(), table="therapist_profile", column="words", row=account_id)


def read_said(db: Session, keyring: Keyring, row: TherapistProfileRow) -> Said:
    key = keyring.open(db, ("account", row.account_id))
    told = json.loads(key.unseal(row.words, table="therapist_profile", column="words", row=row.account_id))
    return Said(told["name"], told["about"], tuple(told["languages"]))


def therapist_names(db: Session, keyring: Keyring, account_ids: Collection[str]) -> dict[str, str]:
    """Return the name that each goes by as a therapist; whoever was erased has none."""
    rows = db.exec(select(TherapistProfileRow).where(col(TherapistProfileRow.account_id).in_(account_ids))).all()
    known = {row.account_id: read_said(db, keyring, row).name for row in rows}
    return {one: known.get(one, FORMER_THERAPIST) for one in account_ids}
