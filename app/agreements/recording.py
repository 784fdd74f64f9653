"""Store an agreement that a session reached, in the session's own transaction. It decides only whether it counts."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.agreements.counting import look_again, put_in_force
from app.agreements.history import add_version, assents_to, first_version, keep_history
from app.agreements.lifecycle import DEFAULT_DAYS, Terms, content_hash, suffices
from app.agreements.rooms import MAX_COMMITMENTS, has_room
from app.agreements.tables import OVER, AgreementAssentRow, AgreementRow
from app.agreements.words import seal_terms
from app.couples.members import partners_of
from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.agreements.lifecycle import AgreementCategory, AgreementKind, AgreementScope
    from app.agreements.tables import AgreementVersionRow
    from app.agreements.terms import Cadence
    from app.database.unit_of_work import UnitOfWork
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class Reached:
    """What a session says was agreed: one version, its words, and who said yes to it."""

    agreement_id: str
    couple_id: str
    session_id: str
    kind: AgreementKind
    scope: AgreementScope
    category: AgreementCategory | None
    owner_id: str | None
    version: str
    text: str = field(repr=False)
    nonce: str = field(repr=False)
    days: int | None
    assented: tuple[str, ...]
    at: datetime
    acceptable: tuple[str, ...] = field(default=(), repr=False)
    not_acceptable: tuple[str, ...] = field(default=(), repr=False)
    if_it_happens: tuple[str, ...] = field(default=(), repr=False)
    observable_sign: str = field(default="", repr=False)
    cadence: Cadence | None = None
    most_commitments: int = MAX_COMMITMENTS

    @property
    def terms(self) -> Terms:
        return Terms(
            kind=self.kind,
            scope=self.scope,
            category=self.category,
            owner_id=self.owner_id,
            text=self.text,
            days=DEFAULT_DAYS[self.kind] if self.days is None else self.days,
            acceptable=self.acceptable,
            not_acceptable=self.not_acceptable,
            if_it_happens=self.if_it_happens,
            observable_sign=self.observable_sign,
            cadence=self.cadence,
        )


def is_genuine(reached: Reached) -> bool:
    """Tell whether the version is the hash of exactly these terms."""
    return reached.version == content_hash(reached.terms, reached.nonce)


def record(uow: UnitOfWork, keyring: Keyring, reached: Reached) -> None:
    """Store the version and its assents; told twice it is stored once.

    I-29: it becomes the one in force only if everyone needed has assented, whatever the caller believes.
    A commitment that no longer finds room lies open, with nobody's yes: the two can say it again when there is some.
    """
    db = uow.db
    # Locked: ending it is another transaction, perhaps of another process, and neither may undo the other.
    found = db.get(AgreementRow, reached.agreement_id, with_for_update=True)
    row = _begun(db, keyring, reached) if found is None else found
    if row.state in OVER:
        return
    version = _version(db, keyring, row, reached)
    # What counted once, and was replaced since, does not come back because it is told again.
    counts = version.in_force_from is None and _is_in_force(db, reached)
    if counts and row.state != "active" and not _finds_room(db, reached):
        return
    _add_assents(db, reached)
    if counts:
        row.session_id = reached.session_id
        put_in_force(row, version, at=reached.at)
        row.revision += found is not None
        db.flush()


def _is_in_force(db: Session, reached: Reached) -> bool:
    partners = partners_of(db, reached.couple_id)
    assents = {*reached.assented, *assents_to(db, reached.agreement_id, reached.version)}
    return partners is not None and suffices(reached.terms, partners=partners, assents=frozenset(assents))


def _finds_room(db: Session, reached: Reached) -> bool:
    partners = partners_of(db, reached.couple_id) or ()
    most = reached.most_commitments
    return has_room(db, reached.terms, couple_id=reached.couple_id, partners=partners, most=most)


def _begun(db: Session, keyring: Keyring, reached: Reached) -> AgreementRow:
    row = AgreementRow(
        id=reached.agreement_id,
        couple_id=reached.couple_id,
        session_id=reached.session_id,
        kind=reached.kind,
        scope=reached.scope,
        category=reached.category,
        owner_id=reached.owner_id,
        state="proposed",
        version=reached.version,
        terms=_sealed(db, keyring, reached),
        reached_at=reached.at,
        revision=1,
    )
    look_again(row, days=reached.terms.days, at=reached.at)
    db.add(row)
    db.flush()
    db.add(first_version(row, reached.terms, at=reached.at))
    db.flush()
    return row


def _version(db: Session, keyring: Keyring, row: AgreementRow, reached: Reached) -> AgreementVersionRow:
    known = next((one for one in keep_history(db, row) if one.version == reached.version), None)
    if known is not None:
        return known
    sealed = _sealed(db, keyring, reached)
    # G-1: the earlier version counts until the moment in which both have said yes to another.
    return add_version(db, row, reached.terms, version=reached.version, sealed=sealed, at=reached.at)


def _sealed(db: Session, keyring: Keyring, reached: Reached) -> bytes:
    key = keyring.open(db, ("couple", reached.couple_id))
    return seal_terms(key, reached.terms, agreement_id=reached.agreement_id, nonce=reached.nonce)


def _add_assents(db: Session, reached: Reached) -> None:
    known = assents_to(db, reached.agreement_id, reached.version)
    for account_id in sorted(set(reached.assented) - known):
        db.add(
            AgreementAssentRow(
                agreement_id=reached.agreement_id,
                version=reached.version,
                account_id=account_id,
                assented_at=reached.at,
            )
        )
    db.flush()
