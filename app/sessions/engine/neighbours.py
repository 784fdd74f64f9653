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
from typing import TYPE_CHECKING, Any, Final, Protocol

from app.clock import wire_now
from app.database.together import Together
from app.errors import Unavailable
from app.realtime.hub import session_topic
from app.realtime.lookout import Lookout
from app.sessions.engine import company
from app.sessions.engine.rounds import Rounds
from app.sessions.engine.store import due_before, revisions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Sequence

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
# People, and the last sign of life of one of them.
Nearby = tuple[frozenset[str], datetime | None]
NOBODY: Final[Nearby] = (frozenset(), None)


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
        # How far sessions have come that are not held yet, as far as it was heard.
        self._heard: dict[str, int] = {}
        self._typed: dict[str, datetime] = {}
        self._telling = Rounds("telling", self._tell)
        self._looking = Rounds("looking", self._look_around)
        self._around = Together(self._each_around)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        await self._beat()
        lookout = Lookout(self._resources.bus)
        self._repeat(lookout.next, self.look)
        self._repeat(lambda: asyncio.sleep(BEAT_EVERY), self._beat)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, self._telling.stop(), self._looking.stop(), return_exceptions=True)
        with contextlib.suppress(Unavailable):
            await self._resources.database.write(lambda uow: company.depart(uow, self._process_id))

    async def attend(self, session_id: str) -> None:
        """This process will hold the session: return when it hears whoever writes to it, or is joined elsewhere.

        Whoever reads before that misses what is stored in between, and hears of it only at the next look.
        """
        bus = self._resources.bus
        self._listening[session_id] = (
            bus.listen(session_topic(session_id), lambda _, revision: self._written(session_id, revision)),
            bus.listen(company_topic(session_id), lambda _, __: self._looking.ask(session_id)),
        )
        await bus.settled()

    def heard(self, session_id: str) -> int:
        """The latest revision that was told of while the session was being read; it is told once."""
        return self._heard.pop(session_id, 0)

    def neglect(self, session_id: str) -> None:
        """The session left this process's memory, or never came there."""
        for stop in self._listening.pop(session_id, ()):
            stop()
        self._heard.pop(session_id, None)
        self._typed.pop(session_id, None)
        self._looking.forget(session_id)

    def presence_changed(self, session_id: str) -> None:
        """Tell the others who is connected here."""
        self._telling.ask(session_id)

    def typed(self, session_id: str) -> None:
        now = self._now()
        if now - self._typed.get(session_id, now - TYPING_EVERY) < TYPING_EVERY:
            return
        self._typed[session_id] = now
        self._telling.ask(session_id)

    async def look_around(self, session_id: str) -> Nearby:
        """Who is with other processes in this session, and the last sign of life there."""
        return await self._around.ask(session_id)

    async def look(self) -> None:
        """Ask the database what the bus may have lost: newer revisions, other people's company, overdue sessions."""
        lives = {live.session.id: live for live in self._household.memory.all()}
        soon = self._now() + AHEAD
        for session_id, due_at in await self._resources.database.ask(lambda db: due_before(db, soon)):
            self._household.wake_at(session_id, due_at)
        if not lives:
            return
        ids = tuple(lives)
        revisions = await self._resources.database.ask(lambda db: revisions_of(db, ids))
        for session_id, live in lives.items():
            if revisions.get(session_id, 0) > live.loaded.revision:
                self._household.repair(session_id)
        await self._look_around(frozenset(lives))

    def _written(self, session_id: str, revision: int) -> None:
        live = self._household.memory.held(session_id)
        if live is None:
            self._heard[session_id] = max(revision, self._heard.get(session_id, 0))
        elif revision > live.loaded.revision:
            # One's own ring comes back too, and says nothing new.
            self._household.repair(session_id)

    async def _tell(self, session_ids: frozenset[str]) -> None:
        """Hundreds may come in one moment, after a restart: they are one transaction."""
        now, process_id = self._now(), self._process_id
        present = {one: self._resources.presence.present(one) for one in session_ids}
        await self._resources.database.write(
            lambda uow: company.keep(uow, present, process_id=process_id, at=now),
            # These rows are this process's own; nobody else writes them, so there is nothing to serialise.
            isolation="read committed",
        )
        for session_id in session_ids:
            self._resources.bus.ring(company_topic(session_id), 0)

    async def _look_around(self, session_ids: frozenset[str]) -> None:
        for session_id, (present, active_at) in (await self._elsewhere(session_ids)).items():
            self._household.elsewhere(session_id, present, active_at)

    async def _each_around(self, session_ids: Sequence[str]) -> Sequence[Nearby | Exception]:
        found = await self._elsewhere(session_ids)
        return [found[one] for one in session_ids]

    async def _elsewhere(self, session_ids: Collection[str]) -> company.Company:
        now, process_id = self._now(), self._process_id
        found = await self._resources.database.ask(
            lambda db: company.elsewhere(db, session_ids, process_id=process_id, at=now)
        )
        return {one: found.get(one, NOBODY) for one in session_ids}

    async def _beat(self) -> None:
        now, process_id = self._now(), self._process_id
        until = now + ALIVE_FOR
        if await self._resources.database.write(lambda uow: company.beat(uow, process_id, at=now, until=until)):
            # Whoever was taken for dead, after a stall or a jump of the clock, is with people nobody knows of.
            for session_id in self._listening:
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
