"""When to ask the database what the bus may have lost: now and then, often while nobody rings, at once after a gap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.realtime.bus import Bus

# Rings do the work; this finds the lost ones.
EVERY: Final = 5.0
# Without rings it is all there is: whoever waits for their partner waits this long.
EVERY_WITHOUT_RINGS: Final = 0.8


class Lookout:
    """For one who looks in a loop: `await lookout.next()`, then look."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._gap = asyncio.Event()
        bus.on_gap(self._gap.set)

    async def next(self) -> None:
        waited = 0.0
        while waited < EVERY:
            try:
                async with asyncio.timeout(EVERY_WITHOUT_RINGS):
                    await self._gap.wait()
            except TimeoutError:
                waited += EVERY_WITHOUT_RINGS
            # The bus may have fallen silent while this was waiting.
            if self._gap.is_set() or not self._bus.healthy:
                break
        self._gap.clear()
