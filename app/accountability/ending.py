"""What ends with a couple: what was only one person's yes. The record itself stays readable by both (decision 0025)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import select

from app.accountability.tables import AccountabilityRow

if TYPE_CHECKING:
    from datetime import datetime

    from app.database.unit_of_work import UnitOfWork


def end_with_couple(uow: UnitOfWork, couple_id: str, _leaver_id: str, _at: datetime) -> None:
    """Forget every yes to settling that the other has not joined: it was private, and it binds nobody now."""
    query = select(AccountabilityRow).where(AccountabilityRow.couple_id == couple_id).with_for_update()
    for row in uow.db.exec(query).all():
        if row.hurt_confirms or row.accountable_confirms:
            row.hurt_confirms = row.accountable_confirms = False
            row.revision += 1
    uow.db.flush()
