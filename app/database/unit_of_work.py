"""One writing transaction as its work function sees it. It cannot commit; only `Database.write` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session


class UnitOfWork:
    """What a write function gets: the database session, and a list of what must follow the commit."""

    __slots__ = ("_callbacks", "db")

    def __init__(self, db: Session) -> None:
        self.db = db
        self._callbacks: list[Callable[[], None]] = []

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` on the event loop once the transaction is durable; never when it is rolled back."""
        self._callbacks.append(callback)

    @property
    def callbacks(self) -> tuple[Callable[[], None], ...]:
        return tuple(self._callbacks)
