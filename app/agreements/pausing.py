"""The days on which a ritual rests. Either of the two may ask for them, and nothing says who did (practice 95)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.agreements.tables import AgreementPauseRow
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Pause:
    """From one day to another, both included."""

    id: str
    first_on: date
    last_on: date

    def covers(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


def pauses_of(db: Session, agreement_ids: Collection[str], *, since: date) -> dict[str, tuple[Pause, ...]]:
    """Return the pauses that are not over on that day, by agreement, the earliest first."""
    if not agreement_ids:
        return {}
    query = select(AgreementPauseRow).where(
        col(AgreementPauseRow.agreement_id).in_(agreement_ids), AgreementPauseRow.last_on >= since
    )
    found: dict[str, tuple[Pause, ...]] = {}
    for row in db.exec(query.order_by(col(AgreementPauseRow.first_on), col(AgreementPauseRow.id))).all():
        found[row.agreement_id] = (*found.get(row.agreement_id, ()), Pause(row.id, row.first_on, row.last_on))
    return found
