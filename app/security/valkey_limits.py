"""Quotas that all processes share, in Valkey. While it is away each process counts for itself; nobody is kept waiting.

A quota here is never weaker than the one of a single process, because what this process counted refuses as well.
Valkey sees keyed hashes instead of addresses and ids.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

from app.errors import TooMany
from app.security.rate_limit import Limiter, in_seconds
from app.valkey.link import Away

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.security.rate_limit import Rule
    from app.valkey.client import Valkey

ASKED_WITHIN: Final = 0.05
# After one answer that came too late: nobody else waits for nothing.
REST: Final = 1.0
MOST_FULL: Final = 10_000
MICROSECONDS: Final = 1_000_000

# The times of the hits, oldest first, by Valkey's own clock; 0, or the microseconds to wait. One key, so one step.
# What lies in the future was written before that clock was set back: it goes, or it would refuse for ever.
HIT: Final = """
local time = redis.call('TIME')
local now, per = time[1] * 1000000 + time[2], tonumber(ARGV[2])
local oldest = tonumber(redis.call('LINDEX', KEYS[1], 0) or '')
while oldest and (oldest <= now - per or oldest > now) do
  redis.call('LPOP', KEYS[1])
  oldest = tonumber(redis.call('LINDEX', KEYS[1], 0) or '')
end
if redis.call('LLEN', KEYS[1]) >= tonumber(ARGV[1]) then
  return math.max(1, oldest + per - now)
end
redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0
"""


class SharedLimiter(Limiter):
    """`Limiter` over what all processes count together."""

    def __init__(
        self,
        valkey: Valkey,
        *,
        hashed: Callable[[str], str],
        on: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(on=on, monotonic=monotonic)
        self._valkey = valkey
        self._hashed = hashed
        self._resting_until = -math.inf
        # Until when a quota that is told is full, by what Valkey said.
        self._full: dict[str, float] = {}

    @property
    def healthy(self) -> bool:
        return self._valkey.healthy or not self._on

    async def start(self) -> None:
        if self._on:
            await self._valkey.start()

    async def stop(self) -> None:
        await self._valkey.stop()

    async def hit(self, rule: Rule, *keys: str) -> None:
        """Ask the common count where the rule says so, for 50 ms at most."""
        if rule.sharing == "asked" and self._on:
            wait = self._wait(rule, keys) or await self._asked(rule, keys)
            if wait is None:
                self._count(rule, keys)
            else:
                self.refused[rule.name] += 1
        else:
            wait = self.take(rule, *keys)
        if wait is not None:
            raise TooMany(retry_after=wait)

    def take(self, rule: Rule, *keys: str) -> int | None:
        """Decide at once: a full common count is known from the hit that filled it, one round trip later."""
        if rule.sharing == "own" or not self._on:
            return super().take(rule, *keys)
        key = self._key(rule, keys)
        wait = self._told(key)
        if wait is not None:
            self.refused[rule.name] += 1
            return wait
        wait = super().take(rule, *keys)
        if wait is None and self._valkey.healthy:
            self._valkey.send(*_hit(rule, key), handler=lambda reply: self._learn(key, reply))
        return wait

    def forget(self, rule: Rule, *keys: str) -> None:
        """Start again here and in the common count; another process keeps its own share until that is old."""
        super().forget(rule, *keys)
        key = self._key(rule, keys)
        self._full.pop(key, None)
        self._valkey.send("DEL", key, handler=_ignore)

    async def _asked(self, rule: Rule, keys: tuple[str, ...]) -> int | None:
        if self._monotonic() < self._resting_until:
            return None
        try:
            reply = await self._valkey.ask(*_hit(rule, self._key(rule, keys)), within=ASKED_WITHIN)
        except Away:
            if self._valkey.healthy:
                self._resting_until = self._monotonic() + REST
            # Others of this process may have counted while this one waited.
            return self._wait(rule, keys)
        return in_seconds(reply / MICROSECONDS) if isinstance(reply, int) and reply else None

    def _told(self, key: str) -> int | None:
        until = self._full.get(key)
        if until is None:
            return None
        wait = until - self._monotonic()
        if wait <= 0:
            del self._full[key]
            return None
        return in_seconds(wait)

    def _learn(self, key: str, reply: object) -> None:
        if isinstance(reply, int) and reply:
            if len(self._full) >= MOST_FULL:
                self._full.clear()
            self._full[key] = self._monotonic() + reply / MICROSECONDS

    def _key(self, rule: Rule, keys: tuple[str, ...]) -> str:
        return f"quota:{self._hashed(chr(31).join((rule.name, *keys)))[:32]}"


def _hit(rule: Rule, key: str) -> tuple[str | int, ...]:
    window = math.ceil(rule.per * MICROSECONDS)
    return ("EVAL", HIT, 1, key, rule.most, window, math.ceil(window / 1000))


def _ignore(_reply: object) -> None:
    """Nobody is told: the process that counts alone is strict enough."""
