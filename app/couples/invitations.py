"""Invitation codes: made, looked at, used once. A code is never stored and never travels in a URL (T18)."""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.couples.tables import InvitationRow
from app.errors import Conflict, Problem
from app.frozen import dataclass
from app.ids import read_code
from app.security.tokens import digest

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.couples.access import Membership
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids

# rules.md 0, `invite.expiry`; T09 and T30 for the cap.
EXPIRY: Final = timedelta(hours=72)
MOST: Final = 3
MOST_WITHIN: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A fresh code, on its way to the inviter. This is the only moment at which the code exists here."""

    code: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PendingInvitation:
    """What an inviter can see afterwards: pending or expired, never declined (T09)."""

    expired: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """A usable invitation, found by its code."""

    couple_id: str
    inviter_id: str


def invite(uow: UnitOfWork, *, couple_id: str, inviter_id: str, at: datetime, ids: Ids) -> Invitation:
    """Make the couple's only open invitation; an older one is void from now on."""
    _stay_within_cap(uow.db, inviter_id, at=at)
    void_open(uow, couple_id=couple_id)
    code = ids.code()
    row = InvitationRow(
        id=ids.private(),
        couple_id=couple_id,
        inviter_id=inviter_id,
        code_hash=_hash(code),
        state="open",
        created_at=at,
        expires_at=at + EXPIRY,
    )
    uow.db.add(row)
    uow.db.flush()
    return Invitation(code=code, expires_at=row.expires_at)


def invite_again(uow: UnitOfWork, membership: Membership, *, at: datetime, ids: Ids) -> Invitation:
    if membership.partner_id is not None:
        raise Conflict("already_paired")
    return invite(uow, couple_id=membership.couple_id, inviter_id=membership.account_id, at=at, ids=ids)


def find_usable(db: Session, code: str, *, account_id: str, at: datetime) -> Invited:
    """Return what `code` leads to. Wrong, used, void and expired are one answer, after one look-up (T10)."""
    row = db.exec(select(InvitationRow).where(InvitationRow.code_hash == _hash(code))).one_or_none()
    if row is None or row.state != "open" or at >= row.expires_at:
        raise Conflict("invitation_invalid")
    if row.inviter_id == account_id:
        raise Conflict("invitation_own")
    return Invited(couple_id=row.couple_id, inviter_id=row.inviter_id)


def use_up(uow: UnitOfWork, code: str) -> None:
    row = uow.db.exec(select(InvitationRow).where(InvitationRow.code_hash == _hash(code))).one()
    row.state = "used"


def couple_of_used(db: Session, code: str) -> str | None:
    """Return the couple that a used code led to, for a person whose answer to joining got lost."""
    used = select(InvitationRow.couple_id).where(InvitationRow.code_hash == _hash(code), InvitationRow.state == "used")
    return db.exec(used).one_or_none()


def void_open(uow: UnitOfWork, *, couple_id: str) -> None:
    for row in uow.db.exec(
        select(InvitationRow).where(InvitationRow.couple_id == couple_id, InvitationRow.state == "open")
    ):
        row.state = "void"
    # Written now, because the database allows one open invitation and would see the new one first.
    uow.db.flush()


def pending_invitation(db: Session, *, couple_id: str, at: datetime) -> PendingInvitation | None:
    row = db.exec(
        select(InvitationRow).where(InvitationRow.couple_id == couple_id, InvitationRow.state == "open")
    ).one_or_none()
    return None if row is None else PendingInvitation(expired=at >= row.expires_at, expires_at=row.expires_at)


def _stay_within_cap(db: Session, inviter_id: str, *, at: datetime) -> None:
    """Count the inviter's own codes of the last days: leaving and pairing anew must not reset it (T30)."""
    recent = (
        select(InvitationRow.created_at)
        .where(InvitationRow.inviter_id == inviter_id, col(InvitationRow.created_at) > at - MOST_WITHIN)
        .order_by(col(InvitationRow.created_at).desc())
        .limit(MOST)
    )
    times = db.exec(recent).all()
    if len(times) == MOST:
        again_at = times[-1] + MOST_WITHIN
        raise Problem("too_many", retry_after=int((again_at - at).total_seconds()) + 1, retry_at=again_at)


def _hash(code: str) -> str:
    """Hash without salt or stretching: 140 random bits need neither."""
    return digest(read_code(code))
