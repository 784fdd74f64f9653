"""Sockets that say nothing and have shown no ticket yet: few per address, and not for long (T24)."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from app.errors import TooMany

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PER_ADDRESS: Final = 20
HELLO_WITHIN: Final = 5.0
# Before that a socket is not silent, only new; how many of those there are is for the cap on connections.
PROMPT: Final = 1.0


class Handshakes:
    """Counts sockets that were accepted and have not said hello promptly."""

    def __init__(self, most: int = MOST_PER_ADDRESS) -> None:
        self._most = most
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def waiting(self, address: str) -> Iterator[None]:
        """Hold a place while the ticket is awaited; raise `TooMany` when the address has none left."""
        if self._waiting[address] >= self._most:
            raise TooMany(retry_after=int(HELLO_WITHIN))
        self._waiting[address] += 1
        try:
            yield
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]
