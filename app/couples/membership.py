"""Pairing and parting: begin a couple, join it, read it, leave it. Leaving asks nobody and nothing (L-16, T29)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.accounts.people import names_of, remembered
from app.couples.access import require_member
from app.couples.invitations import (
    couple_of_used,
    find_usable,
    invite,
    invite_again,
    pending_invitation,
    use_up,
    void_open,
)
from app.couples.members import couples_of, places_beside
from app.couples.tables import CoupleRow, MembershipRow
from app.errors import Conflict, NotFound
from app.frozen import dataclass
from app.pagination import cut, decode_cursor

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.couples.invitations import Invitation, PendingInvitation
    from app.couples.leaving import Leaving
    from app.couples.tables import CoupleState
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class Member:
    """One of the two, as the other may see them: an id and a name, nothing more."""

    account_id: str
    name: str = field(repr=False)
    you: bool


@dataclass(frozen=True, slots=True)
class Couple:
    """A couple as one of its members sees it."""

    couple_id: str
    state: CoupleState
    members: tuple[Member, ...]
    invitation: PendingInvitation | None


def begin(uow: UnitOfWork, actor: Actor, *, keyring: Keyring, at: datetime, ids: Ids) -> tuple[Couple, Invitation]:
    """Begin a couple of one, with the invitation for the other."""
    couple_id = ids.public()
    uow.db.add(CoupleRow(id=couple_id, state="waiting"))
    uow.db.flush()
    uow.db.add(MembershipRow(couple_id=couple_id, place=1, account_id=actor.account_id))
    keyring.create(uow.db, ("couple", couple_id))
    invitation = invite(uow, couple_id=couple_id, inviter_id=actor.account_id, at=at, ids=ids)
    return read_couple(uow.db, actor, couple_id=couple_id, keyring=keyring, at=at), invitation


def renew_invitation(uow: UnitOfWork, actor: Actor, *, couple_id: str, at: datetime, ids: Ids) -> Invitation:
    return invite_again(uow, require_member(uow.db, actor, couple_id), at=at, ids=ids)


def preview(db: Session, actor: Actor, *, code: str, keyring: Keyring, at: datetime) -> str:
    """Return the inviter's name. Looking does not use the code up, and the inviter does not learn of it (V-5)."""
    inviter_id = find_usable(db, code, account_id=actor.account_id, at=at).inviter_id
    return names_of(db, keyring, [inviter_id])[inviter_id]


def join(uow: UnitOfWork, actor: Actor, *, code: str, keyring: Keyring, at: datetime) -> Couple:
    """Take the second place. Sending the same code again, after an answer that got lost, answers the same."""
    joined = couple_of_used(uow.db, code)
    if joined is None or joined not in couples_of(uow.db, actor.account_id):
        joined = _take_second_place(uow, actor, code=code, at=at)
    return read_couple(uow.db, actor, couple_id=joined, keyring=keyring, at=at)


def read_couple(db: Session, actor: Actor, *, couple_id: str, keyring: Keyring, at: datetime) -> Couple:
    require_member(db, actor, couple_id)
    return _drawn(db, actor, _rows(db, [couple_id]), keyring=keyring, at=at)[0]


def list_couples(
    db: Session, actor: Actor, *, keyring: Keyring, at: datetime, limit: int, cursor: str | None
) -> Slice[Couple]:
    after = decode_cursor("couples", cursor) or ""
    mine = [couple_id for couple_id in couples_of(db, actor.account_id) if couple_id > after][: limit + 1]
    return cut(
        _drawn(db, actor, _rows(db, mine), keyring=keyring, at=at),
        limit,
        scope="couples",
        place=lambda couple: couple.couple_id,
    )


def leave(uow: UnitOfWork, actor: Actor, *, couple_id: str, at: datetime, leaving: Leaving) -> None:
    """End the couple at once. A second time changes nothing and is no error, whoever was first."""
    place = select(MembershipRow).where(
        MembershipRow.couple_id == couple_id, MembershipRow.account_id == actor.account_id
    )
    if uow.db.exec(place).one_or_none() is None:
        raise NotFound
    _end(uow, couple_id, leaver_id=actor.account_id, at=at, leaving=leaving)


def leave_all(uow: UnitOfWork, account_id: str, *, keyring: Keyring, at: datetime, leaving: Leaving) -> None:
    """Leave every couple of a person who is being erased, and destroy what nobody is left to read.

    rules.md 9: what both signed is also the other's, and is kept for them; once neither is there it is nobody's.
    """
    for couple_id in couples_of(uow.db, account_id):
        _end(uow, couple_id, leaver_id=account_id, at=at, leaving=leaving)
    for couple_id, places in places_beside(uow.db, account_id).items():
        if not remembered(uow.db, places):
            keyring.destroy(uow.db, ("couple", couple_id))


def _end(uow: UnitOfWork, couple_id: str, *, leaver_id: str, at: datetime, leaving: Leaving) -> None:
    couple = uow.db.get_one(CoupleRow, couple_id)
    if couple.state == "over":
        return
    # First, while the couple still is one: a running session ends in this same transaction (attack test 19).
    leaving.left(uow, couple_id, leaver_id=leaver_id, at=at)
    couple.state = "over"
    void_open(uow, couple_id=couple_id)


def _take_second_place(uow: UnitOfWork, actor: Actor, *, code: str, at: datetime) -> str:
    invited = find_usable(uow.db, code, account_id=actor.account_id, at=at)
    if _are_together(uow.db, actor.account_id, invited.inviter_id):
        # A second couple of the same two would be a way around every limit that counts by couple.
        raise Conflict("already_paired")
    use_up(uow, code)
    uow.db.get_one(CoupleRow, invited.couple_id).state = "together"
    uow.db.add(MembershipRow(couple_id=invited.couple_id, place=2, account_id=actor.account_id))
    uow.db.flush()
    return invited.couple_id


def _are_together(db: Session, one_id: str, other_id: str) -> bool:
    return bool(set(couples_of(db, one_id)) & set(couples_of(db, other_id)))


def _rows(db: Session, couple_ids: list[str]) -> list[CoupleRow]:
    return list(db.exec(select(CoupleRow).where(col(CoupleRow.id).in_(couple_ids)).order_by(col(CoupleRow.id))))


def _drawn(db: Session, actor: Actor, couples: list[CoupleRow], *, keyring: Keyring, at: datetime) -> list[Couple]:
    ids = [couple.id for couple in couples]
    places = db.exec(
        select(MembershipRow).where(col(MembershipRow.couple_id).in_(ids)).order_by(col(MembershipRow.place))
    ).all()
    names = names_of(db, keyring, {place.account_id for place in places})
    return [
        Couple(
            couple_id=couple.id,
            state=couple.state,
            members=tuple(
                Member(place.account_id, names[place.account_id], place.account_id == actor.account_id)
                for place in places
                if place.couple_id == couple.id
            ),
            invitation=pending_invitation(db, couple_id=couple.id, at=at) if couple.state == "waiting" else None,
        )
        for couple in couples
    ]
