"""The sessions that this process holds: read once, kept while they run, let go when they only wait for time.

Decides nothing and writes nothing; whoever changes a session here holds its lock.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from app.clock import wire_now
from app.database.together import reading
from app.errors import NotFound
from app.realtime.hub import session_topic
from app.sessions.engine.live import Live, Loaded
from app.sessions.engine.loading import load_sessions
from app.sessions.engine.regardless import regardless
from app.sessions.protocol.sides import SIDES, Side
from app.sessions.protocol.state import Ended, Lobby, Paused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from app.database.together import Together
    from app.resources import Resources

# Sessions that nobody touched for this many real seconds leave the memory; timers and people bring them back.
KEPT_IDLE: Final = 600.0
# What has ended is only read, and reading it from the database is as good.
KEPT_ENDED: Final = 60.0


class Memory:
    """One per process. `expected` is awaited before a session is read, and `arrived` after, before anybody sees it."""

    def __init__(
        self,
        resources: Resources,
        *,
        expected: Callable[[str], Awaitable[None]],
        arrived: Callable[[Live], Awaitable[None]],
        left: Callable[[str], None],
    ) -> None:
        self._resources = resources
        self._expected = expected
        self._arrived = arrived
        self._left = left
        self._lives: dict[str, Live] = {}
        self._loading: dict[str, asyncio.Task[Live]] = {}
        # After a restart everybody comes back in one moment.
        self._reading: Together[str, Loaded | None] = reading(
            resources.database, lambda db, asked: load_sessions(db, resources.keyring, asked)
        )

    def __len__(self) -> int:
        return len(self._lives)

    def held(self, session_id: str) -> Live | None:
        return self._lives.get(session_id)

    def all(self) -> tuple[Live, ...]:
        return tuple(self._lives.values())

    async def live(self, session_id: str) -> Live:
        """The session, read from the database if it is not held; NotFound where there is none."""
        live = self._lives.get(session_id)
        if live is not None:
            # Real seconds: a sandbox clock that leaps must not let a session go that somebody is about to lock.
            live.touched = time.monotonic()
            return live
        loading = self._loading.get(session_id)
        if loading is None:
            # One reading for all who ask at once.
            loading = self._loading[session_id] = asyncio.create_task(self._load(session_id))
            loading.add_done_callback(lambda _: self._loading.pop(session_id, None))
        return await regardless(loading)

    async def read(self, session_id: str) -> Loaded:
        loaded = await self._reading.ask(session_id)
        if loaded is None:
            raise NotFound
        return loaded

    def sides_here(self, live: Live) -> frozenset[Side]:
        """Who is connected, to this process or to another."""
        here = self._resources.presence.present(live.session.id) | live.elsewhere
        return frozenset(side for side in SIDES if live.session.people.of(side) in here)

    def observers_here(self, live: Live) -> frozenset[str]:
        if not live.session.observers:
            return frozenset()
        here = self._resources.presence.present(live.session.id) | live.elsewhere
        return here & {one.id for one in live.session.observers}

    def rest(self) -> None:
        """Let go what only waits for time or has ended; the running stay, for who is away is known here alone."""
        for session_id, live in tuple(self._lives.items()):
            if self._may_rest(live):
                del self._lives[session_id]
                self._left(session_id)

    async def _load(self, session_id: str) -> Live:
        try:
            await self._expected(session_id)
            live = Live(await self.read(session_id), at=wire_now(self._resources.clock))
            await self._arrived(live)
        except BaseException:
            self._left(session_id)
            raise
        if here := self.sides_here(live):
            live.here(here, at=wire_now(self._resources.clock))
        live.observing = self.observers_here(live)
        self._lives[session_id] = live
        return live

    def _may_rest(self, live: Live) -> bool:
        resting = isinstance(live.session.phase, Lobby | Paused | Ended)
        kept = min(KEPT_ENDED, KEPT_IDLE) if isinstance(live.session.phase, Ended) else KEPT_IDLE
        idle = time.monotonic() - live.touched > kept
        unwatched = not self._resources.hub.sockets(session_topic(live.session.id))
        return resting and idle and unwatched and not live.lock.locked()
