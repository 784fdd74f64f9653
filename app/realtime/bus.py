"""The bus is a doorbell: it carries a topic and a number, never content (README 3, DR-11)."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    Listener: TypeAlias = Callable[[str, int], None]

log = logging.getLogger(__name__)


class Bus(Protocol):
    """Rings everybody who listens to a topic. A ring may be lost or doubled; the database is the truth."""

    @property
    def healthy(self) -> bool:
        """Whether rings reach the other processes now. Losing that costs latency, and is never an error."""
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def ring(self, topic: str, number: int) -> None: ...

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Call `listener(topic, number)` at each ring; the returned function stops that."""
        ...

    def on_gap(self, callback: Callable[[], None]) -> None:
        """Call back when rings may have been lost: whoever listens then asks the database."""
        ...

    async def settled(self) -> None:
        """Return when everybody hears what was listened to before this; what is read afterwards misses no ring."""
        ...


class MemoryBus:
    """The bus of a single process. Listeners run at once, on the loop, and must not block.

    Where there are other processes all the same (`alone=False`), it is never healthy, because they hear nothing.
    """

    def __init__(self, *, alone: bool = True) -> None:
        self._alone = alone
        # By a key of its own each, because one listener may listen twice.
        self._listeners: defaultdict[str, dict[object, Listener]] = defaultdict(dict)

    @property
    def healthy(self) -> bool:
        return self._alone

    async def start(self) -> None:
        """There is nobody to reach."""

    async def stop(self) -> None:
        """There is nobody to leave."""

    def ring(self, topic: str, number: int) -> None:
        for listener in tuple(self._listeners.get(topic, {}).values()):
            try:
                listener(topic, number)
            except Exception:
                # One broken listener must not keep the bell from the others.
                log.exception("bus_listener_failed")

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        key = object()
        self._listeners[topic][key] = listener

        def stop() -> None:
            listeners = self._listeners.get(topic)
            if listeners is not None and listeners.pop(key, None) is not None and not listeners:
                del self._listeners[topic]

        return stop

    def on_gap(self, callback: Callable[[], None]) -> None:
        """No ring is ever lost inside a process."""

    async def settled(self) -> None:
        """Listening begins at once."""

    def __contains__(self, topic: str) -> bool:
        return topic in self._listeners
