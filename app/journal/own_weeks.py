"""One's own weeks: how much there was to carry, and one intention. One page a week, for its author alone."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from app.accounts.personal import personal_of
from app.errors import NotFound
from app.frozen import dataclass
from app.journal import pages
from app.journal.pages import Kept, Own, Page, Wanted
from app.journal.strain import CARE, WITHIN_WEEKS, Card, offers_care
from app.journal.weeks import Week, read_week, week_at
from app.pagination import Slice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlmodel import Session

    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring

NOTHING: Final[Mapping[str, object]] = {"level": None, "intention": None}


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """What somebody said of a week: a level from 0 to 10 and an intention, or neither."""

    week: Week
    level: int | None = field(default=None, repr=False)
    intention: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ThisWeek:
    """The week that it is, with what is offered for it."""

    own: OwnWeek
    asks_weekly: bool
    offered: tuple[Card, ...] = field(repr=False)


def own_pages(account_id: str, keyring: Keyring) -> Own:
    return Own(account_id, "week", keyring)


def read_this_week(db: Session, own: Own, *, at: datetime) -> ThisWeek:
    now = _now(db, own, at=at)
    found = pages.find_in_slot(db, own, now.name)
    this = OwnWeek(now) if found is None else _own_week(found)
    return ThisWeek(this, pages.asks_weekly(db, own.account_id), _offered(db, own, now))


def change_this_week(uow: UnitOfWork, own: Own, changes: Mapping[str, object], *, at: datetime, ids: Ids) -> ThisWeek:
    """Say or take back what is named in `changes`, `level` or `intention`, of the week that it is."""
    now = _now(uow.db, own, at=at)
    found = pages.find_in_slot(uow.db, own, now.name)
    if found is None:
        pages.add(uow, own, Kept({**NOTHING, **changes}), at=at, ids=ids, slot=now.name)
    else:
        pages.change(uow, own, found.id, Kept({**found.words, **changes}))
    return read_this_week(uow.db, own, at=at)


def delete_week(uow: UnitOfWork, own: Own, name: str) -> None:
    week = read_week(name)
    found = None if week is None else pages.find_in_slot(uow.db, own, week.name)
    if found is None:
        raise NotFound
    pages.remove(uow, own, found.id)


def list_weeks(db: Session, own: Own, wanted: Wanted) -> Slice[OwnWeek]:
    found = pages.listed(db, own, wanted)
    return Slice(tuple(_own_week(page) for page in found.items), found.next_cursor)


def _now(db: Session, own: Own, *, at: datetime) -> Week:
    return week_at(at, personal_of(db, own.keyring, account_id=own.account_id).timezone)


def _offered(db: Session, own: Own, now: Week) -> tuple[Card, ...]:
    # Worked out whenever it is read and kept nowhere: what was once heavy must not follow anybody.
    recent = list_weeks(db, own, Wanted(limit=WITHIN_WEEKS + 1)).items
    levels = [(one.week, one.level) for one in recent if one.level is not None]
    return CARE if offers_care(levels, now=now) else ()


def _own_week(page: Page) -> OwnWeek:
    week = read_week(page.slot or "")
    if week is None:
        msg = "a page of a week has no week"
        raise ValueError(msg)
    return OwnWeek(week, page.words["level"], page.words["intention"])
