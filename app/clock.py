"""The only place that asks the time; everything else is given a clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock(Protocol):
    """Anything that tells the present moment, aware and in UTC, and how time passes."""

    def now(self) -> datetime: ...

    def passed(self) -> timedelta:
        """Return the time since a moment that stays the same, whoever sets the clock."""
        ...


# Where there is one, a clock that goes on while the machine sleeps.
_STEADY: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def _passed() -> timedelta:
    return timedelta(seconds=time.clock_gettime(_STEADY))


def wire_now(clock: Clock) -> datetime:
    """Return the present moment in whole milliseconds: a deadline must be exactly what a client was shown of it."""
    now = clock.now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def passed(self) -> timedelta:
        return _passed()


class MovableClock:
    """The machine's time plus an offset that only grows; for the sandbox and for tests.

    With a `start`, time stands still between moves, so that tests are exact.
    Production refuses to start with it.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._offset = timedelta()
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return (self._start or datetime.now(UTC)) + self._offset

    def passed(self) -> timedelta:
        return self._offset if self._start else _passed() + self._offset

    @property
    def ahead(self) -> timedelta:
        """How far it was moved since it was made."""
        return self._offset

    def advance(self, by: timedelta) -> None:
        if by < timedelta():
            msg = "time does not run backwards"
            raise ValueError(msg)
        self._offset += by
        for listener in tuple(self._listeners):
            listener()

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each move: timers that sleep must look again."""
        self._listeners.append(listener)
