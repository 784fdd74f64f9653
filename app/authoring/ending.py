"""What happens to drafts when their author is erased: all of them go. Published versions are others' too, and stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.authoring.drafts import forget_all

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork


def connect(endings: AccountEndings) -> None:
    endings.on_erase(erased)


def erased(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    forget_all(uow, account_id)
