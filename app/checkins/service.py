"""Answer a check-in, take an answer back, read what both shared. Whatever is not shared is read by its author alone."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.accounts.people import people_by_id
from app.checkins import lifecycle
from app.checkins.lifecycle import CheckIn, Refused
from app.checkins.tables import CheckInAnswerRow, CheckInRow
from app.checkins.week import Shown, Week, shown, week_of
from app.checkins.words import opened, sealed
from app.couples.access import require_partner
from app.errors import Conflict, FieldError, Invalid, NotFound
from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.checkins.answers import Answer
    from app.checkins.lifecycle import RefusalCode
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring

WHY_NOT: dict[RefusalCode, str] = {
    "closed": "That week is over. What you wrote stays yours.",
    "already_shared": "Both of you have answered, so this is shared now.",
    "take_back_first": "You gave this answer. Take it back to change it.",
    "nothing_written": "There is nothing to give yet. One prompt is enough.",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """One's own answer on its way out: what the coach is to read, and the fence for what it read."""

    name: str
    answer: Answer = field(repr=False)
    revision: int
    locale: str = field(repr=False)


def read_check_in(db: Session, actor: Actor, *, couple_id: str, name: str, keyring: Keyring, at: datetime) -> Shown:
    """Return the week as the actor may see it. An earlier one of which they have nothing is not there."""
    week = week_of(db, actor, couple_id, name, at=at)
    if week.own is None and lifecycle.state(week.check_in) == "closed":
        raise NotFound
    return shown(db, keyring, week)


def write_answer(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    name: str,
    answer: Answer,
    keyring: Keyring,
    ids: Ids,
    at: datetime,
) -> Shown:
    """Keep the actor's answer as a draft, whole, in place of what was there."""
    require_partner(uow.db, actor, couple_id)
    week = week_of(uow.db, actor, couple_id, name, at=at)
    if answer.is_empty:
        return _dropped(uow, keyring, week)
    week.check_in = _allowed(lifecycle.write(week.check_in, by=actor.account_id))
    row = week.own or _new_row(week, ids)
    row.words = sealed(uow.db, keyring, row, answer)
    row.revision += 1
    week.rows[actor.account_id] = row
    uow.db.add(row)
    uow.db.flush()
    return shown(uow.db, keyring, week)


def drop_answer(uow: UnitOfWork, actor: Actor, *, couple_id: str, name: str, at: datetime) -> None:
    """Forget the actor's answer, also when the week or the couple is over; nobody else ever knew of it."""
    _drop(uow, week_of(uow.db, actor, couple_id, name, at=at))


def draft_to_give(db: Session, actor: Actor, *, couple_id: str, name: str, keyring: Keyring, at: datetime) -> Draft:
    """Return what would be given, or refuse: the coach reads it before anything is written."""
    require_partner(db, actor, couple_id)
    week = week_of(db, actor, couple_id, name, at=at)
    _allowed(lifecycle.give(week.check_in, by=actor.account_id))
    row = week.own
    answer = None if row is None else opened(db, keyring, row)
    if row is None or answer is None:
        raise NotFound
    if answer.lacks_request:
        raise Invalid(FieldError("/concern/request", "required"))
    locale = people_by_id(db, keyring, [actor.account_id])[actor.account_id].locale
    return Draft(week.cycle.name, answer, row.revision, locale)


def give_answer(
    uow: UnitOfWork, actor: Actor, *, couple_id: str, name: str, revision: int, keyring: Keyring, at: datetime
) -> Shown:
    """Let the answer of this revision go. With the second of the two both become readable for both, once."""
    require_partner(uow.db, actor, couple_id)
    week = week_of(uow.db, actor, couple_id, name, at=at)
    before, week.check_in = week.check_in, _allowed(lifecycle.give(week.check_in, by=actor.account_id))
    if week.own is None or week.own.revision != revision:
        # Changed from another device since the coach read it.
        raise Conflict("wrong_version")
    week.own.given = True
    uow.db.add(week.own)
    if week.check_in.shared and not before.shared:
        uow.db.add(CheckInRow(couple_id=couple_id, starts_on=week.cycle.starts_on))
    uow.db.flush()
    return shown(uow.db, keyring, week)


def take_back(uow: UnitOfWork, actor: Actor, *, couple_id: str, name: str, keyring: Keyring, at: datetime) -> Shown:
    """Make the actor's answer a draft again. Where nothing was given this is no error, and tells nothing."""
    require_partner(uow.db, actor, couple_id)
    week = week_of(uow.db, actor, couple_id, name, at=at)
    week.check_in = _allowed(lifecycle.take_back(week.check_in, by=actor.account_id))
    if week.own is not None:
        week.own.given = False
        uow.db.add(week.own)
        uow.db.flush()
    return shown(uow.db, keyring, week)


def _allowed(result: CheckIn | Refused) -> CheckIn:
    if isinstance(result, Refused):
        raise Conflict("not_now", detail=WHY_NOT[result.code])
    return result


def _new_row(week: Week, ids: Ids) -> CheckInAnswerRow:
    return CheckInAnswerRow(
        id=ids.private(),
        couple_id=week.couple_id,
        account_id=week.account_id,
        starts_on=week.cycle.starts_on,
        given=False,
        words=b"",
        revision=0,
    )


def _dropped(uow: UnitOfWork, keyring: Keyring, week: Week) -> Shown:
    _allowed(lifecycle.write(week.check_in, by=week.account_id))
    _drop(uow, week)
    return shown(uow.db, keyring, week)


def _drop(uow: UnitOfWork, week: Week) -> None:
    week.check_in = _allowed(lifecycle.drop(week.check_in, by=week.account_id))
    row = week.rows.pop(week.account_id, None)
    if row is not None:
        uow.db.delete(row)
        uow.db.flush()
