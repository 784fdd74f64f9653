"""Puts together what every feature gives a person of their own. It decides nothing about what is private: they do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Protocol

from app.accountability.exporting import exported as accountability
from app.accounts.exporting import exported as account
from app.agreements.exporting import exported as agreements
from app.assignments.exporting import exported as assignments
from app.authoring.exporting import exported as authoring
from app.checkins.exporting import exported as check_ins
from app.couples.exporting import couples_ever
from app.couples.exporting import exported as couples
from app.crossings.exporting import exported as crossings
from app.journal.exporting import exported as journal
from app.keeping.exporting import exported as keeping
from app.sessions.exporting import exported as talks
from app.sessions.exporting import exported_requests
from app.sharing.exporting import exported as sharing
from app.therapists.exporting import exported as therapists
from app.wire_time import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.security.encryption import Keyring


class Exporting(Protocol):
    """What each feature's `exported` is like: everything that this person may have, ready to become JSON."""

    def __call__(
        self, db: Session, keyring: Keyring, account_id: str, *, couple_ids: tuple[str, ...], private: bool
    ) -> dict[str, list[dict[str, object]]]: ...


FEATURES: Final[tuple[Exporting, ...]] = (
    account,
    couples,
    talks,
    accountability,
    agreements,
    crossings,
    check_ins,
    keeping,
    sharing,
    journal,
    assignments,
    authoring,
    therapists,
)
# A reader of the file can tell which shape it has.
FORMAT: Final = 1


def archive_of(db: Session, actor: Actor, *, keyring: Keyring, private: bool, at: datetime) -> bytes:
    """Return the whole file, read in one transaction, so that its parts belong together."""
    couple_ids = couples_ever(db, actor.account_id)
    parts = exported_requests(db, keyring, actor.account_id, couple_ids=couple_ids, at=at)
    for feature in FEATURES:
        for name, rows in feature(db, keyring, actor.account_id, couple_ids=couple_ids, private=private).items():
            if name in parts:
                raise LookupError(name)
            parts[name] = rows
    whole = {"format": FORMAT, "made_at": stamp(at), "private": private, "data": dict(sorted(parts.items()))}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()
