"""What happens to somebody's mails when they are erased: all of it goes, before their key does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.reminders.choosing import forget

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork


def connect(endings: AccountEndings) -> None:
    endings.on_erase(erased)


def erased(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    forget(uow, account_id)
