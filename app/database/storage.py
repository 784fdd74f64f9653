"""What a kind of database gives to `Database`: lanes to read and write in, and what its failures mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine
    from sqlalchemy.exc import DBAPIError

    from app.database.failures import Verdict

Isolation = Literal["serializable", "read committed"]


@dataclass(frozen=True, slots=True)
class Lane:
    """Some threads, each with at most one connection at a time, and one way in which transactions begin."""

    name: str
    engine: Engine
    threads: int


@dataclass(frozen=True, slots=True)
class Storage:
    """Three lanes, of which SQLite makes two: whatever writes there is one thread and one connection."""

    readers: Lane
    # For questions of one statement, which need no transaction around them; in the threads of the readers.
    askers: Lane
    writers: Lane
    # For work that brings its own fence (README 2) and needs no help from the isolation of the database.
    groups: Lane
    judge: Callable[[DBAPIError], Verdict]
    # How often a transaction that lost against another is done again; 1 where there are no others.
    tries: int = 1
    # How long somebody waits for an answer before they are told to try again; None where nothing can hang.
    patience: float | None = None

    def lane(self, isolation: Isolation) -> Lane:
        return self.writers if isolation == "serializable" else self.groups

    def close(self) -> None:
        """Readers go first: with SQLite the writer alone makes the last checkpoint."""
        for engine in dict.fromkeys((self.readers.engine, self.groups.engine, self.writers.engine)):
            engine.dispose()
