"""What becomes of crossings when a person is erased: own notes go, what both saw keeps its place, wordless.

When a couple is over nothing needs doing here: nothing of it counts any more, and nothing can be written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, delete

from app.crossings.tables import CrossingRow

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork


def connect(endings: AccountEndings) -> None:
    endings.on_erase(_forget_person)


def _forget_person(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    """Delete what nobody else has seen. The rest is sealed under a key that is destroyed in this transaction."""
    private = delete(CrossingRow).where(
        col(CrossingRow.reporter_id) == account_id, col(CrossingRow.shared_at).is_(None)
    )
    uow.db.exec(private)
