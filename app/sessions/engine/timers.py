"""The durable timers: when each session is next due, and the task that wakes it then.

A timer is no row of its own: it is the session's `due_at`, worked out by the rules from the state that it belongs to.
So it cannot fire twice, be forgotten, or outlive what it was set for (I-33): firing is an `Elapse` behind the fence.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from app.observability.metrics import Metrics
from app.sessions.protocol.state import NEVER

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from app.clock import Clock
    from app.observability.metrics import Durations

log = logging.getLogger(__name__)

# A sleep is never longer than this, so that a clock that was set right is noticed.
LONGEST_SLEEP = 30.0
AT_ONCE = 32
# What failed is tried again after this long; whatever made it fail is seldom over sooner.
AGAIN_AFTER = timedelta(seconds=30)


class Timers:
    """Sleeps until the earliest session is due. `wake` is called for each, a bounded number at a time."""

    def __init__(self, clock: Clock, wake: Callable[[str], Awaitable[None]], lateness: Durations | None = None) -> None:
        self._clock = clock
        self._wake = wake
        # For the operator: how late each was looked at.
        self._lateness = lateness or Metrics().timers_late
        self._due: dict[str, datetime] = {}
        # The earliest place of each in the heap. Every command moves its session's deadline, nearly always further
        # away; then the place stays as it is and is moved when its time comes, for else the heap would grow with
        # every command until ten minutes later.
        self._placed: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []
        self._changed = asyncio.Event()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._waking: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="timers")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
        await asyncio.gather(*filter(None, (self._task, *self._waking)), return_exceptions=True)

    def set(self, session_id: str, due_at: datetime) -> None:
        """Wake this session at `due_at` and at no other time; NEVER takes it off."""
        if due_at == NEVER:
            self._due.pop(session_id, None)
            return
        self._due[session_id] = due_at
        placed = self._placed.get(session_id)
        if placed is None or due_at < placed:
            self._place(session_id, due_at)
            if self._heap[0][1] == session_id:
                self._changed.set()

    def _place(self, session_id: str, at: datetime) -> None:
        self._placed[session_id] = at
        heapq.heappush(self._heap, (at, session_id))

    def __len__(self) -> int:
        return len(self._due)

    def look_again(self) -> None:
        """The clock was moved, or something became due out of turn."""
        self._changed.set()

    async def _run(self) -> None:
        while True:
            self._changed.clear()
            for session_id in self._past():
                await self._room.acquire()
                task = asyncio.create_task(self._fire(session_id))
                self._waking.add(task)
                task.add_done_callback(self._waking.discard)
            await self._sleep()

    def _past(self) -> list[str]:
        now, past = self._clock.now(), []
        while self._heap and self._heap[0][0] <= now:
            at, session_id = heapq.heappop(self._heap)
            if self._placed.get(session_id) != at:
                # An earlier place took this one's part.
                continue
            del self._placed[session_id]
            due_at = self._due.get(session_id)
            if due_at is not None and due_at > at:
                self._place(session_id, due_at)
            elif due_at is not None:
                del self._due[session_id]
                past.append(session_id)
                self._lateness.add((now - due_at).total_seconds())
        return past

    async def _fire(self, session_id: str) -> None:
        try:
            await self._wake(session_id)
        except Exception:
            # The session stays due: it is tried again, and the fault is seen in the log by its place.
            log.exception("timer_failed", extra={"session_id": session_id})
            self.set(session_id, self._clock.now() + AGAIN_AFTER)
        finally:
            self._room.release()

    async def _sleep(self) -> None:
        seconds = LONGEST_SLEEP
        if self._heap:
            seconds = min(seconds, (self._heap[0][0] - self._clock.now()).total_seconds())
        if seconds <= 0:
            return
        # Not `wait_for`: in Python 3.11 it loses a cancellation that meets the event, and stopping would never end.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()
