"""Steps towards goals that a person took on themselves, with a day. What the other took on is not here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.due import Due, day_of, state_on
from app.sharing.tables import GoalStepRow, JointTextRow, StepTakerRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session


def due_for(
    db: Session, account_id: str, *, couple_ids: tuple[str, ...], at: datetime, days: int, timezone: str
) -> tuple[Due, ...]:
    """Return the open steps of active goals that this person took on, up to `days` ahead."""
    until = day_of(at, timezone) + timedelta(days=days)
    wanted = (
        select(GoalStepRow, JointTextRow.couple_id)
        .join(JointTextRow, col(JointTextRow.id) == GoalStepRow.goal_id)
        .join(StepTakerRow, col(StepTakerRow.step_id) == GoalStepRow.id)
        .where(
            StepTakerRow.account_id == account_id,
            GoalStepRow.state == "open",
            JointTextRow.state == "active",
            col(JointTextRow.couple_id).in_(couple_ids),
            col(GoalStepRow.on) <= until,
        )
    )
    return tuple(
        _due(step, couple_id, at=at, timezone=timezone)
        for step, couple_id in db.exec(wanted.order_by(col(GoalStepRow.id))).all()
    )


def _due(step: GoalStepRow, couple_id: str, *, at: datetime, timezone: str) -> Due:
    on = step.on or day_of(at, timezone)
    path = f"/v1/couples/{couple_id}/goals/{step.goal_id}/steps"
    return Due("goal_step", step.id, couple_id, on, None, state_on(on, at=at, timezone=timezone), path)
