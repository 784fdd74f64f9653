"""One session as this process holds it: folded, with what its two people privately marked, and who is here.

The lock is held from decide to commit; the fold is replaced only after the commit, so nothing is ever speculated.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import field
from typing import TYPE_CHECKING

from app.frozen import dataclass
from app.sessions.engine.reviewing import Cycle, coached
from app.sessions.protocol.elapse import due
from app.sessions.protocol.facts import BEFORE, UNCOACHED, UNTIMED, Facts, Fresh, Mark
from app.sessions.protocol.sides import SIDES, Both, Side
from app.values import quick

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.sessions.engine.codec import Keys
    from app.sessions.protocol.answers import Refused
    from app.sessions.protocol.facts import Coached, Review
    from app.sessions.protocol.state import Session

# Refusals are kept in memory only: a refusal changed nothing, so nothing is lost with it.
MOST_REFUSALS = 256


@quick
@dataclass(frozen=True, slots=True)
class Loaded:
    """What one reading of the database gives; the same shape whether the session is new here or read again."""

    session: Session
    couple_id: str
    epoch: str
    revision: int
    chain: bytes
    marks: tuple[Mark, ...] = field(repr=False)
    outcomes: dict[tuple[str, str], tuple[str, int]]
    keys: Keys = field(repr=False)
    names: Both[str] = field(repr=False)
    pace: Both[float]
    languages: Both[str] = Both("en", "en")
    # By account, of whoever watches; nearly always nobody does.
    observer_names: Mapping[str, str] = field(default_factory=dict, repr=False)


class Live:
    """A session in memory. While it is in doubt the database knows more: it is read again before the next decision."""

    __slots__ = (
        "_trusted",
        "absent_since",
        "active_at",
        "cycles",
        "doubts",
        "due_at",
        "elsewhere",
        "loaded",
        "lock",
        "observing",
        "present",
        "refused",
        "touched",
    )

    def __init__(self, loaded: Loaded, *, at: datetime) -> None:
        self.loaded = loaded
        self.lock = asyncio.Lock()
        self.doubts = self._trusted = 0
        # Nobody is here until their socket or their poll says so (L-15).
        self.present: frozenset[Side] = frozenset()
        # The observers who are connected.
        self.observing: frozenset[str] = frozenset()
        # Whoever is connected to another process, by account.
        self.elsewhere: frozenset[str] = frozenset()
        self.absent_since: dict[Side, datetime] = dict.fromkeys(SIDES, at)
        self.active_at = at
        self.touched = time.monotonic()
        # What the coach sent back to each of the two: in memory, and nowhere else (C-5).
        self.cycles = Both(Cycle(), Cycle())
        self.refused: dict[tuple[str, str], tuple[str, Refused]] = {}
        # When time alone will next move it, or any earlier moment: a sign of life moves it without being worked out.
        self.due_at = BEFORE
        self.due_at = self.next_due()

    @property
    def in_doubt(self) -> bool:
        return self.doubts != self._trusted

    def doubt(self) -> int:
        """The database may know more. The number tells this doubt from a later one."""
        self.doubts += 1
        return self.doubts

    def trust(self, doubts: int) -> None:
        """What is held is what was stored, as far as this doubt goes; one that came meanwhile stays."""
        self._trusted = max(self._trusted, doubts)

    @property
    def session(self) -> Session:
        return self.loaded.session

    def side_of(self, account_id: str) -> Side | None:
        people = self.session.people
        return "a" if people.a == account_id else "b" if people.b == account_id else None

    def facts(
        self,
        *,
        fresh: Fresh = ("", ""),
        open_to_start: bool = True,
        commitments: Both[int] = Both(0, 0),
        review: Review | None = None,
        coached: Both[Coached] = Both(UNCOACHED, UNCOACHED),
    ) -> Facts:
        return Facts(
            marks=self.loaded.marks,
            present=self.present,
            absent_since=self.absent_since,
            pace=self.loaded.pace,
            active_at=self.active_at,
            fresh=fresh,
            open_to_start=open_to_start,
            commitments=commitments,
            review=review,
            coached=coached,
            due=self.due_at,
            observing=self.observing,
        )

    def seen(self) -> Facts:
        """The same for who looks and decides nothing: also what the coach does for each of the two."""
        return self.facts(coached=coached(self))

    def next_due(self) -> datetime:
        return due(self.session, self.facts())

    def here(self, present: frozenset[Side], *, at: datetime) -> None:
        """Presence changed. Whoever is away is away since the first moment that they were seen to be."""
        self.present = present
        self.absent_since = {side: self.absent_since.get(side, at) for side in SIDES if side not in present}
        self.due_at = self.next_due()

    def remember_refusal(self, key: tuple[str, str], fingerprint: str, refused: Refused) -> None:
        if len(self.refused) >= MOST_REFUSALS:
            self.refused.pop(next(iter(self.refused)))
        self.refused[key] = (fingerprint, refused)


def pace_from(allowance: float | None) -> float:
    """A person's time allowance as the rules want it; none at all is untimed."""
    return UNTIMED if allowance is None else allowance
