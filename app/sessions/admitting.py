"""Taking the tickets of sockets: those that are shown while others are being taken come next, all in one transaction.

After a restart everybody comes back at once; with a transaction and a flush for each of them, the last would wait for
all the others, and so would every command. It knows of no socket and decides nothing (`tickets`).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.sessions.tickets import Shown, redeem_all

if TYPE_CHECKING:
    from app.clock import Clock
    from app.database import Database
    from app.sessions.tickets import Admission

# As with commands: one transaction stays short, and what is left makes the next one.
LARGEST_GROUP = 256


@dataclass(frozen=True, slots=True)
class _Waiting:
    shown: Shown
    found: asyncio.Future[Admission | None]


class Admitting:
    """One per process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._running: asyncio.Task[None] | None = None

    async def admit(self, ticket: str) -> Admission | None:
        """Use the ticket up, and say whom it lets in; what counts is when it was shown, not how long it waited here."""
        shown = Shown(ticket, self._clock.now())
        waiting = _Waiting(shown, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="admitting")
        return await waiting.found

    async def stop(self) -> None:
        """Return when every ticket that was shown has been decided upon."""
        while self._running is not None:
            await asyncio.wait({self._running})

    async def _run(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:LARGEST_GROUP], self._waiting[LARGEST_GROUP:]
                await self._take(group)
        finally:
            self._running = None

    async def _take(self, group: list[_Waiting]) -> None:
        shown = [one.shown for one in group]
        try:
            # The ticket is the fence: of two processes that are shown the same one, the second finds nothing.
            found = await self._database.write(lambda uow: redeem_all(uow, shown), isolation="read committed")
        except Exception as failure:  # noqa: BLE001 - it is handed to everybody who waits
            for one in group:
                if not one.found.done():
                    one.found.set_exception(failure)
            return
        for one, admission in zip(group, found, strict=True):
            # Who hung up meanwhile has used their ticket up all the same.
            if not one.found.done():
                one.found.set_result(admission)
