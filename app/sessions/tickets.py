"""Socket tickets (DR-5): made over HTTP, thirty seconds, single use, bound to a login and a session; never in a URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete
from sqlmodel import col

from app.accounts.actor import Actor
from app.accounts.logins import live_among
from app.security.tokens import digest, looks_like_ticket, new_ticket
from app.sessions.observing.asking import require_open
from app.sessions.service import require_session
from app.sessions.tables import TicketRow
from app.therapists.reads import record_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.database import UnitOfWork
    from app.ids import Ids

LASTS = timedelta(seconds=30)
# Asked at every connection, so it is put together once.
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


def issue(uow: UnitOfWork, actor: Actor, session_id: str, *, ids: Ids, at: datetime) -> Ticket:
    require_session(uow.db, actor, session_id)
    return _made(uow, actor, session_id, ids=ids, at=at)


def issue_to_observer(uow: UnitOfWork, actor: Actor, session_id: str, *, ids: Ids, at: datetime) -> Ticket:
    """Make one for a therapist to whom both said yes; whoever opens a talk is in the record of reads (V, attack 22)."""
    access = require_open(uow.db, actor, session_id, at=at)
    record_read(uow, access=access, scope="observe", kind="session", thing_id=session_id, at=at, ids=ids)
    return _made(uow, actor, session_id, ids=ids, at=at)


def _made(uow: UnitOfWork, actor: Actor, session_id: str, *, ids: Ids, at: datetime) -> Ticket:
    uow.db.connection().execute(delete(TicketRow).where(col(TicketRow.expires_at) <= at))
    issued = new_ticket(ids)
    uow.db.add(
        TicketRow(
            digest=issued.digest,
            session_id=session_id,
            account_id=actor.account_id,
            login_id=actor.login_id,
            expires_at=at + LASTS,
        )
    )
    return Ticket(issued.secret, at + LASTS)


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
