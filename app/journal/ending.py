"""What happens to one's own pages when a couple ends (nothing) and when a person is erased (all of it goes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.journal.pages import forget_all
from app.journal.stepping_back import forget_of_couple, forget_of_person

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.couples.leaving import Leaving
    from app.database.unit_of_work import UnitOfWork


def connect(endings: AccountEndings, leaving: Leaving) -> None:
    leaving.on_leave(left)
    endings.on_erase(erased)


def left(uow: UnitOfWork, couple_id: str, _leaver_id: str, _at: datetime) -> None:
    forget_of_couple(uow, couple_id)


def erased(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    """rules.md 9: what was private is deleted, and not only made unreadable."""
    forget_all(uow, account_id)
    forget_of_person(uow, account_id)
