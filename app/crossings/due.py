"""When a redress is due, for each of the two: only what both agreed on, and never a private note."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.crossings.lifecycle import in_force
from app.crossings.standing import open_crossings
from app.due import Due, day_of, state_on

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.crossings.stored import Stored


def due_for(
    db: Session, account_id: str, *, couple_ids: tuple[str, ...], at: datetime, days: int, timezone: str
) -> tuple[Due, ...]:
    """Return each redress in force that this person has not called done."""
    until = day_of(at, timezone) + timedelta(days=days)
    found = (
        _due(one, account_id, at=at, timezone=timezone)
        for couple_id in couple_ids
        for one in open_crossings(db, couple_id)
    )
    return tuple(one for one in found if one is not None and (one.on is None or one.on <= until))


def _due(stored: Stored, account_id: str, *, at: datetime, timezone: str) -> Due | None:
    plan = in_force(stored.crossing)
    if plan is None or account_id in plan.done:
        return None
    on, row = stored.plans[plan.hash].due_on, stored.row
    return Due(
        kind="redress",
        id=row.id,
        couple_id=row.couple_id,
        on=on,
        at=None,
        state=state_on(on, at=at, timezone=timezone),
        path=f"/v1/couples/{row.couple_id}/crossings/{row.id}",
    )
