"""The other processes that serve the same sessions. What they wrote, who is with them, and what falls due while
nobody looks.

The bus only makes it quick: every few seconds the database is asked anyway, so a lost ring costs latency and never a
message (README 3, DR-8).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from app.clock import wire_now
from app.errors import Unavailable
from app.realtime.hub import session_topic
from app.realtime.lookout import Lookout
from app.sessions.engine import company
from app.sessions.engine.store import due_before, revisions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from app.resources import Resources
    from app.sessions.engine.memory import Memory

log = logging.getLogger(__name__)

# A process that was not heard of for this long is gone, and whoever was with it is away.
ALIVE_FOR = timedelta(seconds=30)
BEAT_EVERY = 10.0
# What falls due in the next moments is somebody's to wake, also when its process has died.
AHEAD = timedelta(seconds=15)
# Typing is passed on at most this often: silence is measured in minutes (L-14).
TYPING_EVERY = timedelta(seconds=10)


class Household(Protocol):
    """What this process's engine lets its neighbours' news do."""

    @property
    def memory(self) -> Memory: ...

    def repair(self, session_id: str) -> None: ...

    def elsewhere(self, session_id: str, present: frozenset[str], active_at: datetime | None) -> None: ...

    def wake_at(self, session_id: str, due_at: datetime) -> None: ...


def company_topic(session_id: str) -> str:
    return f"company:{session_id}"


class Neighbours:
    """One per process, where several may serve the same data."""

    def __init__(self, resources: Resources, household: Household) -> None:
        self._resources = resources
        self._household = household
        self._process_id = resources.ids.private()
        self._listening: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {}
        self._typed: dict[str, datetime] = {}
        self._telling: dict[str, asyncio.Lock] = {}
        # Sessions whose company the others may not know, to be told with the next beat.
        self._untold: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        await self._beat()
        lookout = Lookout(self._resources.bus)
        self._repeat(lookout.next, self.look)
        self._repeat(lambda: asyncio.sleep(BEAT_EVERY), self._beat)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(Unavailable):
            await self._resources.database.write(lambda uow: company.depart(uow, self._process_id))

    def attend(self, session_id: str) -> None:
        """This process holds the session now: hear when others write to it or are joined by somebody."""
        bus = self._resources.bus
        self._listening[session_id] = (
            bus.listen(session_topic(session_id), lambda _, revision: self._written(session_id, revision)),
            bus.listen(company_topic(session_id), lambda _, __: self._spawn(self._look_around(session_id))),
        )

    def neglect(self, session_id: str) -> None:
        """The session left this process's memory."""
        for stop in self._listening.pop(session_id, ()):
            stop()
        self._typed.pop(session_id, None)
        self._telling.pop(session_id, None)

    def presence_changed(self, session_id: str) -> None:
        """Tell the others who is connected here."""
        self._spawn(self._tell(session_id))

    def typed(self, session_id: str) -> None:
        now = self._now()
        if now - self._typed.get(session_id, now - TYPING_EVERY) < TYPING_EVERY:
            return
        self._typed[session_id] = now
        self._spawn(self._tell(session_id))

    async def look_around(self, session_id: str) -> tuple[frozenset[str], datetime | None]:
        """Who is with other processes in this session, and the last sign of life there."""
        now, process_id = self._now(), self._process_id
        found = await self._resources.database.read(
            lambda db: company.elsewhere(db, (session_id,), process_id=process_id, at=now)
        )
        return found.get(session_id, (frozenset(), None))

    async def look(self) -> None:
        """Ask the database what the bus may have lost: newer revisions, other people's company, overdue sessions."""
        lives = {live.session.id: live for live in self._household.memory.all()}
        now, process_id = self._now(), self._process_id
        for session_id, due_at in await self._resources.database.read(lambda db: due_before(db, now + AHEAD)):
            self._household.wake_at(session_id, due_at)
        if not lives:
            return
        ids = tuple(lives)
        revisions = await self._resources.database.read(lambda db: revisions_of(db, ids))
        around = await self._resources.database.read(
            lambda db: company.elsewhere(db, ids, process_id=process_id, at=now)
        )
        for session_id, live in lives.items():
            if revisions.get(session_id, 0) > live.loaded.revision:
                self._household.repair(session_id)
            present, active_at = around.get(session_id, (frozenset(), None))
            self._household.elsewhere(session_id, present, active_at)

    def _written(self, session_id: str, revision: int) -> None:
        live = self._household.memory.held(session_id)
        # One's own ring comes back too, and says nothing new.
        if live is not None and revision > live.loaded.revision:
            self._household.repair(session_id)

    async def _tell(self, session_id: str) -> None:
        now, process_id = self._now(), self._process_id
        try:
            # One after the other: two tellings that overtook each other would leave the older word standing.
            async with self._telling.setdefault(session_id, asyncio.Lock()):
                present = self._resources.presence.present(session_id)
                await self._resources.database.write(
                    lambda uow: company.keep(uow, session_id, present, process_id=process_id, at=now),
                    # These rows are this process's own; nobody else writes them, so there is nothing to serialise.
                    isolation="read committed",
                )
        except Unavailable:
            # The others still see the old company; the next beat tells them.
            self._untold.add(session_id)
            log.info("company_not_told", extra={"session_id": session_id})
            return
        self._resources.bus.ring(company_topic(session_id), 0)

    async def _look_around(self, session_id: str) -> None:
        try:
            self._household.elsewhere(session_id, *await self.look_around(session_id))
        except Unavailable:
            log.info("company_not_seen", extra={"session_id": session_id})

    async def _beat(self) -> None:
        now, process_id = self._now(), self._process_id
        until = now + ALIVE_FOR
        if await self._resources.database.write(lambda uow: company.beat(uow, process_id, at=now, until=until)):
            # Whoever was taken for dead, after a stall or a jump of the clock, is with people nobody knows of.
            self._untold |= self._listening.keys()
        untold, self._untold = self._untold, set()
        for session_id in untold:
            self.presence_changed(session_id)

    def _repeat(
        self, rest: Callable[[], Coroutine[Any, Any, None]], work: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        async def repeated() -> None:
            while True:
                await rest()
                try:
                    await work()
                except Unavailable:
                    log.info("neighbours_not_seen")
                except Exception:
                    # Whoever stopped looking would be deaf, and nobody would notice.
                    log.exception("neighbours_failed")

        self._spawn(repeated())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _now(self) -> datetime:
        return wire_now(self._resources.clock)
