"""Store an agreement that a session reached, in the session's own transaction. It decides only whether it counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.agreements.lifecycle import DEFAULT_DAYS, Terms, content_hash, suffices, within_days
from app.agreements.tables import AgreementAssentRow, AgreementRow
from app.agreements.words import seal_terms
from app.couples.members import partners_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.agreements.lifecycle import AgreementCategory, AgreementKind, AgreementScope, AgreementState
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

    @property
    def terms(self) -> Terms:
        return Terms(
            kind=self.kind,
            scope=self.scope,
            category=self.category,
            owner_id=self.owner_id,
            text=self.text,
            days=DEFAULT_DAYS[self.kind] if self.days is None else self.days,
        )


def is_genuine(reached: Reached) -> bool:
    """Tell whether the version is the hash of exactly these terms."""
    return reached.version == content_hash(reached.terms, reached.nonce)


def record(uow: UnitOfWork, keyring: Keyring, reached: Reached) -> None:
    """Store the version and its assents; told twice it is stored once.

    I-29: it becomes the one in force only if everyone needed has assented, whatever the caller believes.
    """
    db = uow.db
    # Locked: ending it is another transaction, perhaps of another process, and neither may undo the other.
    found = db.get(AgreementRow, reached.agreement_id, with_for_update=True)
    in_force = _is_in_force(db, reached)
    if found is None:
        db.add(_row(db, keyring, reached, state="active" if in_force else "proposed"))
    elif in_force and found.state != "lapsed" and (found.version, found.state) != (reached.version, "active"):
        _replace(db, keyring, found, reached)
    db.flush()
    _add_assents(db, reached)


def active_commitments(db: Session, couple_id: str) -> dict[str, int]:
    """Return how many active commitments each person carries; one without an owner is carried by both."""
    active = select(AgreementRow.id, AgreementRow.version, AgreementRow.owner_id).where(
        AgreementRow.couple_id == couple_id, AgreementRow.kind == "commitment", AgreementRow.state == "active"
    )
    carried: Counter[str] = Counter()
    for agreement_id, version, owner_id in db.exec(active).all():
        carried.update(assenting(db, agreement_id, version) if owner_id is None else (owner_id,))
    return dict(carried)


def _is_in_force(db: Session, reached: Reached) -> bool:
    partners = partners_of(db, reached.couple_id)
    assents = {*reached.assented, *assenting(db, reached.agreement_id, reached.version)}
    return partners is not None and suffices(reached.terms, partners=partners, assents=frozenset(assents))


def _row(db: Session, keyring: Keyring, reached: Reached, *, state: AgreementState) -> AgreementRow:
    return AgreementRow(
        id=reached.agreement_id,
        couple_id=reached.couple_id,
        session_id=reached.session_id,
        kind=reached.kind,
        scope=reached.scope,
        category=reached.category,
        owner_id=reached.owner_id,
        state=state,
        version=reached.version,
        terms=_sealed(db, keyring, reached),
        reached_at=reached.at,
        review_on=_look_again(reached, "boundary"),
        first_follow_up_on=_look_again(reached, "commitment"),
        revision=1,
    )


def _replace(db: Session, keyring: Keyring, found: AgreementRow, reached: Reached) -> None:
    # G-1: the earlier version counted until this moment, in which both have said yes to another.
    fresh = _row(db, keyring, reached, state="active").model_dump(exclude={"id", "couple_id", "revision"})
    for name, value in fresh.items():
        setattr(found, name, value)
    found.revision += 1


def _sealed(db: Session, keyring: Keyring, reached: Reached) -> bytes:
    return seal_terms(
        db,
        keyring,
        couple_id=reached.couple_id,
        agreement_id=reached.agreement_id,
        text=reached.text,
        nonce=reached.nonce,
    )


def _look_again(reached: Reached, kind: AgreementKind) -> date | None:
    if reached.kind != kind:
        return None
    return reached.at.date() + timedelta(days=within_days(kind, reached.days))


def _add_assents(db: Session, reached: Reached) -> None:
    known = set(assenting(db, reached.agreement_id, reached.version))
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


def assenting(db: Session, agreement_id: str, version: str) -> tuple[str, ...]:
    """Return who said yes to this version."""
    assents = select(AgreementAssentRow.account_id).where(
        AgreementAssentRow.agreement_id == agreement_id, col(AgreementAssentRow.version) == version
    )
    return tuple(db.exec(assents).all())
