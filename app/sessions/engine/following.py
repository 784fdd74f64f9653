"""Follows what other processes store in the sessions that this one holds: everybody who waits when a reading ends is
read in the next one, all together.

It decides nothing. What it read is handed on only while nothing else has happened to the session meanwhile.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeAlias

from app.database.together import Together
from app.errors import Unavailable
from app.sessions.engine.loading import continued
from app.sessions.engine.news import Position, news_since

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from sqlmodel import Session as Db

    from app.resources import Resources
    from app.sessions.engine.live import Live, Loaded
    from app.sessions.engine.loading import Continued
    from app.sessions.engine.news import News

    Answer: TypeAlias = Continued | Exception | None
    Reading: TypeAlias = asyncio.Future[Continued | None]

log = logging.getLogger(__name__)


class Following:
    """One per process, where there are others."""

    def __init__(
        self,
        resources: Resources,
        *,
        take: Callable[[Live, Continued, int], None],
        late: Callable[[Live], asyncio.Task[None]],
    ) -> None:
        database = resources.database
        self._keyring = resources.keyring
        self._asking: Together[Loaded, Continued | None] = Together(
            lambda held: database.ask(lambda db: self._answers(db, held))
        )
        # `take` shows what was read; `late` has the session read under its lock.
        self._take = take
        self._late = late
        self._followed: set[str] = set()
        self._resting = False

    @property
    def waiting(self) -> int:
        """How many readings have not begun."""
        return self._asking.waiting

    def follow(self, live: Live) -> None:
        """Somebody else wrote to this session. One reading for all who say so until it begins."""
        live.doubt()
        if live.session.id not in self._followed:
            self._follow(live)

    def rest(self) -> None:
        """Follow nobody any more; whoever still decides may still read."""
        self._resting = True

    async def stop(self) -> None:
        await self._asking.give_up()

    async def after(self, before: Loaded) -> Continued | None:
        """`before` and what others stored since; None where it must be read whole."""
        return await self._asking.ask(before)

    def _follow(self, live: Live) -> None:
        if self._resting:
            return
        if live.lock.locked():
            # Whoever holds it loses and reads, or has won and knows more than the ring.
            self._follow_late(live)
            return
        self._followed.add(live.session.id)
        before, doubts = live.loaded, live.doubts
        self._asking.put(before).add_done_callback(lambda reading: self._arrived(live, before, doubts, reading))

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

    def _answers(self, db: Db, held: Sequence[Loaded]) -> list[Answer]:
        found = news_since(db, [Position(one.session.id, one.session.seq, one.revision) for one in held])
        return [self._answer(db, one, news) for one, news in zip(held, found, strict=True)]

    def _answer(self, db: Db, before: Loaded, news: News | None) -> Answer:
        try:
            return None if news is None else continued(db, self._keyring, before, news)
        except Exception as failure:  # noqa: BLE001 - one that cannot be read must not keep the others from it.
            return failure
