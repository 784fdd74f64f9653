"""What else must happen when somebody leaves a couple. It decides nothing: higher features register, and are called."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.database.unit_of_work import UnitOfWork

    # (uow, couple_id, leaver_id, at): inside the transaction that ends the couple, so nothing is left half ended.
    LeaveHook: TypeAlias = Callable[[UnitOfWork, str, str, datetime], None]


@dataclass(slots=True)
class Leaving:
    """The registered hooks of one process, in the order they were registered."""

    _hooks: list[LeaveHook] = field(default_factory=list)

    def on_leave(self, hook: LeaveHook) -> None:
        self._hooks.append(hook)

    def left(self, uow: UnitOfWork, couple_id: str, *, leaver_id: str, at: datetime) -> None:
        for hook in self._hooks:
            hook(uow, couple_id, leaver_id, at)
