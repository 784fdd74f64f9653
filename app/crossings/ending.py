"""What becomes of crossings when a person is erased: own notes go, and all that was about a limit of their own; what
both saw of other things keeps its place, wordless.

When a couple is over nothing needs doing here: nothing of it counts any more, and nothing can be written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import and_, col, delete, or_, select

from app.crossings.tables import CrossingRow, RedressPlanRow, RedressSignRow, RenewalRow

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork


def connect(endings: AccountEndings) -> None:
    endings.on_erase(_forget_person)


def _forget_person(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    """Delete what nobody else has seen. The rest is sealed under a key that is destroyed in this transaction.

    A limit of one's own is deleted with its author; what was said about it has nothing to be about.
    """
    unseen = and_(col(CrossingRow.reporter_id) == account_id, col(CrossingRow.shared_at).is_(None))
    gone = select(CrossingRow.id).where(or_(unseen, col(CrossingRow.limit_of) == account_id))
    for table in (RedressPlanRow, RedressSignRow, RenewalRow):
        uow.db.exec(delete(table).where(col(table.crossing_id).in_(gone)))
    uow.db.exec(delete(CrossingRow).where(col(CrossingRow.id).in_(gone)))
