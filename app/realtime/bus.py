"""The bus is a doorbell: it carries a topic and a number, never content (README 3, DR-11)."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


class Bus(Protocol):
    """Rings everybody who listens to a topic. A ring may be lost or doubled; the database is the truth."""

    def ring(self, topic: str, number: int) -> None: ...

    def listen(self, topic: str, listener: Callable[[str, int], None]) -> Callable[[], None]:
        """Call `listener(topic, number)` at each ring; the returned function stops that."""
        ...


class MemoryBus:
    """The bus of a single process. Listeners run at once, on the loop, and must not block."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, list[Callable[[str, int], None]]] = defaultdict(list)

    def ring(self, topic: str, number: int) -> None:
        for listener in tuple(self._listeners.get(topic, ())):
            try:
                listener(topic, number)
            except Exception:
                # One broken listener must not keep the bell from the others.
                log.exception("bus_listener_failed")

    def listen(self, topic: str, listener: Callable[[str, int], None]) -> Callable[[], None]:
        self._listeners[topic].append(listener)

        def stop() -> None:
            remaining = self._listeners.get(topic, [])
            if listener in remaining:
                remaining.remove(listener)
            if not remaining:
                self._listeners.pop(topic, None)

        return stop
