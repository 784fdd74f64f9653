"""What becomes of what was said about occurrences when a person is erased.

The end of a couple needs nothing here: nothing counts any more, and nothing can be written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, update

from app.keeping.tables import OccurrenceReportRow

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork


def connect(endings: AccountEndings) -> None:
    endings.on_erase(_forget_person)


def _forget_person(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    """Forget when they meant to try again. Words of theirs go with their key; how it went was also the other's."""
    own = update(OccurrenceReportRow).where(col(OccurrenceReportRow.account_id) == account_id)
    uow.db.exec(own.values(new_date=None))
