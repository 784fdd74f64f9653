"""What else must happen when a person is erased or logins end. It decides nothing: others register, and are called.

A lower feature never imports a higher one (README 15), so the higher ones bring their part here.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.database.unit_of_work import UnitOfWork

    # (uow, account_id, at): inside the transaction that erases, while the person's key still opens.
    EraseHook: TypeAlias = Callable[[UnitOfWork, str, datetime], None]
    # The ids of the logins that ended; on the event loop, after the commit.
    LoginsEndedHook: TypeAlias = Callable[[frozenset[str]], None]


@dataclass(slots=True)
class AccountEndings:
    """The registered hooks of one process, in the order they were registered."""

    _on_erase: list[EraseHook] = field(default_factory=list)
    _on_logins_ended: list[LoginsEndedHook] = field(default_factory=list)

    def on_erase(self, hook: EraseHook) -> None:
        self._on_erase.append(hook)

    def on_logins_ended(self, hook: LoginsEndedHook) -> None:
        """T43: sockets opened through an ended login are to be closed within a second."""
        self._on_logins_ended.append(hook)

    def erased(self, uow: UnitOfWork, account_id: str, *, at: datetime) -> None:
        for hook in self._on_erase:
            hook(uow, account_id, at)

    def logins_ended(self, uow: UnitOfWork, login_ids: frozenset[str]) -> None:
        if login_ids:
            uow.after_commit(lambda: self._tell(login_ids))

    def _tell(self, login_ids: frozenset[str]) -> None:
        for hook in self._on_logins_ended:
            hook(login_ids)
