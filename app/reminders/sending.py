"""The loop that sends what is due, in the style of the timers of sessions: it sleeps until the earliest.

A mail server that is away costs its own mails a delay, and nobody else anything: nothing waits for this loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import partial
from typing import TYPE_CHECKING, Final

from app.clock import MovableClock
from app.errors import Problem
from app.mail.port import NotSent
from app.reminders.choosing import PURPOSE, Means
from app.reminders.deciding import Taken, due_rows, earliest, not_sent, sent, set_aside, take

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from app.resources import Resources

log = logging.getLogger(__name__)

# A sleep is never longer than this, so that what other processes chose, and a clock that was set right, are noticed.
LONGEST_SLEEP: Final = 30.0
AFTER_A_FAULT: Final = 30.0
AT_ONCE: Final = 4


class Sending:
    """Sends letters, a bounded number at a time, as long as the service runs."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._changed = asyncio.Event()
        self.means = Means(resources.keyring, resources.keyed_hash(PURPOSE), self.look_again)
        if isinstance(resources.clock, MovableClock):
            resources.clock.on_move(self.look_again)

    @contextlib.asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """As long as the service runs, and where there is any way to send."""
        if not self._resources.mailer.works:
            yield
            return
        task = asyncio.create_task(self._run(), name="reminders")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def look_again(self) -> None:
        """The clock was moved, or somebody chose something."""
        self._changed.set()

    async def round(self) -> int:
        """Do everything that is due now; how many rows were looked at."""
        at = self._resources.clock.now()
        rows = await self._resources.database.read(lambda db: due_rows(db, at))
        for first in range(0, len(rows), AT_ONCE):
            await asyncio.gather(*(self._apart(account_id, seen) for account_id, seen in rows[first : first + AT_ONCE]))
        return len(rows)

    async def _apart(self, account_id: str, seen: datetime) -> None:
        """Look at one row; a fault in it stays its own, or whoever is due first could end the mails of everybody."""
        try:
            await self._one(account_id, seen)
        except Problem:
            raise
        except Exception:
            log.exception("reminders_failed")
            at = self._resources.clock.now()
            await self._resources.database.write(lambda uow: set_aside(uow, account_id, seen=seen, at=at))

    async def _one(self, account_id: str, seen: datetime) -> None:
        resources = self._resources
        taking = partial(
            take,
            account_id=account_id,
            seen=seen,
            means=self.means,
            base_url=resources.settings.base_url,
            at=resources.clock.now(),
        )
        taken = await resources.database.write(taking)
        if taken is None:
            return
        try:
            await resources.mailer.send(taken.letter, at=resources.clock.now())
        except NotSent as fault:
            await self._not_sent(taken, for_good=fault.for_good)
        else:
            resources.metrics.mails.add("sent")
            await resources.database.write(lambda uow: sent(uow, taken, means=self.means))

    async def _not_sent(self, taken: Taken, *, for_good: bool) -> None:
        # Without an address, and without what the server said: it often names one.
        log.warning("mail_not_sent", extra={"kind": taken.letter.kind, "code": "never" if for_good else "not_now"})
        self._resources.metrics.mails.add("never" if for_good else "not_now")
        at = self._resources.clock.now()
        await self._resources.database.write(lambda uow: not_sent(uow, taken, for_good=for_good, at=at))

    async def _run(self) -> None:
        while True:
            self._changed.clear()
            seconds = AFTER_A_FAULT
            try:
                seconds = 0.0 if await self.round() else await self._until_next()
            except Problem:
                log.info("reminders_wait")
            except Exception:
                log.exception("reminders_failed")
            if seconds > 0:
                # Not `wait_for`: see the timers of sessions.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(seconds):
                        await self._changed.wait()

    async def _until_next(self) -> float:
        first = await self._resources.database.read(earliest)
        if first is None:
            return LONGEST_SLEEP
        return max(0.01, min(LONGEST_SLEEP, (first - self._resources.clock.now()).total_seconds()))
