"""What happens to check-ins when a person is erased. When a couple ends, nothing: what is private stays private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import select

from app.checkins.tables import CheckInAnswerRow, CheckInRow

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork


def connect(endings: AccountEndings) -> None:
    endings.on_erase(erased)


def erased(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    """rules.md 9: what was private is deleted; the words of what both shared go with the key."""
    for row in uow.db.exec(select(CheckInAnswerRow).where(CheckInAnswerRow.account_id == account_id)):
        if uow.db.get(CheckInRow, (row.couple_id, row.starts_on)) is None:
            uow.db.delete(row)
    uow.db.flush()
