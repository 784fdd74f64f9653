"""Steps towards a goal: written by either, taken on by each for themselves."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import col, func, select

from app.couples.access import require_partner, require_record
from app.errors import Conflict, NotFound
from app.frozen import dataclass
from app.pagination import cut, decode_cursor
from app.sharing.steps import Refused, Step
from app.sharing.tables import GoalStepRow, JointTextRow, StepTakerRow
from app.sharing.words import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import Keyring
    from app.sharing.steps import StepState

SCOPE = "goal_steps"
MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class NewStep:
    """What a person says of a step, on its way in."""

    text: str = field(repr=False)
    mine: bool
    on: date | None


@dataclass(frozen=True, slots=True)
class GoalStep:
    """One step as both see it."""

    id: str
    goal_id: str
    state: StepState
    on: date | None
    takers: tuple[str, ...]
    text: str | None = field(repr=False)


def add_step(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    goal_id: str,
    new: NewStep,
    keyring: Keyring,
    ids: Ids,
) -> GoalStep:
    """Add a step to a goal that both said yes to; for oneself, or for whoever takes it on."""
    db = uow.db
    require_partner(db, actor, couple_id)
    if _goal(db, couple_id, goal_id).state != "active":
        raise Conflict("not_now", detail="Steps are for a goal that both of you said yes to.")
    counted = select(func.count()).select_from(GoalStepRow).where(GoalStepRow.goal_id == goal_id)
    if db.exec(counted).one() >= MOST_STEPS:
        raise Conflict("limit_reached")
    step_id = ids.public()
    words = seal(db, keyring, ("account", actor.account_id), new.text, place=_place(step_id))
    row = GoalStepRow(id=step_id, goal_id=goal_id, author_id=actor.account_id, state="open", on=new.on, words=words)
    db.add(row)
    db.flush()
    return _stored(uow, keyring, row, Step(frozenset({actor.account_id}) if new.mine else frozenset()))


def change_step(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    goal_id: str,
    step_id: str,
    keyring: Keyring,
    act: Callable[[Step], Step | Refused],
) -> GoalStep:
    """Do what `act` says to a step of a goal that is active."""
    db = uow.db
    require_partner(db, actor, couple_id)
    goal = _goal(db, couple_id, goal_id)
    wanted = select(GoalStepRow).where(GoalStepRow.id == step_id, GoalStepRow.goal_id == goal_id)
    row = db.exec(wanted.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    after = act(Step(_takers(db, row.id), row.state))
    if goal.state != "active" or isinstance(after, Refused):
        raise Conflict("not_now")
    return _stored(uow, keyring, row, after)


def list_steps(
    db: Session, actor: Actor, *, couple_id: str, goal_id: str, keyring: Keyring, limit: int, cursor: str | None
) -> Slice[GoalStep]:
    """Return the steps of a goal in the order in which they were written; both get the same."""
    record = require_record(db, actor, couple_id)
    goal = _goal(db, couple_id, goal_id)
    if record.over and goal.in_force is None:
        raise NotFound
    wanted = select(GoalStepRow).where(GoalStepRow.goal_id == goal_id)
    if (place := decode_cursor(SCOPE, cursor)) is not None:
        wanted = wanted.where(col(GoalStepRow.id) > place)
    rows = db.exec(wanted.order_by(col(GoalStepRow.id)).limit(limit + 1)).all()
    return cut([_step(db, keyring, row) for row in rows], limit, scope=SCOPE, place=lambda one: one.id)


def _goal(db: Session, couple_id: str, goal_id: str) -> JointTextRow:
    wanted = select(JointTextRow).where(
        JointTextRow.id == goal_id, JointTextRow.couple_id == couple_id, JointTextRow.kind == "goal"
    )
    row = db.exec(wanted).one_or_none()
    if row is None:
        raise NotFound
    return row


def _takers(db: Session, step_id: str) -> frozenset[str]:
    return frozenset(db.exec(select(StepTakerRow.account_id).where(StepTakerRow.step_id == step_id)).all())


def _stored(uow: UnitOfWork, keyring: Keyring, row: GoalStepRow, step: Step) -> GoalStep:
    db = uow.db
    row.state = step.state
    db.add(row)
    before = _takers(db, row.id)
    for account_id in sorted(step.takers - before):
        db.add(StepTakerRow(step_id=row.id, account_id=account_id))
    for account_id in sorted(before - step.takers):
        db.delete(db.get_one(StepTakerRow, (row.id, account_id)))
    db.flush()
    return _step(db, keyring, row)


def _step(db: Session, keyring: Keyring, row: GoalStepRow) -> GoalStep:
    text = unseal(db, keyring, ("account", row.author_id), row.words, place=_place(row.id))
    return GoalStep(row.id, row.goal_id, row.state, row.on, tuple(sorted(_takers(db, row.id))), text)


def _place(step_id: str) -> tuple[str, str, str]:
    return "goal_step", "words", step_id
