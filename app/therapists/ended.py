"""What else must happen when a therapist may see less than before. It decides nothing: higher features register.

Each hook runs inside the transaction in which a scope ends; the bell rings after it, in every process. Expiry rings no
bell: whoever delivers something asks again each time (T12).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.database.unit_of_work import UnitOfWork

    # (uow, couple_id, therapist_id, at): what the therapist may still see is asked of `standing`, as always.
    SharingEndedHook: TypeAlias = Callable[[UnitOfWork, str, str, datetime], None]


def sharing_topic(therapist_id: str) -> str:
    """Return what is rung when some couple shares less with a therapist, wherever their sockets are."""
    return f"sharing:{therapist_id}"


@dataclass(slots=True)
class SharingEnded:
    """The registered hooks of one process, in the order they were registered."""

    _hooks: list[SharingEndedHook] = field(default_factory=list)

    def on_end(self, hook: SharingEndedHook) -> None:
        self._hooks.append(hook)

    def ended(self, uow: UnitOfWork, couple_id: str, *, therapist_id: str, at: datetime) -> None:
        for hook in self._hooks:
            hook(uow, couple_id, therapist_id, at)
