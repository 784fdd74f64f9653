"""Sockets that have not shown a ticket yet: few per address, and not for long (T24)."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from app.errors import TooMany

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PER_ADDRESS: Final = 20
HELLO_WITHIN: Final = 5.0


class Handshakes:
    """Counts sockets between their acceptance and their hello."""

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
