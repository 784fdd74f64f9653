"""Take a rest from the prompts of a couple, or of all. It asks nobody, and moves nothing that the partner sees."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete
from sqlmodel import col, or_, select

from app.couples.access import require_member
from app.couples.members import couples_of
from app.frozen import dataclass
from app.journal.tables import EVERY_COUPLE, StepBackRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids


LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class StepBack:
    """A rest from one couple, or from all when `couple_id` is None; without `until` it lasts until taken back."""

    couple_id: str | None
    until: datetime | None


def is_stepping_back(db: Session, account_id: str, couple_id: str, at: datetime) -> bool:
    """Tell whether this person wants no prompt, reminder or due thing of this couple now.

    For that person's own prompts alone: an answer that the partner gets must never depend on it.
    """
    resting = select(StepBackRow.id).where(
        StepBackRow.account_id == account_id, col(StepBackRow.scope).in_((couple_id, EVERY_COUPLE)), _lasts(at)
    )
    return db.exec(resting).first() is not None


def steps_back(db: Session, account_id: str, *, at: datetime) -> tuple[StepBack, ...]:
    """Return a person's own rests that last now, from couples that they belong to now."""
    mine = {None, *couples_of(db, account_id)}
    lasting = (one for one in rests_of(db, account_id) if one.until is None or one.until > at)
    return tuple(one for one in lasting if one.couple_id in mine)


def rests_of(db: Session, account_id: str) -> tuple[StepBack, ...]:
    """Return all that is stored of a person's own rests, also what is past."""
    rows = select(StepBackRow).where(StepBackRow.account_id == account_id).order_by(col(StepBackRow.scope))
    return tuple(StepBack(None if row.scope == EVERY_COUPLE else row.scope, row.until) for row in db.exec(rows))


def step_back(
    uow: UnitOfWork, actor: Actor, *, scope: str, until: datetime | None, at: datetime, ids: Ids
) -> tuple[StepBack, ...]:
    """Begin a rest, or give it another end. A couple that is not one's own is not there."""
    _clear(uow, actor, scope=scope)
    uow.db.add(StepBackRow(id=ids.private(), account_id=actor.account_id, scope=scope, until=until))
    uow.db.flush()
    return steps_back(uow.db, actor.account_id, at=at)


def come_back(uow: UnitOfWork, actor: Actor, *, scope: str, at: datetime) -> tuple[StepBack, ...]:
    """End a rest; one that had not begun is no error."""
    _clear(uow, actor, scope=scope)
    return steps_back(uow.db, actor.account_id, at=at)


def _clear(uow: UnitOfWork, actor: Actor, *, scope: str) -> None:
    if scope != EVERY_COUPLE:
        require_member(uow.db, actor, scope)
    uow.db.exec(delete(StepBackRow).where(_own(actor.account_id), col(StepBackRow.scope) == scope))


def _own(account_id: str) -> ColumnElement[bool]:
    return col(StepBackRow.account_id) == account_id


def _lasts(at: datetime) -> ColumnElement[bool]:
    return or_(col(StepBackRow.until).is_(None), col(StepBackRow.until) > at)


def forget_of_couple(uow: UnitOfWork, couple_id: str) -> None:
    """A couple that is over has no prompts any more."""
    uow.db.exec(delete(StepBackRow).where(col(StepBackRow.scope) == couple_id))


def forget_of_person(uow: UnitOfWork, account_id: str) -> None:
    uow.db.exec(delete(StepBackRow).where(_own(account_id)))
