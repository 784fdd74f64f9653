"""Asks for everybody who watches through this process: every second, and at once when a bell rings or a frame waits.

Without an observer nothing of it runs. It closes sockets, and has the engine log that somebody went; nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import TYPE_CHECKING, Final

from app.clock import wire_now
from app.errors import NotFound, Problem
from app.realtime.close_codes import CloseCode
from app.realtime.gated_outbox import GatedOutbox
from app.realtime.hub import session_topic
from app.sessions.observing.access import all_that_may
from app.therapists.ended import sharing_topic

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from app.realtime.outbox import Holder
    from app.resources import Resources
    from app.sessions.observing.access import Watch

log = logging.getLogger(__name__)

EVERY: Final = 1.0
# T13: whoever cannot be asked for is not shown anything, and after this not kept either.
UNASKED_FOR: Final = 4.0


class Watching:
    """One per process. `dismiss(session_id, account_id)` logs that an observer is gone."""

    def __init__(self, resources: Resources, *, dismiss: Callable[[str, str], Awaitable[None]]) -> None:
        self._resources = resources
        self._dismiss = dismiss
        self._open: dict[GatedOutbox, Watch] = {}
        self._listening: dict[GatedOutbox, Callable[[], None]] = {}
        self._gone: set[Watch] = set()
        self._wanted = asyncio.Event()
        self._answered = time.monotonic()
        self._running: asyncio.Task[None] | None = None

    def open(self, session_id: str, holder: Holder) -> GatedOutbox:
        """Return the outbox of a new socket: nothing goes out of it before it was asked for."""
        outbox = GatedOutbox(session_topic(session_id), holder, ask=self._wanted.set)
        self._open[self._resources.hub.take_in(outbox)] = (session_id, holder.account_id)
        topic = sharing_topic(holder.account_id)
        self._listening[outbox] = self._resources.bus.listen(topic, lambda _topic, _number: outbox.doubt())
        self._begin()
        return outbox

    def is_gone(self, watch: Watch) -> None:
        """Have it logged that this one may not be here any more; it goes on until it is."""
        self._gone.add(watch)
        self._wanted.set()
        self._begin()

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    def _begin(self) -> None:
        if self._running is None or self._running.done():
            self._answered = time.monotonic()
            self._running = asyncio.create_task(self._run(), name="watching")

    async def _run(self) -> None:
        while self._open or self._gone:
            try:
                await self._look()
            except Problem:
                # The database is away. What waits stays where it is, but not for long.
                self._lose_patience()
            except Exception:
                log.exception("observers_not_asked_for")
                self._lose_patience()
            try:
                async with asyncio.timeout(EVERY):
                    await self._wanted.wait()
            except TimeoutError:
                continue

    async def _look(self) -> None:
        self._wanted.clear()
        self._forget_the_closed()
        asked_at, at = time.monotonic(), wire_now(self._resources.clock)
        watches = frozenset(self._open.values())
        if watches:
            allowed = await self._resources.database.read(partial(all_that_may, watches=watches, at=at))
            self._answered = time.monotonic()
            self._tell(allowed, asked_at=asked_at)
        await self._log_the_gone()

    def _tell(self, allowed: frozenset[Watch], *, asked_at: float) -> None:
        for outbox, watch in tuple(self._open.items()):
            if watch in allowed:
                outbox.may_have(asked_at=asked_at)
            else:
                outbox.close(CloseCode.SHARING_CHANGED)
                self._gone.add(watch)

    async def _log_the_gone(self) -> None:
        for session_id, account_id in tuple(self._gone):
            try:
                await self._dismiss(session_id, account_id)
            except NotFound:
                log.info("observed_session_gone", extra={"session_id": session_id})
            self._gone.discard((session_id, account_id))

    def _lose_patience(self) -> None:
        if time.monotonic() - self._answered > UNASKED_FOR:
            for outbox in self._open:
                outbox.close(CloseCode.TRY_LATER)

    def _forget_the_closed(self) -> None:
        for outbox in tuple(self._open):
            if outbox not in self._resources.hub.sockets(outbox.topic):
                del self._open[outbox]
                self._listening.pop(outbox)()
