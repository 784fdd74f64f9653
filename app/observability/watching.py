"""Watch what nobody tells us: the pauses of the garbage collector, and an event loop that comes back late."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.observability.metrics import Metrics

LOOK_EVERY: Final = 0.5


@contextlib.asynccontextmanager
async def watched(metrics: Metrics) -> AsyncIterator[None]:
    """Watch from here to the end of the block."""
    pauses = _Pauses(metrics)
    gc.callbacks.append(pauses)
    lag = asyncio.create_task(_watch_the_loop(metrics), name="loop lag")
    try:
        yield
    finally:
        lag.cancel()
        await asyncio.gather(lag, return_exceptions=True)
        gc.callbacks.remove(pauses)


class _Pauses:
    """Called by the interpreter in whatever thread collects; a collection stops all of them."""

    def __init__(self, metrics: Metrics) -> None:
        self._durations = metrics.collections
        self._began = 0.0

    def __call__(self, phase: str, _info: object) -> None:
        if phase == "start":
            self._began = time.perf_counter()
        else:
            self._durations.add(time.perf_counter() - self._began)


async def _watch_the_loop(metrics: Metrics) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LOOK_EVERY
        await asyncio.sleep(LOOK_EVERY)
        metrics.loop_lag.add(max(0.0, loop.time() - due))
