"""An outbox whose holder is asked for at every delivery: frames wait until it is known that they may have them (T12).

What is known holds for a moment only, and is unknown again as soon as somebody doubts it. It decides nothing itself.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from app.realtime.close_codes import CloseCode
from app.realtime.outbox import MOST_FRAMES, Outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.realtime.outbox import Holder

# rules.md 7, T13: an end that no bell told of is noticed within five seconds, whatever else is slow.
KNOWN_FOR: Final = 2.0


class GatedOutbox(Outbox):
    """`ask` is called when a frame waits for an answer; whoever answers calls `may_have` or closes."""

    __slots__ = ("_ask", "_doubted_at", "_ends_with", "_held", "_known_until", "_monotonic")

    def __init__(
        self,
        topic: str,
        holder: Holder,
        *,
        ask: Callable[[], object],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(topic, holder)
        self._ask = ask
        self._monotonic = monotonic
        self._known_until = self._doubted_at = 0.0
        self._held: list[str] = []
        self._ends_with: CloseCode | None = None

    def put(self, frame: str) -> None:
        if self.closing is not None or self._ends_with is not None:
            return
        if not self._held and self._monotonic() < self._known_until:
            super().put(frame)
            return
        self._held.append(frame)
        if len(self._held) > MOST_FRAMES:
            self._held.clear()
            super().close(CloseCode.TOO_SLOW)
            return
        self._ask()

    def may_have(self, *, asked_at: float) -> None:
        """The answer was yes, to a question of this moment: what waited goes out, in its order."""
        if asked_at < self._doubted_at:
            # It was asked before whatever was doubted, so it is no answer to that.
            self._ask()
            return
        self._known_until = max(self._known_until, asked_at + KNOWN_FOR)
        held, self._held = self._held, []
        for frame in held:
            super().put(frame)
        if self._ends_with is not None:
            super().close(self._ends_with)

    def doubt(self) -> None:
        """Something may have ended: nothing more goes out before the next answer."""
        self._known_until = 0.0
        self._doubted_at = self._monotonic()
        self._ask()

    def close(self, code: CloseCode) -> None:
        """Close; only a session's own end waits for its last frames, and they for their answer."""
        if code is CloseCode.ENDED and self._held:
            self._ends_with = self._ends_with or code
            return
        # T13: at once. What was let out and is not sent yet is not sent any more either.
        self._held.clear()
        while self.waiting() is not None:
            pass
        super().close(code)
