"""Spans for an OpenTelemetry collector, where an operator asked for them: one for each answer and each command.

What it must never become is the trail of one evening of two people. A span is a trace of its own, with a random id; its
name and attributes come from the closed sets of the numbers; its moment is cut to the minute, only its length is exact.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from app.observability.metrics import Metrics

log = logging.getLogger(__name__)

EVERY: Final = 5.0
# What a collector that is away may cost in memory; the oldest go first.
MOST_KEPT: Final = 4_096
AT_ONCE: Final = 512
MINUTE: Final = 60 * 1_000_000_000
SERVER: Final = 2
RESOURCE: Final = {"attributes": [{"key": "service.name", "value": {"stringValue": "rejoin"}}]}


class Tracing:
    """The spans of one process that are yet to be sent, in OTLP's JSON over HTTP."""

    def __init__(self, endpoint: str) -> None:
        self._url = f"{endpoint.rstrip('/')}/v1/traces"
        self._kept: deque[dict[str, Any]] = deque(maxlen=MOST_KEPT)
        self._away = False

    def __call__(self, name: str, facts: Mapping[str, str], seconds: float) -> None:
        """Keep one span; whoever calls has made sure that no name and no fact is anybody's."""
        began = time.time_ns() // MINUTE * MINUTE
        self._kept.append(
            {
                "traceId": secrets.token_hex(16),
                "spanId": secrets.token_hex(8),
                "name": name,
                "kind": SERVER,
                "startTimeUnixNano": str(began),
                "endTimeUnixNano": str(began + int(seconds * 1e9)),
                "attributes": [{"key": key, "value": {"stringValue": value}} for key, value in facts.items()],
            }
        )

    async def send(self) -> None:
        """Send what is kept. A collector that is away costs spans, never an answer."""
        async with httpx.AsyncClient(timeout=EVERY) as client:
            while self._kept:
                spans = [self._kept.popleft() for _ in range(min(AT_ONCE, len(self._kept)))]
                scope = {"scope": {"name": "rejoin"}, "spans": spans}
                body = {"resourceSpans": [{"resource": RESOURCE, "scopeSpans": [scope]}]}
                try:
                    (await client.post(self._url, json=body)).raise_for_status()
                except httpx.HTTPError:
                    self._say_away()
                    return
                self._away = False

    def _say_away(self) -> None:
        if not self._away:
            self._away = True
            log.warning("traces_not_sent")


@contextlib.asynccontextmanager
async def traced(metrics: Metrics, endpoint: str) -> AsyncIterator[Tracing]:
    """Send spans from here to the end of the block, and what is left then."""
    tracing = metrics.traced = Tracing(endpoint)
    work = asyncio.create_task(_again_and_again(tracing), name="tracing")
    try:
        yield tracing
    finally:
        metrics.traced = None
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await tracing.send()


async def _again_and_again(tracing: Tracing) -> None:
    while True:
        await asyncio.sleep(EVERY)
        await tracing.send()
