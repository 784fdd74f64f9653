"""Quotas in memory, as exact moving windows. Pause, leave and help are never asked here (README 13).

The `limits` library was tried: its asynchronous memory storage starts a task and a thread for every known key at
every hit, which costs more than a command. One process needs a deque per key.
"""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.errors import TooMany

if TYPE_CHECKING:
    from collections.abc import Callable

SWEEP_EVERY: Final = 4096


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `most` in any `per` seconds, for each key."""

    name: str
    most: int
    per: float


MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

# Every quota of the service, in one place.
REGISTER_PER_ADDRESS: Final = Rule("register_per_address", 20, HOUR)
LOGIN_PER_ADDRESS: Final = Rule("login_per_address", 30, 15 * MINUTE)
LOGIN_PER_ACCOUNT: Final = Rule("login_per_account", 10, 15 * MINUTE)
LOGIN_ANYWHERE: Final = Rule("login_anywhere", 100, HOUR)
PASSWORD_CHANGE: Final = Rule("password_change", 5, HOUR)
INVITE: Final = Rule("invite", 3, 30 * DAY)  # T09: three invitations in thirty days.
JOIN_PER_ACCOUNT: Final = Rule("join_per_account", 5, 15 * MINUTE)  # rules.md 0: at most five tries.
JOIN_PER_ADDRESS: Final = Rule("join_per_address", 20, HOUR)
TALK_REQUEST: Final = Rule("talk_request", 10, DAY)
TICKET: Final = Rule("ticket", 30, MINUTE)
COMMAND_PER_PERSON: Final = Rule("command_per_person", 20, 4)  # DR-20: 5 a second, 20 at once.
COMMAND_PER_COUPLE: Final = Rule("command_per_couple", 40, 4)  # DR-20: 10 a second.
# Pause, help and leave are never refused; beyond this, what would change nothing is answered without being stored.
EXEMPT_STORED: Final = Rule("exempt_stored", 30, MINUTE)
FRAME_PER_SOCKET: Final = Rule("frame_per_socket", 60, 4)
REQUEST_PER_LOGIN: Final = Rule("request_per_login", 300, MINUTE)


class Limiter:
    """Counts hits; time comes from a monotonic clock, which no sandbox moves."""

    def __init__(self, *, on: bool = True, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._on = on
        self._monotonic = monotonic
        self._hits: dict[tuple[str, ...], tuple[Rule, deque[float]]] = {}
        self._until_sweep = SWEEP_EVERY

    async def hit(self, rule: Rule, *keys: str) -> None:
        """Count one hit; raise `TooMany` with the seconds to wait when the quota is used up."""
        wait = self.take(rule, *keys)
        if wait is not None:
            raise TooMany(retry_after=wait)

    def take(self, rule: Rule, *keys: str) -> int | None:
        """Count one hit and return `None`, or return the seconds to wait; for sockets, which do not raise."""
        if not self._on:
            return None
        self._sweep_sometimes()
        now = self._monotonic()
        _, hits = self._hits.setdefault((rule.name, *keys), (rule, deque()))
        _drop_old(hits, before=now - rule.per)
        if len(hits) >= rule.most:
            return max(1, math.ceil(hits[0] + rule.per - now))
        hits.append(now)
        return None

    def forget(self, rule: Rule, *keys: str) -> None:
        """Start again for this key, for example after a login that succeeded."""
        self._hits.pop((rule.name, *keys), None)

    def _sweep_sometimes(self) -> None:
        self._until_sweep -= 1
        if self._until_sweep:
            return
        self._until_sweep = SWEEP_EVERY
        now = self._monotonic()
        for key, (rule, hits) in tuple(self._hits.items()):
            _drop_old(hits, before=now - rule.per)
            if not hits:
                del self._hits[key]


def _drop_old(hits: deque[float], *, before: float) -> None:
    while hits and hits[0] <= before:
        hits.popleft()
