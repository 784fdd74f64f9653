"""Unwrapped keys: in memory while they are used, and minutes after. Opens nothing, and brings nothing back."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.security.encryption import DataKey, Owner

CACHED: Final = 20_000
# Live sessions hold the keys that they need. Everybody else's are asked for several times in one visit: kept for ever,
# they would fill the memory with those of all who once came by.
KEPT_FOR: Final = 120.0


class OpenKeys:
    """The least used make room for others, and whatever was not used through a whole turn is let go."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._monotonic = monotonic
        self._turned = monotonic()
        # What was used since the last turn, and what was used in the turn before and not since.
        self._used: OrderedDict[Owner, DataKey] = OrderedDict()
        self._before: OrderedDict[Owner, DataKey] = OrderedDict()
        # Asked while a reader's snapshot may be older than an erasure, which is for seconds: the latest will do.
        self._gone: OrderedDict[Owner, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._used) + len(self._before)

    def get(self, owner: Owner) -> DataKey | None:
        with self._lock:
            self._turn()
            key = self._used.get(owner) or self._before.pop(owner, None)
            if key is not None:
                self._put(owner, key)
            return key

    def keep(self, owner: Owner, key: DataKey) -> bool:
        """Keep it, unless it was destroyed: a reader whose snapshot is older must not bring it back."""
        with self._lock:
            if owner in self._gone:
                return False
            self._put(owner, key)
            return True

    def forget(self, owner: Owner) -> None:
        """It was destroyed, and is not kept again."""
        with self._lock:
            self._gone[owner] = None
            if len(self._gone) > CACHED:
                self._gone.popitem(last=False)
            self._used.pop(owner, None)
            self._before.pop(owner, None)

    def _put(self, owner: Owner, key: DataKey) -> None:
        self._used[owner] = key
        self._used.move_to_end(owner)
        if len(self) > CACHED:
            (self._before or self._used).popitem(last=False)

    def _turn(self) -> None:
        """In one step, so that nobody ever goes through all that is kept."""
        passed = self._monotonic() - self._turned
        if passed >= KEPT_FOR:
            self._turned += passed
            self._before = self._used if passed < 2 * KEPT_FOR else OrderedDict()
            self._used = OrderedDict()
