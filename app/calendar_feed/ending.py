"""What happens to a calendar address when its owner is erased: it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.calendar_feed.service import take_back

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork


def connect(endings: AccountEndings) -> None:
    endings.on_erase(erased)


def erased(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    take_back(uow, account_id)
