"""What one of the two says about an occurrence. Each act touches nothing but that person's own rows (G-6)."""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.accounts.people import people_by_id
from app.couples.access import require_partner
from app.errors import Conflict
from app.frozen import dataclass
from app.keeping import lifecycle
from app.keeping.lifecycle import Refused, Report
from app.keeping.reading import found_one, shown_to, viewer_of
from app.keeping.stored import Place, said_of, save, save_notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.standing import Standing
    from app.database.unit_of_work import UnitOfWork
    from app.keeping.calendar import Time
    from app.keeping.lifecycle import Occurrence, RefusalCode
    from app.keeping.reading import Shown
    from app.keeping.stored import Said
    from app.security.encryption import Keyring

# What is longer ago is left in peace.
OLDEST: Final = timedelta(days=62)
CODES: Final[dict[RefusalCode, str]] = {
    "not_yours": "not_now",
    "not_begun": "too_early",
    "settled": "not_now",
    "not_later": "not_now",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose occurrence is spoken of by whom, and with what."""

    actor: Actor
    couple_id: str
    occurrence: str
    keyring: Keyring = field(repr=False)
    at: datetime


def report(uow: UnitOfWork, desk: Desk, said: Report, *, revision: int | None = None) -> Shown:
    """Say how one's own went. `revision` is what the device knew of: an older one is told that there is a newer."""
    me = desk.actor.account_id
    standing, time, known = _taken(uow.db, desk)
    mine = known.reports.get(me)
    if revision is not None and revision != (mine.revision if mine else 0):
        raise Conflict("wrong_version")
    begun = desk.at >= time.begins_at or _may_be_early(standing, said)
    return _act(uow.db, desk, (standing, time, known), lambda one: lifecycle.report(one, said, by=me, begun=begun))


def excuse(uow: UnitOfWork, desk: Desk) -> Shown:
    """Say that this time need not count; it does not when both say so."""
    return _act(uow.db, desk, _taken(uow.db, desk), lambda one: lifecycle.excuse(one, by=desk.actor.account_id))


def take_back_excuse(uow: UnitOfWork, desk: Desk) -> Shown:
    return _act(uow.db, desk, _taken(uow.db, desk), lambda one: lifecycle.take_back(one, by=desk.actor.account_id))


def notice(uow: UnitOfWork, desk: Desk, *, text: str | None) -> Shown:
    """Tell the other that one noticed what they did, with or without words (practice 101)."""
    me = desk.actor.account_id
    standing, time, known = _taken(uow.db, desk)
    _accepted(lifecycle.notice(_occurrence(uow.db, desk, standing, time, known), by=me))
    save_notice(uow.db, desk.keyring, known, text, by=me, place=Place(desk.couple_id, standing.id, time.on))
    return _drawn(uow.db, desk, standing, time)


def take_back_notice(uow: UnitOfWork, desk: Desk) -> Shown:
    return _act(uow.db, desk, _taken(uow.db, desk), lambda one: lifecycle.unnotice(one, by=desk.actor.account_id))


def locale_of(db: Session, desk: Desk) -> str:
    """Return in which language the actor writes; 404 first for whoever may not know of the occurrence."""
    _taken(db, desk)
    me = desk.actor.account_id
    return people_by_id(db, desk.keyring, [me])[me].locale


def _act(
    db: Session,
    desk: Desk,
    taken: tuple[Standing, Time, Said],
    act: Callable[[Occurrence], Occurrence | Refused],
) -> Shown:
    standing, time, known = taken
    changed = _accepted(act(_occurrence(db, desk, standing, time, known)))
    place = Place(desk.couple_id, standing.id, time.on)
    save(db, known, changed, by=desk.actor.account_id, place=place, at=desk.at)
    return _drawn(db, desk, standing, time)


def _taken(db: Session, desk: Desk) -> tuple[Standing, Time, Said]:
    require_partner(db, desk.actor, desk.couple_id)
    standing, time, said = found_one(db, desk.actor, desk.couple_id, desk.occurrence, at=desk.at)
    if standing.in_force is None or time.on < desk.at.date() - OLDEST:
        raise Conflict("not_now")
    return standing, time, said


def _occurrence(db: Session, desk: Desk, standing: Standing, time: Time, said: Said) -> Occurrence:
    viewer = viewer_of(db, desk.actor.account_id, desk.couple_id, at=desk.at)
    return said.occurrence(standing, time.on, partners=viewer.partners)


def _may_be_early(standing: Standing, said: Report) -> bool:
    # A promise with one date may be kept before it.
    return said.outcome == "kept" and standing.schedule is None


def _accepted(outcome: Occurrence | Refused) -> Occurrence:
    if isinstance(outcome, Refused):
        raise Conflict(CODES[outcome.code])
    return outcome


def _drawn(db: Session, desk: Desk, standing: Standing, time: Time) -> Shown:
    said = said_of(db, standing.id, time.on)
    viewer = viewer_of(db, desk.actor.account_id, desk.couple_id, at=desk.at)
    return shown_to(db, desk.keyring, viewer, standing, time, said)
