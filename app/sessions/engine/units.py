"""A unit of work: all that one accepted command stores, together or not at all (I-23)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING, Any

from app.database import UnitOfWork
from app.frozen import dataclass
from app.values import quick

if TYPE_CHECKING:
    from datetime import datetime

    from app.sessions.engine.codec import StoredEvent


@dataclass(frozen=True, slots=True)
class StoredMark:
    """One private fact, sealed under its author's key."""

    session_id: str
    revision: int
    number: int
    account_id: str
    sealed: bytes = field(repr=False)

    def row(self) -> dict[str, Any]:
        return {one: getattr(self, one) for one in StoredMark.__slots__}


@quick
@dataclass(frozen=True, slots=True)
class Outcome:
    """What an accepted `ref` is answered with ever after. The fingerprint is keyed: nobody can guess the body by it."""

    account_id: str
    ref: str
    fingerprint: str
    seq: int

    def row(self, session_id: str) -> dict[str, Any]:
        # Not `asdict`: it copies every value deeply, and that for each command.
        return {
            "session_id": session_id,
            "account_id": self.account_id,
            "ref": self.ref,
            "fingerprint": self.fingerprint,
            "seq": self.seq,
        }


@quick
@dataclass(frozen=True, slots=True)
class Projection:
    """What of the session stays in the clear in its row, so that lists and timers need no replay."""

    seq: int
    phase: str
    first: str
    started_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    outcome: str | None


# A consequence on another aggregate, stored in the same transaction; it carries its own idempotence.
Consequence = Callable[[UnitOfWork], None]


@quick
@dataclass(frozen=True, slots=True)
class Unit:
    """`expected` is the fence: the unit is stored only while the row still has this revision."""

    session_id: str
    expected: int
    projection: Projection
    events: tuple[StoredEvent, ...] = ()
    marks: tuple[StoredMark, ...] = ()
    outcome: Outcome | None = None
    consequences: tuple[Consequence, ...] = ()
