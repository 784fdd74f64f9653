"""The one door to a couple. Whoever is not a member of it now gets the answer for "never existed".

What the two made together can still be read by both when the couple is over: `require_record`, for reading alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam
from sqlmodel import col, select

from app.couples.members import TWO
from app.couples.tables import CoupleRow, MembershipRow
from app.errors import NotFound
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

    from app.accounts.actor import Actor

# One query for foreign, ended and unknown ids alike: the same work, whatever the reason for the 404. Put together once,
# for it stands before every request.
_MEMBERS: Final = (
    select(MembershipRow.account_id)
    .join(CoupleRow, col(CoupleRow.id) == MembershipRow.couple_id)
    .where(col(MembershipRow.couple_id) == bindparam("asked_for"), CoupleRow.state != "over")
    .order_by(col(MembershipRow.place))
)

_MEMBERS_AMONG: Final = (
    select(MembershipRow.couple_id, MembershipRow.account_id)
    .join(CoupleRow, col(CoupleRow.id) == MembershipRow.couple_id)
    .where(col(MembershipRow.couple_id).in_(bindparam("among", expanding=True)), CoupleRow.state != "over")
)


@dataclass(frozen=True, slots=True)
class Membership:
    """The proof that a person belongs to a couple. `partner_id` is None while an invitation waits."""

    couple_id: str
    account_id: str
    partner_id: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """The proof that a person is, or was until its end, one of the two. It opens what they made together, no more."""

    couple_id: str
    account_id: str
    over: bool


def require_record(db: Session, actor: Actor, couple_id: str) -> Record:
    """Return the actor's place in the couple, over or not; 404 in every other case.

    For reading only what both were part of (rules.md 9: co-signed is also one's own). Nothing may be changed by it.
    """
    places = (
        select(MembershipRow.account_id, CoupleRow.state)
        .join(CoupleRow, col(CoupleRow.id) == MembershipRow.couple_id)
        .where(MembershipRow.couple_id == couple_id)
    )
    found = dict(db.exec(places).all())
    state = found.get(actor.account_id)
    # A couple of one that was given up leaves nothing that two people made.
    if state is None or (state == "over" and len(found) < TWO):
        raise NotFound
    return Record(couple_id, actor.account_id, over=state == "over")


def require_member(db: Session, actor: Actor, couple_id: str) -> Membership:
    """Return the actor's place in the couple, waiting or together; 404 in every other case (V-2, T05)."""
    found = _members(db, couple_id)
    if actor.account_id not in found:
        raise NotFound
    partner = next((account_id for account_id in found if account_id != actor.account_id), None)
    return Membership(couple_id=couple_id, account_id=actor.account_id, partner_id=partner)


def members_among(db: Session, couple_ids: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return couple and account of everybody whom `require_member` would let in, for many couples in one query."""
    found = db.connection().execute(_MEMBERS_AMONG, {"among": sorted(couple_ids)}).all()
    return frozenset((row.couple_id, row.account_id) for row in found)


def require_partner(db: Session, actor: Actor, couple_id: str) -> tuple[Membership, str]:
    """Return the membership and the partner's id; a couple of one has nothing for two, so it is 404 as well."""
    membership = require_member(db, actor, couple_id)
    if membership.partner_id is None:
        raise NotFound
    return membership, membership.partner_id


def _members(db: Session, couple_id: str) -> tuple[str, ...]:
    return tuple(db.execute(_MEMBERS, {"asked_for": couple_id}).scalars())
