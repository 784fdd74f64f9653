"""Work for many sessions at a time: whoever asks while a round is under way is in the next one, once."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from app.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

# After a round that met no database, all of it is asked for again; it is presence, and can wait that long.
REST = 1.0


class Rounds:
    """One after the other, so that of two answers about one session the later one stands."""

    def __init__(self, name: str, work: Callable[[frozenset[str]], Awaitable[None]]) -> None:
        self._name = name
        self._work = work
        self._asked: set[str] = set()
        self._running: asyncio.Task[None] | None = None

    def ask(self, session_id: str) -> None:
        self._asked.add(session_id)
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name=self._name)

    def forget(self, session_id: str) -> None:
        self._asked.discard(session_id)

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._asked:
                asked, self._asked = frozenset(self._asked), set()
                try:
                    await self._work(asked)
                except Unavailable:
                    log.info("company_late", extra={"kind": self._name})
                    self._asked |= asked
                    await asyncio.sleep(REST)
                except Exception:
                    # Whoever stopped telling would be believed to be here for ever.
                    log.exception("neighbours_failed")
        finally:
            self._running = None
