"""The live sessions of this process: every command, from every door, and all that time brings, comes through here.

It holds the locks, knows who is here, and decides nothing itself (`deciding`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from app.clock import wire_now
from app.coach.packs import languages_in_sessions
from app.errors import NotFound, Unavailable
from app.sessions.engine.arriving import arriving
from app.sessions.engine.deciding import Deciding
from app.sessions.engine.following import Following
from app.sessions.engine.insisting import Outrun
from app.sessions.engine.leaps import Leaps
from app.sessions.engine.loading import Known
from app.sessions.engine.memory import Memory
from app.sessions.engine.neighbours import Neighbours
from app.sessions.engine.publishing import publish_presence
from app.sessions.engine.regardless import regardless
from app.sessions.engine.store import waiting_for_time
from app.sessions.engine.timers import Timers
from app.sessions.protocol.observer_commands import Admit, Dismiss
from app.sessions.protocol.observing import is_here
from app.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from app.resources import Resources
    from app.sessions.engine.deciding import Sent, Suggested
    from app.sessions.engine.live import Live
    from app.sessions.engine.loading import Continued
    from app.sessions.protocol.answers import Refused

log = logging.getLogger(__name__)
T = TypeVar("T")

SWEEP_EVERY = 15.0
# The first answers after a start come first, unless somebody comes back to their session at once.
WARM_AFTER = 0.5
# After a start, clients need a moment to come back before anybody counts as lost (L-15 has its own grace on top).
SETTLE_AFTER_START = timedelta(seconds=60)


class Engine:
    """One per process; made by the lifespan, reached as `app.state.engine`."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        # Keyed, so that a stored fingerprint tells nobody what was written.
        self.fingerprint = resources.keyed_hash("command")
        self.memory = Memory(resources, expected=self._expected, arrived=self._arrived, left=self._left)
        self.arriving = arriving(resources.database, resources.keyring)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._sweeping: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._coach_wanted = asyncio.Event()
        self.leaps = Leaps(resources.clock)
        self.timers = Timers(resources.clock, self._wake, resources.metrics.timers_late)
        many = resources.settings.many_processes
        self._neighbours = Neighbours(resources, self) if many else None
        self._following = Following(resources, take=self._caught_up, late=self._late) if many else None
        self._deciding = Deciding(
            resources,
            memory=self.memory,
            timers=self.timers,
            leaps=self.leaps,
            following=self._following,
            abandoned=self.repair,
        )

    async def start(self) -> None:
        """Set the timers of every session that has not ended: what was due while nobody ran is due now (I-33)."""
        waiting = await self.resources.database.read(waiting_for_time)
        soon = self._now() + SETTLE_AFTER_START
        for session_id, due_at in waiting:
            self.timers.set(session_id, min(due_at, soon))
        self.resources.presence.on_change(self._presence_changed)
        self.timers.start()
        if self._neighbours:
            await self._neighbours.start()
        self._sweeping = self._spawn(self._sweep())
        self._warming = self._spawn(_warm(self._coach_wanted))

    async def stop(self) -> None:
        """Let commands under way finish their commit; nothing else is to be saved."""
        await self.timers.stop()
        for task in filter(None, (self._sweeping, self._warming)):
            task.cancel()
        await self._deciding.finish()
        if self._following:
            self._following.rest()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._following:
            await self._following.stop()
        if self._neighbours:
            await self._neighbours.stop()

    async def handle(self, session_id: str, sent: Sent | Suggested) -> int | Refused:
        """The one way in for a command: the `seq` it was stored under, or why not. 404 for who is no partner of it."""
        live = await self.memory.live(session_id)
        if live.side_of(sent.account_id) is None and not is_here(live.session, sent.account_id):
            raise NotFound
        try:
            # Not a task of its own: most commands would pay for the few whose sender hangs up (see `Committer`).
            async with live.lock:
                return await self._deciding.tried(live, sent)
        except Outrun:
            if self._following is None:
                raise
        return await regardless(self._spawn(self._insisted(live, sent)))

    async def exclusively(self, session_id: str, work: Callable[[Live], Coroutine[Any, Any, T]]) -> T:
        """Run `work` on the present state, with what time brought already done and nothing happening beside it."""
        live = await self.memory.live(session_id)

        async def locked() -> T:
            async with live.lock:
                await self._deciding.up_to_date(live)
                return await work(live)

        return await regardless(self._spawn(locked()))

    def moment(self, live: Live) -> datetime:
        """What time it is in this session; a leap of the clock is no part of its pause."""
        return self.leaps.moment(live.session)

    async def elapse(self, session_id: str) -> None:
        async def nothing_more(_: Live) -> None:
            return None

        await self.exclusively(session_id, nothing_more)

    def repair(self, session_id: str) -> None:
        """Somebody else wrote to this session: read it again and show what is new."""
        live = self.memory.held(session_id)
        if live is None:
            return
        if self._following:
            self._following.follow(live)
        else:
            live.doubt()
            self._late(live)

    def forget_person(self, account_id: str) -> None:
        """I-39: an erased person's key leaves the memory too; whatever still needs the session reads it anew."""
        for live in self.memory.all():
            if live.side_of(account_id) is not None:
                self.repair(live.session.id)

    def meet_again(self, live: Live, known: Known) -> None:
        """Somebody connected: names and paces may have changed since the session was read, and mostly have not."""
        if known == Known(live.loaded.names, live.loaded.pace, live.loaded.languages):
            return
        live.loaded = replace(live.loaded, names=known.names, pace=known.pace, languages=known.languages)
        self._deciding.set_timer(live)

    async def admit(self, live: Live, observer: str, *, name: str) -> Refused | None:
        """Let an observer in, as far as the rules do. Whoever calls it holds the lock, and has asked for consent."""
        live.loaded = replace(live.loaded, observer_names={**live.loaded.observer_names, observer: name})
        return await self._deciding.happens(live, Admit(observer))

    async def dismiss(self, session_id: str, observer: str) -> None:
        """An observer may not be here any more: both are shown that they went, and nobody is told why."""

        async def gone(live: Live) -> None:
            await self._deciding.happens(live, Dismiss(observer))

        await self.exclusively(session_id, gone)

    def typed(self, session_id: str) -> None:
        """A sign of life (L-14): it counts against silence, and is shown to nobody."""
        live = self.memory.held(session_id)
        if live is not None:
            live.active_at = self._now()
        if self._neighbours:
            self._neighbours.typed(session_id)

    def elsewhere(self, session_id: str, present: frozenset[str], active_at: datetime | None) -> None:
        """Another process told who is connected there."""
        live = self.memory.held(session_id)
        if live is None:
            return
        live.active_at = max(live.active_at, active_at or live.active_at)
        if live.elsewhere != present:
            live.elsewhere = present
            self._company_changed(live)

    def wake_at(self, session_id: str, due_at: datetime) -> None:
        """A session that this process does not hold falls due: it is whoever is first's to wake (I-33)."""
        if self.memory.held(session_id) is None:
            self.timers.set(session_id, due_at)

    async def _insisted(self, live: Live, sent: Sent | Suggested) -> int | Refused:
        """Decide and commit where nobody can be faster."""
        async with live.lock:
            return await self._deciding.insist(live, sent)

    async def _expected(self, session_id: str) -> None:
        """A session is about to be read. Whoever sees it is told of the coach, so that is read first, off the loop."""
        if self._warming and not self._warming.done():
            self._coach_wanted.set()
            await regardless(self._warming)
        if self._neighbours:
            await self._neighbours.attend(session_id)

    async def _arrived(self, live: Live) -> None:
        """A session came into memory."""
        if self._neighbours:
            live.elsewhere, _ = await self._neighbours.look_around(live.session.id)
            if self._neighbours.heard(live.session.id) > live.loaded.revision:
                live.doubt()
        self._deciding.wake_when_due(live)

    def _left(self, session_id: str) -> None:
        if self._neighbours:
            self._neighbours.neglect(session_id)

    async def _wake(self, session_id: str) -> None:
        try:
            await self.elapse(session_id)
        except Unavailable:
            self.timers.set(session_id, self._now() + timedelta(seconds=5))
            return
        # Deciding is in whole milliseconds: a timer that was early by less than one must not be the last.
        if live := self.memory.held(session_id):
            self._deciding.wake_when_due(live)

    def _caught_up(self, live: Live, found: Continued, doubts: int) -> None:
        self._deciding.caught_up(live, found, doubts)

    def _late(self, live: Live) -> asyncio.Task[None]:
        return self._spawn(self._quietly(live.session.id))

    async def _quietly(self, session_id: str) -> None:
        try:
            await self.elapse(session_id)
        except (NotFound, Unavailable):
            log.info("session_not_read", extra={"session_id": session_id})

    def _presence_changed(self, session_id: str, _: frozenset[str]) -> None:
        if self._neighbours:
            self._neighbours.presence_changed(session_id)
        live = self.memory.held(session_id)
        if live is not None:
            self._company_changed(live)

    def _company_changed(self, live: Live) -> None:
        here, observing = self.memory.sides_here(live), self.memory.observers_here(live)
        if here == live.present and observing == live.observing:
            return
        live.observing = observing
        live.here(here, at=self._now())
        publish_presence(self.resources.hub, live)
        self._spawn(self._presence_settles(live))

    async def _presence_settles(self, live: Live) -> None:
        try:
            async with live.lock:
                await self._deciding.settle(live)
        except (NotFound, Unavailable):
            log.info("presence_not_settled", extra={"session_id": live.session.id})

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            self.leaps.look()
            self.resources.presence.sweep()
            self.memory.rest()

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _now(self) -> datetime:
        return wire_now(self.resources.clock)


async def _warm(wanted: asyncio.Event) -> None:
    """Read what the coach knows before anybody needs it; else the loop would stand still for half a second."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(WARM_AFTER):
            await wanted.wait()
    await asyncio.to_thread(languages_in_sessions)
