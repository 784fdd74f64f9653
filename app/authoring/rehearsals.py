"""Play a template with invented partners, and remember which content was played to its end (T-2).

The playing is the sessions' own; nothing here knows the rules of a talk. One rehearsal runs at a time in a process.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from app.errors import Unavailable
from app.frozen import dataclass
from app.sessions.rehearsing.rehearsal import rehearse, rehearse_all
from app.wire_time import parse, stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.sessions.rehearsing.rehearsal import PlayerName, Rehearsal
    from app.templates.steps import Medium, Template

T = TypeVar("T")
# Whoever comes when so many wait is told to come again.
MOST_WAITING: Final = 8


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """Every pair of partners in every medium, with exactly the content that the hash names."""

    hash: str
    at: datetime
    played: tuple[dict[str, Any], ...]

    @property
    def finished(self) -> bool:
        return bool(self.played) and all(one["finished"] for one in self.played)


def stored(rehearsed: Rehearsed) -> bytes:
    return json.dumps({"hash": rehearsed.hash, "at": stamp(rehearsed.at), "played": rehearsed.played}).encode()


def read(text: bytes) -> Rehearsed:
    found = json.loads(text)
    return Rehearsed(found["hash"], parse(found["at"]), tuple(found["played"]))


def play_all(template: Template, *, named: str, at: datetime) -> Rehearsed:
    """Play all pairs, in every medium that the template has."""
    return Rehearsed(named, at, tuple(asdict(one) for one in rehearse_all(template)))


def play(template: Template, *, players: tuple[PlayerName, PlayerName], medium: Medium) -> Rehearsal:
    return rehearse(template, players=players, medium=medium)


@dataclass(slots=True)
class Rehearsals:
    """The one stage of a process: a rehearsal is a second or two of work, and live talks come first."""

    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: int = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread of its own, one after the other."""
        if self._waiting >= MOST_WAITING:
            raise Unavailable
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
