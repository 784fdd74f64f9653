"""Socket tickets (DR-5): made over HTTP, thirty seconds, single use, bound to a login and a session; never in a URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlmodel import col

from app.accounts.actor import Actor
from app.accounts.logins import is_live
from app.security.tokens import digest, looks_like_ticket, new_ticket
from app.sessions.service import require_session
from app.sessions.tables import TicketRow

if TYPE_CHECKING:
    from app.database import UnitOfWork
    from app.ids import Ids

LASTS = timedelta(seconds=30)
_ADMITS = (col(TicketRow.account_id), col(TicketRow.login_id), col(TicketRow.session_id), col(TicketRow.expires_at))


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


def redeem(uow: UnitOfWork, ticket: str, *, at: datetime) -> Admission | None:
    """Use the ticket up. None for a wrong, old or used one, an ended login, and a session that is not theirs."""
    if not looks_like_ticket(ticket):
        return None
    # One statement, so that of two who show it at once the second finds nothing, whatever the isolation.
    used = delete(TicketRow).where(col(TicketRow.digest) == digest(ticket)).returning(*_ADMITS)
    row = uow.db.connection().execute(used).one_or_none()
    if row is None:
        return None
    if row.expires_at <= at or not is_live(uow.db, row.login_id, at=at):
        return None
    return Admission(Actor(row.account_id, row.login_id), row.session_id)
