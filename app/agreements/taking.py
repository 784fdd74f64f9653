"""Take one agreement for an act: the row, locked, with its versions, as the lifecycle knows it. It changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

from app.agreements.history import agreement_of, keep_history
from app.agreements.lifecycle import Agreement, Refused
from app.agreements.rooms import has_room
from app.agreements.tables import AgreementRow
from app.couples.access import Record, require_partner
from app.errors import Conflict, NotFound
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.tables import AgreementVersionRow
    from app.agreements.terms import Terms
    from app.couples.access import Membership
    from app.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Taken:
    """One agreement in somebody's hands for the length of one transaction."""

    membership: Membership
    row: AgreementRow
    versions: list[AgreementVersionRow]
    agreement: Agreement

    @property
    def newest(self) -> AgreementVersionRow:
        return self.versions[-1]


def take(uow: UnitOfWork, actor: Actor, *, couple_id: str, agreement_id: str) -> Taken:
    """Return what the actor may know of; 404 for the rest, the other's draft and unshared limit included."""
    membership, partner_id = require_partner(uow.db, actor, couple_id)
    # Locked: a session may record a version of it, and on PostgreSQL that is another transaction.
    query = select(AgreementRow).where(
        AgreementRow.id == agreement_id,
        AgreementRow.couple_id == couple_id,
        or_(col(AgreementRow.private_to).is_(None), AgreementRow.private_to == actor.account_id),
    )
    row = uow.db.exec(query.with_for_update()).first()
    if row is None:
        raise NotFound
    versions = keep_history(uow.db, row)
    partners = (actor.account_id, partner_id)
    return Taken(membership, row, versions, agreement_of(uow.db, row, versions, partners=partners))


def allowed(outcome: Agreement | Refused) -> Agreement:
    """Return the agreement after the act; a refusal becomes the problem that says no more than it must."""
    if isinstance(outcome, Refused):
        raise Conflict("wrong_version" if outcome.code == "wrong_version" else "not_now")
    return outcome


def require_room(db: Session, terms: Terms, *, couple_id: str, partners: Sequence[str]) -> None:
    """rules.md 0: nobody carries more active commitments than they can keep in sight."""
    if not has_room(db, terms, couple_id=couple_id, partners=partners):
        raise Conflict("limit_reached")


def present(membership: Membership) -> Record:
    """Return the same place in the couple as what reading asks for."""
    return Record(membership.couple_id, membership.account_id, over=False)
