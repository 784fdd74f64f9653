"""Asking for a talk (S-7, S-8). The answer to asking is always the same; what the requester sees later depends on
nothing but an acceptance, an offered time, and the expiry that was fixed when they asked.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from sqlmodel import Session as Db
from sqlmodel import col, func, select

from app.agreements.standing import AgreementKind, standings_of
from app.couples.access import require_member, require_partner
from app.couples.availability import joint_open
from app.errors import Conflict, FieldError, Invalid, NotFound, Problem
from app.frozen import dataclass
from app.pagination import Slice, cut, decode_cursor
from app.security.encryption import KeyDestroyed, Keyring
from app.sessions.engine.spacing import has_room
from app.sessions.opening import Wish, open_session
from app.sessions.tables import TalkRequestRow
from app.templates.offering import startable
from app.templates.steps import has_roles

if TYPE_CHECKING:
    from app.accounts.actor import Actor
    from app.database import UnitOfWork
    from app.ids import Ids
    from app.templates.steps import Medium, Template

# rules.md 0, request.expiry: the same for every request, set when it is made.
EXPIRES_AFTER = timedelta(hours=48)
# How far ahead a talk may be asked for; beyond it an invitation to a calendar serves better.
FURTHEST = timedelta(days=14)
MOST_OPEN = 3
TABLE = "talk_request"
# Practices 10: what a format may build on.
SAFE_FIRST: Final[tuple[AgreementKind, ...]] = ("base_agreement",)

Role = Literal["hurt", "accountable"]
Seen = Literal["pending", "accepted", "another_time_offered", "declined", "not_scheduled"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A talk request as it was sent."""

    template: str
    medium: str
    purpose: str | None = field(repr=False)
    when: datetime | None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class TalkRequest:
    """A talk request as one of the two sees it; `role` is the reader's own part."""

    id: str
    couple_id: str
    state: Seen
    asked_by_you: bool
    template: str
    medium: str
    role: Role | None
    purpose: str | None = field(repr=False)
    when: datetime | None
    offered: datetime | None
    session_id: str | None
    created_at: datetime
    expires_at: datetime


def ask(
    uow: UnitOfWork, actor: Actor, couple_id: str, asked: Asked, *, keyring: Keyring, ids: Ids, at: datetime
) -> TalkRequest:
    """Record the wish. S-7: the same answer and the same work whatever the other's state is."""
    require_partner(uow.db, actor, couple_id)
    template = _offered(uow.db, couple_id, asked, at)
    _check_when(asked.when, at)
    # S-13: looked at although it changes nothing here, so that the time it takes tells no state of the partner.
    joint_open(uow.db, couple_id, at)
    if _open_requests(uow.db, actor, couple_id, at) >= MOST_OPEN:
        raise Problem("limit_reached", detail="You have asked already. Give it a little time.")
    row = TalkRequestRow(
        id=ids.public(),
        couple_id=couple_id,
        requester_id=actor.account_id,
        template_slug=template.slug,
        medium=asked.medium,
        role=_part(template, asked),
        wanted_at=asked.when,
        answer="none",
        created_at=at,
        expires_at=at + EXPIRES_AFTER,
    )
    if asked.purpose:
        key = keyring.open(uow.db, ("account", actor.account_id))
        row.purpose = key.seal(asked.purpose.encode(), table=TABLE, column="purpose", row=row.id)
    uow.db.add(row)
    uow.db.flush()
    return _seen(uow.db, row, actor, keyring=keyring, at=at)


def _offered(db: Db, couple_id: str, asked: Asked, at: datetime) -> Template:
    template = startable(db, asked.template, couple_id, at=at)
    if template is None:
        raise Invalid(FieldError("/body/template", "unknown"))
    if asked.medium not in template.media:
        raise Invalid(FieldError("/body/medium", "not_offered"))
    if asked.role is not None and not has_roles(template):
        raise Invalid(FieldError("/body/role", "not_offered"))
    _require_what_it_builds_on(db, couple_id, template)
    return template


def _require_what_it_builds_on(db: Db, couple_id: str, template: Template) -> None:
    """Practices 10: safety and honesty first. Both see their agreements, so the answer tells neither anything new."""
    if template.requires.base_agreement and not standings_of(db, couple_id, kinds=SAFE_FIRST):
        raise Conflict("not_offered")


def _part(template: Template, asked: Asked) -> Role | None:
    """Practices 71: nobody is made the accountable one by being asked. Whoever names no part takes that on."""
    return (asked.role or "accountable") if has_roles(template) else None


def _check_when(when: datetime | None, at: datetime) -> None:
    # A minute of grace: clocks of phones are seldom right.
    if when is not None and when < at - timedelta(minutes=1):
        raise Invalid(FieldError("/body/when", "in_the_past"))
    if when is not None and when > at + FURTHEST:
        raise Invalid(FieldError("/body/when", "too_far_ahead"))


def _open_requests(db: Db, actor: Actor, couple_id: str, at: datetime) -> int:
    mine = select(func.count()).where(
        col(TalkRequestRow.couple_id) == couple_id,
        col(TalkRequestRow.requester_id) == actor.account_id,
        # Declined ones count like pending ones: the number must not tell them apart.
        col(TalkRequestRow.answer) != "accepted",
        col(TalkRequestRow.expires_at) > at,
    )
    return db.exec(mine).one()


def accept(uow: UnitOfWork, actor: Actor, request_id: str, *, keyring: Keyring, ids: Ids, at: datetime) -> str:
    """Accept what the other asked for, or the time that they offered; the session's id. Twice is the same answer."""
    row = _require(uow.db, actor, request_id)
    if row.answer == "accepted" and row.session_id:
        return row.session_id
    if at >= row.expires_at:
        raise Conflict("request_closed")
    if (row.requester_id == actor.account_id) != (row.answer == "offered"):
        # One's own wish, or one's own offer, is the other's to accept.
        raise Conflict("not_now")
    wish = _wish(uow.db, row, keyring=keyring, at=at)
    _require_what_it_builds_on(uow.db, row.couple_id, wish.template)
    if not has_room(uow.db, row.couple_id, wish.template, max(wish.opens_at, at), at=at):
        raise Conflict("session_running")
    row.session_id = open_session(uow, keyring, ids, wish, at=at)
    row.answer = "accepted"
    return row.session_id


def _wish(db: Db, row: TalkRequestRow, *, keyring: Keyring, at: datetime) -> Wish:
    template = startable(db, row.template_slug, row.couple_id, at=at)
    if template is None:
        raise Conflict("request_closed")
    medium: Medium = "spoken" if row.medium == "spoken" else "text"
    return Wish(
        couple_id=row.couple_id,
        requester_id=row.requester_id,
        template=template,
        medium=medium,
        opens_at=row.offered_at or row.wanted_at or at,
        purpose=_purpose(db, row, keyring) or "",
        part=_role(row, mine=True) or "" if has_roles(template) else "",
    )


def decline(uow: UnitOfWork, actor: Actor, request_id: str, *, keyring: Keyring, at: datetime) -> TalkRequest:
    """Say no. S-8: the requester sees nothing of it before the expiry, and then what all see who waited in vain."""
    row = _require_open(uow.db, actor, request_id, at)
    if row.answer == "offered":
        # Taking back an offered time would be a visible no (S-8); whoever offered may offer another, or not come.
        raise Conflict("not_now")
    row.answer = "declined"
    return _seen(uow.db, row, actor, keyring=keyring, at=at)


def offer(
    uow: UnitOfWork, actor: Actor, request_id: str, *, when: datetime, keyring: Keyring, at: datetime
) -> TalkRequest:
    """Offer another time instead; the requester may accept it."""
    row = _require_open(uow.db, actor, request_id, at)
    _check_when(when, at)
    row.answer, row.offered_at = "offered", when
    return _seen(uow.db, row, actor, keyring=keyring, at=at)


def _require_open(db: Db, actor: Actor, request_id: str, at: datetime) -> TalkRequestRow:
    row = _require(db, actor, request_id)
    if row.requester_id == actor.account_id:
        raise Conflict("not_now")
    if row.answer == "accepted" or at >= row.expires_at:
        raise Conflict("request_closed")
    return row


def _require(db: Db, actor: Actor, request_id: str) -> TalkRequestRow:
    row = db.get(TalkRequestRow, request_id)
    require_member(db, actor, row.couple_id if row else request_id)
    if row is None:
        raise NotFound
    return row


def read_request(db: Db, actor: Actor, request_id: str, *, keyring: Keyring, at: datetime) -> TalkRequest:
    return _seen(db, _require(db, actor, request_id), actor, keyring=keyring, at=at)


def list_requests(
    db: Db, actor: Actor, couple_id: str, *, keyring: Keyring, at: datetime, limit: int, cursor: str | None
) -> Slice[TalkRequest]:
    """The couple's requests, the newest first."""
    require_member(db, actor, couple_id)
    wanted = select(TalkRequestRow).where(col(TalkRequestRow.couple_id) == couple_id)
    before = decode_cursor("talk_requests", cursor)
    if before is not None:
        wanted = wanted.where(col(TalkRequestRow.id) < before)
    rows = db.exec(wanted.order_by(col(TalkRequestRow.id).desc()).limit(limit + 1)).all()
    seen = [_seen(db, row, actor, keyring=keyring, at=at) for row in rows]
    return cut(seen, limit, scope="talk_requests", place=lambda one: one.id)


def _seen(db: Db, row: TalkRequestRow, actor: Actor, *, keyring: Keyring, at: datetime) -> TalkRequest:
    return seen_by(db, row, actor.account_id, keyring=keyring, at=at)


def seen_by(db: Db, row: TalkRequestRow, account_id: str, *, keyring: Keyring, at: datetime) -> TalkRequest:
    """Return a request as one of the two may see it."""
    mine = row.requester_id == account_id
    state = _state(row, mine=mine, at=at)
    return TalkRequest(
        id=row.id,
        couple_id=row.couple_id,
        state=state,
        asked_by_you=mine,
        template=row.template_slug,
        medium=row.medium,
        role=_role(row, mine=mine),
        purpose=_purpose(db, row, keyring),
        when=row.wanted_at,
        offered=row.offered_at if state == "another_time_offered" else None,
        session_id=row.session_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def _state(row: TalkRequestRow, *, mine: bool, at: datetime) -> Seen:
    """S-8: for the requester a decline does not exist; there is waiting, and then there is `not_scheduled`."""
    if row.answer == "accepted":
        return "accepted"
    if at >= row.expires_at:
        return "not_scheduled"
    if row.answer == "offered":
        return "another_time_offered"
    return "declined" if row.answer == "declined" and not mine else "pending"


def _role(row: TalkRequestRow, *, mine: bool) -> Role | None:
    """The reader's own part: whoever accepts takes the other one on by their own act."""
    if row.role is None:
        return None
    return "hurt" if (row.role == "hurt") == mine else "accountable"


def _purpose(db: Db, row: TalkRequestRow, keyring: Keyring) -> str | None:
    if row.purpose is None:
        return None
    try:
        key = keyring.open(db, ("account", row.requester_id))
    except KeyDestroyed:
        return None
    return key.unseal(row.purpose, table=TABLE, column="purpose", row=row.id).decode()
