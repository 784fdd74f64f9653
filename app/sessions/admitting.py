"""Making and taking the tickets of sockets, many to a transaction. It decides nothing (`tickets`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.clock import wire_now
from app.database.together import Together
from app.errors import NotFound
from app.sessions.tickets import Shown, Wanted, issue_all, redeem_all

if TYPE_CHECKING:
    from app.accounts.actor import Actor
    from app.clock import Clock
    from app.database import Database
    from app.ids import Ids
    from app.sessions.tickets import Admission, Ticket


class Admitting:
    """One per process."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        # Whether somebody may be here is looked at again when the ticket is taken and when the socket joins.
        self._made: Together[Wanted, Ticket | None] = Together(
            lambda wanted: database.write(lambda uow: issue_all(uow, wanted, ids=ids), isolation="read committed")
        )
        # The ticket is the fence: of two processes that are shown the same one, the second finds nothing.
        self._taken: Together[Shown, Admission | None] = Together(
            lambda shown: database.write(lambda uow: redeem_all(uow, shown), isolation="read committed")
        )

    async def ticket_for(self, actor: Actor, session_id: str) -> Ticket:
        """Return a fresh ticket; 404 for whoever has no part in the session."""
        made = await self._made.ask(Wanted(actor, session_id, wire_now(self._clock)))
        if made is None:
            raise NotFound
        return made

    async def admit(self, ticket: str) -> Admission | None:
        """Use the ticket up, and say whom it lets in; what counts is when it was shown, not how long it waited here."""
        return await self._taken.ask(Shown(ticket, self._clock.now()))

    async def stop(self) -> None:
        """Return when every ticket that was asked for or shown has been decided upon."""
        await self._made.stop()
        await self._taken.stop()
