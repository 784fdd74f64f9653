"""What waits to be sent to one socket: bounded, so that a client who does not read costs its own socket only."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final

from app.realtime.close_codes import CloseCode

MOST_FRAMES: Final = 256
MOST_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose socket it is."""

    account_id: str
    login_id: str


class Outbox:
    """Frames in order. `put` and `close` never wait; one task per socket awaits `get` and sends."""

    __slots__ = ("_bytes", "_closing", "_frames", "_ready", "holder", "overflowed", "topic")

    def __init__(self, topic: str, holder: Holder) -> None:
        self.topic = topic
        self.holder = holder
        self._frames: deque[tuple[str, int]] = deque()
        self._bytes = 0
        self._closing: CloseCode | None = None
        self._ready = asyncio.Event()
        # For whoever is stuck sending to one who does not read: nothing more will come of it.
        self.overflowed = asyncio.Event()

    @property
    def closing(self) -> CloseCode | None:
        return self._closing

    def put(self, frame: str) -> None:
        """Queue one frame; too many waiting closes the socket with 4408 and drops what waits."""
        if self._closing is not None:
            return
        size = len(frame.encode())
        if len(self._frames) >= MOST_FRAMES or self._bytes + size > MOST_BYTES:
            self._frames.clear()
            self._bytes = 0
            self._closing = CloseCode.TOO_SLOW
            self.overflowed.set()
        else:
            self._frames.append((frame, size))
            self._bytes += size
        self._ready.set()

    def close(self, code: CloseCode) -> None:
        """Close after what already waits; the first reason stays."""
        if self._closing is None:
            self._closing = code
        self._ready.set()

    async def get(self) -> str | CloseCode:
        """Return the next frame, or the close code when nothing more is to be sent."""
        while not self._frames and self._closing is None:
            self._ready.clear()
            await self._ready.wait()
        if self._frames:
            frame, size = self._frames.popleft()
            self._bytes -= size
            return frame
        return self._closing or CloseCode.BYE
