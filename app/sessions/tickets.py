"""Socket tickets (DR-5): made over HTTP, thirty seconds, single use, bound to a login and a session; never in a URL."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, insert, select
from sqlmodel import col

from app.accounts.actor import Actor
from app.accounts.logins import live_among
from app.couples.access import members_among
from app.frozen import dataclass
from app.security.tokens import digest, looks_like_ticket, new_ticket
from app.sessions.observing.asking import require_open
from app.sessions.tables import SessionRow, TicketRow
from app.therapists.reads import record_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlmodel import Session as Db

    from app.database import UnitOfWork
    from app.ids import Ids

LASTS = timedelta(seconds=30)
# Asked at every connection, so each is put together once.
_FORGET: Final = delete(TicketRow).where(col(TicketRow.expires_at) <= bindparam("past"))
_MAKE: Final = insert(TicketRow)
_PARTNERS: Final = select(
    col(SessionRow.id), col(SessionRow.couple_id), col(SessionRow.a_id), col(SessionRow.b_id)
).where(col(SessionRow.id).in_(bindparam("wanted", expanding=True)))
_TAKE: Final = (
    delete(TicketRow)
    .where(col(TicketRow.digest).in_(bindparam("wanted", expanding=True)))
    .returning(
        col(TicketRow.digest),
        col(TicketRow.account_id),
        col(TicketRow.login_id),
        col(TicketRow.session_id),
        col(TicketRow.expires_at),
    )
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A fresh ticket: the secret goes to its owner and is not kept."""

    secret: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Admission:
    """Whose socket this is, and for which session."""

    actor: Actor
    session_id: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who wants to come to which session, and when they said so."""

    actor: Actor
    session_id: str
    at: datetime


def issue_all(uow: UnitOfWork, wanted: Sequence[Wanted], *, ids: Ids) -> list[Ticket | None]:
    """Make tickets in the order in which they are wanted. None for whoever is not one of the two, while they are two.

    The same statements for a session that never was as for somebody else's (T05).
    """
    allowed = _who_may_come(uow.db, {one.session_id for one in wanted})
    connection = uow.db.connection()
    connection.execute(_FORGET, {"past": min(one.at for one in wanted)})
    made = [_made(one, ids) if (one.session_id, one.actor.account_id) in allowed else None for one in wanted]
    if rows := [row for one in made if one for row in (one[1],)]:
        connection.execute(_MAKE, rows)
    return [one[0] if one else None for one in made]


def issue_to_observer(uow: UnitOfWork, actor: Actor, session_id: str, *, ids: Ids, at: datetime) -> Ticket:
    """Make one for a therapist to whom both said yes; whoever opens a talk is in the record of reads (V, attack 22)."""
    access = require_open(uow.db, actor, session_id, at=at)
    record_read(uow, access=access, scope="observe", kind="session", thing_id=session_id, at=at, ids=ids)
    ticket, row = _made(Wanted(actor, session_id, at), ids)
    uow.db.connection().execute(_MAKE, [row])
    return ticket


def _who_may_come(db: Db, session_ids: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return session and account of everybody whom `require_session` would let in, for many at once."""
    found = db.connection().execute(_PARTNERS, {"wanted": sorted(session_ids)}).all()
    living = members_among(db, {row.couple_id for row in found})
    return frozenset(
        (row.id, person) for row in found for person in (row.a_id, row.b_id) if (row.couple_id, person) in living
    )


def _made(wanted: Wanted, ids: Ids) -> tuple[Ticket, dict[str, object]]:
    issued, until = new_ticket(ids), wanted.at + LASTS
    row = {
        "digest": issued.digest,
        "session_id": wanted.session_id,
        "account_id": wanted.actor.account_id,
        "login_id": wanted.actor.login_id,
        "expires_at": until,
    }
    return Ticket(issued.secret, until), row


@dataclass(frozen=True, slots=True)
class Shown:
    """A ticket that somebody came with, and when."""

    ticket: str = field(repr=False)
    at: datetime


def redeem(uow: UnitOfWork, ticket: str, *, at: datetime) -> Admission | None:
    """Use the ticket up. None for a wrong, old or used one, an ended login, and a session that is not theirs."""
    return redeem_all(uow, [Shown(ticket, at)])[0]


def redeem_all(uow: UnitOfWork, shown: Sequence[Shown]) -> list[Admission | None]:
    """The same for many at once, in their order; of two who show one ticket the first is let in."""
    wanted = {digest(one.ticket): one for one in reversed(shown) if looks_like_ticket(one.ticket)}
    if not wanted:
        return [None for _ in shown]
    # One statement, so that of two who show it at once the second finds nothing, whatever the isolation.
    used = uow.db.connection().execute(_TAKE, {"wanted": sorted(wanted)}).all()
    in_time = [row for row in used if row.expires_at > wanted[row.digest].at]
    live = live_among(uow.db, {row.login_id for row in in_time}, at=max(one.at for one in shown))
    # By the showing and not by the ticket: a second one of the same moment is not let in with the first.
    admitted = {
        id(wanted[row.digest]): Admission(Actor(row.account_id, row.login_id), row.session_id)
        for row in in_time
        if row.login_id in live
    }
    return [admitted.get(id(one)) for one in shown]
