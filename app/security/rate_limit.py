"""Quotas as exact moving windows, in memory. Pause, leave and help are never asked here (README 13).

The `limits` library was tried: its asynchronous memory storage starts a task and a thread for every known key at
every hit, which costs more than a command. One process needs a deque per key.
"""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from app.errors import TooMany
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

SWEEP_EVERY: Final = 4096

# How several processes share a quota. `asked`: nothing happens before the common count has agreed; for guessing and
# mass. `told`: each process decides at once by what it knows, and is told when the common count is full; for what
# happens often and must not wait. `own`: each process counts for itself; for what lives in one process only.
Sharing: TypeAlias = Literal["asked", "told", "own"]


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `most` in any `per` seconds, for each key."""

    name: str
    most: int
    per: float
    sharing: Sharing = "asked"


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
PROGRESS_WORDS: Final = Rule("progress_words", 60, HOUR)
CROSSING: Final = Rule("crossing", 30, DAY)  # each is a private note; nobody else meets this quota
TICKET: Final = Rule("ticket", 30, MINUTE, "told")
SHARED_WORDS: Final = Rule("shared_words", 120, DAY, "told")  # What two people write to each other between talks.
REHEARSAL: Final = Rule("rehearsal", 60, MINUTE, "told")
SUGGESTION: Final = Rule("suggestion", 40, DAY)  # by a therapist, to all couples together
PRACTICE_ANSWER: Final = Rule("practice_answer", 120, DAY, "told")  # one's own; nobody else meets this quota
TEMPLATE_CHECK: Final = Rule("template_check", 120, MINUTE, "told")  # An editor asks while somebody types.
TEMPLATE_REHEARSAL: Final = Rule("template_rehearsal", 20, MINUTE)
JOURNAL_PAGE: Final = Rule("journal_page", 200, DAY, "told")  # DR-20.
COMMAND_PER_PERSON: Final = Rule("command_per_person", 20, 4, "told")  # DR-20: 5 a second, 20 at once.
COMMAND_PER_COUPLE: Final = Rule("command_per_couple", 40, 4, "told")  # DR-20: 10 a second.
# Pause, help and leave are never refused; beyond this, what would change nothing is answered without being stored.
EXEMPT_STORED: Final = Rule("exempt_stored", 30, MINUTE, "told")
FRAME_PER_SOCKET: Final = Rule("frame_per_socket", 60, 4, "own")
CALENDAR_ADDRESS: Final = Rule("calendar_address", 10, DAY)
CALENDAR_READ: Final = Rule("calendar_read", 60, HOUR, "told")
CALENDAR_MISS: Final = Rule("calendar_miss", 60, HOUR, "told")
REMINDER_CHOICE: Final = Rule("reminder_choice", 10, DAY)
REMINDER_TRY: Final = Rule("reminder_try", 10, HOUR)
REMINDER_STOP: Final = Rule("reminder_stop", 60, HOUR, "told")
THERAPIST_SIGN_UP: Final = Rule("therapist_sign_up", 10, HOUR)
THERAPIST_INVITATION: Final = Rule("therapist_invitation", 10, DAY)
EXPORT: Final = Rule("export", 6, HOUR)
REQUEST_PER_LOGIN: Final = Rule("request_per_login", 300, MINUTE, "told")


class Limiter:
    """Counts hits; time comes from a monotonic clock, which no sandbox moves."""

    def __init__(self, *, on: bool = True, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._on = on
        self._monotonic = monotonic
        self._hits: dict[tuple[str, ...], tuple[Rule, deque[float]]] = {}
        self._until_sweep = SWEEP_EVERY
        # How often each rule said no, for the operator.
        self.refused: Counter[str] = Counter()

    @property
    def healthy(self) -> bool:
        """Whether the quotas are shared with every process that should share them."""
        return True

    async def start(self) -> None:
        """Begin to share, where there is somebody to share with."""

    async def stop(self) -> None:
        """Share no more."""

    async def hit(self, rule: Rule, *keys: str) -> None:
        """Count one hit; raise `TooMany` with the seconds to wait when the quota is used up."""
        wait = self.take(rule, *keys)
        if wait is not None:
            raise TooMany(retry_after=wait)

    def take(self, rule: Rule, *keys: str) -> int | None:
        """Count one hit and return `None`, or return the seconds to wait; for sockets, which do not raise."""
        wait = self._wait(rule, keys)
        if wait is None:
            self._count(rule, keys)
        else:
            self.refused[rule.name] += 1
        return wait

    def forget(self, rule: Rule, *keys: str) -> None:
        """Start again for this key, for example after a login that succeeded."""
        self._hits.pop((rule.name, *keys), None)

    def _wait(self, rule: Rule, keys: tuple[str, ...]) -> int | None:
        """Return the seconds to wait by what this process has counted, or `None`."""
        known = self._hits.get((rule.name, *keys))
        if known is None or not self._on:
            return None
        hits, now = known[1], self._monotonic()
        _drop_old(hits, before=now - rule.per)
        return in_seconds(hits[0] + rule.per - now) if len(hits) >= rule.most else None

    def _count(self, rule: Rule, keys: tuple[str, ...]) -> None:
        if self._on:
            self._sweep_sometimes()
            self._hits.setdefault((rule.name, *keys), (rule, deque()))[1].append(self._monotonic())

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


def in_seconds(wait: float) -> int:
    """Return what a client is told: whole seconds, and never none."""
    return max(1, math.ceil(wait))


def _drop_old(hits: deque[float], *, before: float) -> None:
    while hits and hits[0] <= before:
        hits.popleft()
