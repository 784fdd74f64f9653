"""Follows what other processes store in the sessions that this one holds: everybody who waits when a reading ends is
read in the next one, all together.

It decides nothing. What it read is handed on only while nothing else has happened to the session meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeAlias

from app.errors import Unavailable
from app.frozen import dataclass
from app.sessions.engine.loading import continued
from app.sessions.engine.news import Position, news_since

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session as Db

    from app.resources import Resources
    from app.sessions.engine.live import Live, Loaded
    from app.sessions.engine.loading import Continued
    from app.sessions.engine.news import News

    Answer: TypeAlias = Continued | BaseException | None
    Reading: TypeAlias = asyncio.Future[Continued | None]

log = logging.getLogger(__name__)

# A reading is bounded so that its statement stays short; what is left makes the next one.
MOST_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class _Waiting:
    before: Loaded
    read: Reading


class Following:
    """One per process, where there are others."""

    def __init__(
        self,
        resources: Resources,
        *,
        take: Callable[[Live, Continued, int], None],
        late: Callable[[Live], asyncio.Task[None]],
    ) -> None:
        self._database = resources.database
        self._keyring = resources.keyring
        # `take` shows what was read; `late` has the session read under its lock.
        self._take = take
        self._late = late
        self._waiting: list[_Waiting] = []
        self._running: asyncio.Task[None] | None = None
        self._followed: set[str] = set()
        self._resting = False

    @property
    def waiting(self) -> int:
        """How many readings have not begun."""
        return len(self._waiting)

    def follow(self, live: Live) -> None:
        """Somebody else wrote to this session. One reading for all who say so until it begins."""
        live.doubt()
        if live.session.id not in self._followed:
            self._follow(live)

    def rest(self) -> None:
        """Follow nobody any more; whoever still decides may still read."""
        self._resting = True

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def after(self, before: Loaded) -> Continued | None:
        """`before` and what others stored since; None where it must be read whole."""
        return await self._ask(before)

    def _follow(self, live: Live) -> None:
        if self._resting:
            return
        if live.lock.locked():
            # Whoever holds it loses and reads, or has won and knows more than the ring.
            self._follow_late(live)
            return
        self._followed.add(live.session.id)
        before, doubts = live.loaded, live.doubts
        self._ask(before).add_done_callback(lambda reading: self._arrived(live, before, doubts, reading))

    def _arrived(self, live: Live, before: Loaded, doubts: int, reading: Reading) -> None:
        self._followed.discard(live.session.id)
        if reading.cancelled():
            return
        failure = reading.exception()
        if isinstance(failure, Unavailable):
            # The doubt stays: the next command reads, or the next look does.
            log.info("session_not_read", extra={"session_id": live.session.id})
            return
        found = None if failure else reading.result()
        if found is None or live.lock.locked() or live.loaded is not before:
            self._follow_late(live)
            return
        self._take(live, found, doubts)
        if live.in_doubt:
            self._follow(live)

    def _follow_late(self, live: Live) -> None:
        """Have it read under its lock; once for all who ring meanwhile, and once more for those."""
        if self._resting:
            return
        self._followed.add(live.session.id)
        doubts = live.doubts

        def done(_: object) -> None:
            self._followed.discard(live.session.id)
            if live.in_doubt and live.doubts != doubts:
                self._follow(live)

        self._late(live).add_done_callback(done)

    def _ask(self, before: Loaded) -> Reading:
        waiting = _Waiting(before, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="following")
        return waiting.read

    async def _run(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._read(group)
        finally:
            self._running = None

    async def _read(self, group: list[_Waiting]) -> None:
        answers: list[Answer]
        try:
            answers = await self._database.ask(lambda db: self._answers(db, [one.before for one in group]))
        except Exception as failure:  # noqa: BLE001 - it is handed to whoever waits.
            answers = [failure] * len(group)
        for one, answer in zip(group, answers, strict=True):
            if one.read.done():
                continue
            if isinstance(answer, BaseException):
                one.read.set_exception(answer)
            else:
                one.read.set_result(answer)

    def _answers(self, db: Db, held: list[Loaded]) -> list[Answer]:
        found = news_since(db, [Position(one.session.id, one.session.seq, one.revision) for one in held])
        return [self._answer(db, one, news) for one, news in zip(held, found, strict=True)]

    def _answer(self, db: Db, before: Loaded, news: News | None) -> Answer:
        try:
            return None if news is None else continued(db, self._keyring, before, news)
        except Exception as failure:  # noqa: BLE001 - one that cannot be read must not keep the others from it.
            return failure
