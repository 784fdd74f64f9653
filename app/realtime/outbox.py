"""What waits to be sent to one socket: bounded, so that a client who does not read costs its own socket only."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from app.frozen import dataclass
from app.realtime.close_codes import CloseCode

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_FRAMES: Final = 256
MOST_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose socket it is."""

    account_id: str
    login_id: str


class Outbox:
    """Frames in order. `put` and `close` never wait; one task per socket awaits `get` and sends what could not leave
    `at_once`.
    """

    # Every open socket has one of these, mostly empty: a list and a future where they are needed take less memory
    # than a deque and two events that wait for a day that may not come.
    __slots__ = ("_bytes", "_closing", "_frames", "_wanted", "at_once", "holder", "on_overflow", "topic")

    def __init__(self, topic: str, holder: Holder) -> None:
        self.topic = topic
        self.holder = holder
        # For whoever is stuck sending to one who does not read: nothing more will come of it.
        self.on_overflow: Callable[[], object] | None = None
        # Writes a frame without waiting, or says no: to wake a task for each frame would cost more than to write it.
        self.at_once: Callable[[str], bool] | None = None
        self._frames: list[tuple[str, int]] = []
        self._bytes = 0
        self._closing: CloseCode | None = None
        self._wanted: asyncio.Future[None] | None = None

    @property
    def closing(self) -> CloseCode | None:
        return self._closing

    def put(self, frame: str) -> None:
        """Queue one frame; too many waiting closes the socket with 4408 and drops what waits."""
        if self._closing is not None or self._left_at_once(frame):
            return
        size = len(frame) if frame.isascii() else len(frame.encode())
        if len(self._frames) >= MOST_FRAMES or self._bytes + size > MOST_BYTES:
            self._frames.clear()
            self._bytes = 0
            self._closing = CloseCode.TOO_SLOW
            if self.on_overflow is not None:
                self.on_overflow()
        else:
            self._frames.append((frame, size))
            self._bytes += size
        self._wake()

    def close(self, code: CloseCode) -> None:
        """Close after what already waits; the first reason stays."""
        if self._closing is None:
            self._closing = code
        self._wake()

    async def get(self) -> str | CloseCode:
        """Return the next frame, or the close code when nothing more is to be sent."""
        while not self._frames and self._closing is None:
            self._wanted = asyncio.get_running_loop().create_future()
            await self._wanted
        return self.waiting() or self._closing or CloseCode.BYE

    def waiting(self) -> str | None:
        """Return the next frame if one waits."""
        if not self._frames:
            return None
        frame, size = self._frames.pop(0)
        self._bytes -= size
        return frame

    def _left_at_once(self, frame: str) -> bool:
        """Only while whoever sends waits for work: a frame never overtakes one that is being sent."""
        idle = self._wanted is not None and not self._wanted.done()
        return idle and self.at_once is not None and self.at_once(frame)

    def _wake(self) -> None:
        if self._wanted is not None and not self._wanted.done():
            self._wanted.set_result(None)
