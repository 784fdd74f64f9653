"""A clock that was set forward shortens no pause (P-4; assurance, F7): finds such leaps, and takes them off again.

Only leaps that this process lived through are known. One backwards makes a pause late, which nobody is hurt by; it
takes back a leap forwards that it follows.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from app.clock import wire_now
from app.frozen import dataclass
from app.sessions.protocol.state import Paused

if TYPE_CHECKING:
    from datetime import datetime

    from app.clock import Clock
    from app.sessions.protocol.state import Session

log = logging.getLogger(__name__)

# Reading two clocks takes a moment; what sets a clock by less than this shortens nothing that anybody notices.
UNNOTICED = timedelta(milliseconds=100)
NOTHING = timedelta()
# Whoever sets a clock more often than this has a fault that no list mends.
MOST_KEPT = 16


@dataclass(frozen=True, slots=True)
class Leap:
    """The clock went on by `by` in no time; until then it showed `before`."""

    before: datetime
    by: timedelta


class Leaps:
    """One per process. Whoever asks what time it is in a pause makes it look, and so does the engine now and then."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: list[Leap] = []
        # What the clock showed when no time had passed, as far as we know.
        self._zero = clock.now() - clock.passed()

    def moment(self, session: Session) -> datetime:
        """Return what time it is in this session: in a pause, without the leaps since it began."""
        at = wire_now(self._clock)
        return at - self.since(session.phase.since_at) if isinstance(session.phase, Paused) else at

    def later(self, session: Session, due_at: datetime) -> datetime:
        """Return what the clock will show when it is `due_at` in this session."""
        return due_at + self.since(session.phase.since_at) if isinstance(session.phase, Paused) else due_at

    def since(self, moment: datetime) -> timedelta:
        """Return how much further the clock is now than the time since then."""
        self.look()
        return sum([leap.by for leap in self._kept if moment <= leap.before], NOTHING)

    def look(self) -> None:
        expected = self._zero + self._clock.passed()
        by = self._clock.now() - expected
        if abs(by) <= UNNOTICED:
            return
        log.warning("clock_set", extra={"ms": round(by.total_seconds() * 1000)})
        self._zero += by
        if by > NOTHING:
            self._kept = [*self._kept, Leap(expected, by)][-MOST_KEPT:]
        else:
            self._take_back(-by)

    def _take_back(self, by: timedelta) -> None:
        while self._kept and by > NOTHING:
            last = self._kept.pop()
            if last.by > by:
                self._kept.append(Leap(last.before, last.by - by))
            by -= last.by
