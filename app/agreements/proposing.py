"""Begin an agreement, offer it, reword it, or throw a draft away. It puts nothing in force that not everyone signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlmodel import col, delete, func, select

from app.agreements import lifecycle
from app.agreements.counting import look_again, put_in_force
from app.agreements.history import add_version, first_version
from app.agreements.tables import AgreementAssentRow, AgreementRow, AgreementVersionRow, AgreementWeighingRow
from app.agreements.taking import allowed, require_room, take
from app.agreements.weighing import require_weighed
from app.agreements.words import owner_of_words, seal_terms, unseal_words, with_words
from app.couples.access import require_partner
from app.errors import Conflict
from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.lifecycle import Agreement
    from app.agreements.taking import Taken
    from app.agreements.terms import Terms
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring

# More than this on the table is a list, not a conversation; and more drafts than this nobody finds again.
MAX_PROPOSED: Final = 20
MAX_DRAFTS: Final = 20
# Who rewords one agreement more often than this has another agreement.
MAX_VERSIONS: Final = 50


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody begins, and for whom."""

    terms: Terms
    draft: bool
    shared_with_partner: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """Which words of a draft are put before the other."""

    version: str
    shared_with_partner: bool
    even_so: bool


@dataclass(frozen=True, slots=True)
class Rewording:
    """Other terms in place of a version."""

    replaces: str
    terms: Terms


def begin(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    proposal: Proposal,
    keyring: Keyring,
    ids: Ids,
    at: datetime,
) -> str:
    """Begin a draft that nobody else knows of, or put terms before both; the new agreement's id."""
    membership, partner_id = require_partner(uow.db, actor, couple_id)
    terms, draft = proposal.terms, proposal.draft
    partners, nonce = (membership.account_id, partner_id), ids.secret()
    begun = allowed(lifecycle.draft(partners, terms, nonce=nonce, by=actor.account_id))
    private = draft or (terms.scope == "personal" and not proposal.shared_with_partner)
    _require_place(uow.db, couple_id, drafter_id=actor.account_id if private else None)
    # An id that tells no time: a draft may have waited for long before anybody else saw it.
    row = _row(ids.private(), couple_id, begun, private_to=actor.account_id if private else None, at=at)
    key = keyring.open(uow.db, owner_of_words(couple_id, row.private_to))
    row.terms = seal_terms(key, terms, agreement_id=row.id, nonce=nonce)
    uow.db.add(row)
    uow.db.flush()
    uow.db.add(first_version(row, terms, at=at))
    uow.db.flush()
    if not draft:
        _offered(uow, take(uow, actor, couple_id=couple_id, agreement_id=row.id), by=actor.account_id, at=at)
    return row.id


def offer(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    agreement_id: str,
    offered: Offer,
    keyring: Keyring,
    at: datetime,
) -> None:
    """Put one's own draft before the other. Nothing tells when it was begun, or what stood in it before."""
    taken = take(uow, actor, couple_id=couple_id, agreement_id=agreement_id)
    if taken.row.state != "draft":
        raise Conflict("not_now")
    if offered.version != taken.row.version:
        raise Conflict("wrong_version")
    if not offered.even_so:
        require_weighed(uow.db, keyring, taken, by=actor.account_id)
    private = taken.row.scope == "personal" and not offered.shared_with_partner
    _require_place(uow.db, couple_id, drafter_id=actor.account_id if private else None)
    publish(uow.db, keyring, taken, private_to=actor.account_id if private else None, at=at)
    _offered(uow, taken, by=actor.account_id, at=at)


def reword(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    agreement_id: str,
    rewording: Rewording,
    keyring: Keyring,
    ids: Ids,
    at: datetime,
) -> None:
    """Add a version that nobody has said yes to (I-30). What counts goes on counting until both have (G-1)."""
    taken, nonce = take(uow, actor, couple_id=couple_id, agreement_id=agreement_id), ids.secret()
    terms = rewording.terms
    if rewording.replaces != taken.newest.version:
        raise Conflict("wrong_version")
    if len(taken.versions) >= MAX_VERSIONS:
        raise Conflict("limit_reached")
    changed = allowed(lifecycle.revise(taken.agreement, terms, nonce=nonce, by=actor.account_id))
    row, version = taken.row, changed.latest.hash
    key = keyring.open(uow.db, owner_of_words(couple_id, row.private_to))
    sealed = seal_terms(key, terms, agreement_id=row.id, nonce=nonce)
    if row.state == "draft":
        uow.db.delete(taken.newest)
        _weighed_no_more(uow.db, row.id)
        uow.db.flush()
    else:
        add_version(uow.db, row, terms, version=version, sealed=sealed, at=at)
        row.revision += 1
    if row.state != "active":
        row.version, row.terms, row.category = version, sealed, terms.category
    if row.state == "draft":
        uow.db.add(first_version(row, terms, at=at))
    uow.db.flush()


def discard(uow: UnitOfWork, actor: Actor, *, couple_id: str, agreement_id: str) -> None:
    """Throw one's own draft away; nobody ever knew of it."""
    taken = take(uow, actor, couple_id=couple_id, agreement_id=agreement_id)
    if taken.row.state != "draft":
        raise Conflict("not_now")
    remove(uow.db, taken.row)


def remove(db: Session, row: AgreementRow) -> None:
    """Delete what one person alone had, and everything that hangs on it."""
    for table in (AgreementVersionRow, AgreementWeighingRow):
        db.exec(delete(table).where(col(table.agreement_id) == row.id))
    db.delete(row)
    db.flush()


def publish(db: Session, keyring: Keyring, taken: Taken, *, private_to: str | None, at: datetime) -> None:
    """Let exactly the words of the row be read by whoever may from now on, as a first version with no past."""
    row, kept = taken.row, next(one for one in taken.versions if one.version == taken.row.version)
    old = keyring.open(db, owner_of_words(row.couple_id, row.private_to))
    new = keyring.open(db, owner_of_words(row.couple_id, private_to))
    words = unseal_words(old, row.terms, agreement_id=row.id)
    terms = with_words(_structure(taken, kept), words)
    row.private_to, row.reached_at = private_to, at
    row.terms = seal_terms(new, terms, agreement_id=row.id, nonce=str(words["nonce"]))
    fresh = first_version(row, terms, at=at)
    fresh.in_force_from = kept.in_force_from and at
    for one in taken.versions:
        db.delete(one)
    db.flush()
    db.add(fresh)
    db.flush()
    taken.versions[:] = [fresh]


def _structure(taken: Taken, version: AgreementVersionRow) -> Terms:
    return next(one.terms for one in taken.agreement.versions if one.hash == version.version)


def _offered(uow: UnitOfWork, taken: Taken, *, by: str, at: datetime) -> None:
    """Offering is the author's yes to these words; a limit of one's own counts by that alone (G-5)."""
    row, agreement = taken.row, taken.agreement
    if agreement.drafted_by is not None:
        agreement = allowed(lifecycle.offer(agreement, by=by))
    else:
        agreement = allowed(lifecycle.assent(agreement, row.version, by=by))
    require_room(uow.db, agreement.latest.terms, couple_id=row.couple_id, partners=agreement.partners)
    uow.db.add(AgreementAssentRow(agreement_id=row.id, version=row.version, account_id=by, assented_at=at))
    row.state = lifecycle.state(agreement)
    row.reached_at = at
    look_again(row, days=taken.newest.days, at=at)
    if row.state == "active":
        put_in_force(row, taken.newest, at=at)
    uow.db.flush()


def _row(agreement_id: str, couple_id: str, begun: Agreement, *, private_to: str | None, at: datetime) -> AgreementRow:
    terms = begun.latest.terms
    return AgreementRow(
        id=agreement_id,
        couple_id=couple_id,
        session_id=None,
        kind=terms.kind,
        scope=terms.scope,
        category=terms.category,
        owner_id=terms.owner_id,
        state="draft",
        version=begun.latest.hash,
        terms=b"",
        reached_at=at,
        private_to=private_to,
    )


def _require_place(db: Session, couple_id: str, *, drafter_id: str | None) -> None:
    """Count what is open: what both see, or what this person keeps to themselves, and never the one in the other."""
    counted = select(func.count()).select_from(AgreementRow).where(AgreementRow.couple_id == couple_id)
    if drafter_id is None:
        counted = counted.where(AgreementRow.state == "proposed", col(AgreementRow.private_to).is_(None))
    else:
        counted = counted.where(AgreementRow.state == "draft", AgreementRow.private_to == drafter_id)
    if db.exec(counted).one() >= (MAX_PROPOSED if drafter_id is None else MAX_DRAFTS):
        raise Conflict("limit_reached")


def _weighed_no_more(db: Session, agreement_id: str) -> None:
    db.exec(delete(AgreementWeighingRow).where(col(AgreementWeighingRow.agreement_id) == agreement_id))
