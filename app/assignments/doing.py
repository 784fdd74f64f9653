"""What each of the two does with a practice: take it on or put it aside, say how it went, take that back.

Everything here is one person's own. The other sees the practice, if it is for both, and nothing of what became of it.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal

from sqlmodel import col, or_, select

from app.assignments import taking_on
from app.assignments.parts import own_parts, part_of, save
from app.assignments.sharing import assigners, is_shared
from app.assignments.tables import PracticePartRow, PracticeRow
from app.assignments.taking_on import Refused
from app.assignments.words import read_report, read_text, seal_report
from app.couples.access import require_partner, require_record
from app.errors import Conflict, NotFound
from app.frozen import dataclass
from app.newest_first import behind, newest_first, place_of
from app.pagination import cut, decode_cursor
from app.therapists.naming import therapist_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.assignments.taking_on import Outcome, Part, RefusalCode
    from app.database.unit_of_work import UnitOfWork
    from app.pagination import Slice
    from app.security.encryption import Keyring

LIST: Final = "practices"
CODES: Final[dict[RefusalCode, str]] = {"over": "request_closed", "not_taken_on": "locked", "reported": "not_now"}

PracticeState = Literal["given", "over"]


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose part of which couple's practice is acted on, and with what."""

    actor: Actor
    couple_id: str
    keyring: Keyring = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """How it went, for oneself; `tell` lets the therapist see that it is done, and never the words."""

    outcome: Outcome
    words: str | None = field(repr=False)
    tell: bool


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice as one of the two sees it. From `taken_on` on it is the reader's own and nobody else's."""

    id: str
    therapist_id: str
    therapist_name: str = field(repr=False)
    state: PracticeState
    text: str | None = field(repr=False)
    due_on: date
    person_id: str | None
    given_at: datetime
    yours: bool
    taken_on: bool | None = field(repr=False)
    outcome: Outcome | None = field(repr=False)
    words: str | None = field(repr=False)
    told: bool = field(repr=False)


def say(uow: UnitOfWork, desk: Desk, practice_id: str, *, yes: bool) -> Practice:
    """Take it on, or put it aside, for oneself alone."""
    row, part, over = _own(uow.db, desk, practice_id)
    changed = _accepted(taking_on.answer(part_of(part), yes=yes, over=over))
    part = save(uow.db, row.id, desk.actor.account_id, changed)
    return _drawn(uow.db, desk, row, part, over=over)


def report(uow: UnitOfWork, desk: Desk, practice_id: str, told: Report) -> Practice:
    """Say how it went, as often as one likes; what was said before is gone."""
    me = desk.actor.account_id
    row, part, over = _own(uow.db, desk, practice_id)
    changed = _accepted(taking_on.report(part_of(part), told.outcome, tell=told.tell, over=over))
    part = save(uow.db, row.id, me, changed)
    part.words = seal_report(uow.db, desk.keyring, told.words, account_id=me, practice_id=row.id)
    uow.db.flush()
    return _drawn(uow.db, desk, row, part, over=over)


def drop_report(uow: UnitOfWork, actor: Actor, couple_id: str, practice_id: str) -> None:
    """Take one's own report back, with its words; also when the practice or the couple is over."""
    require_record(uow.db, actor, couple_id)
    row = uow.db.get(PracticeRow, practice_id)
    if row is None or row.couple_id != couple_id or not _is_seen_by(row, actor.account_id):
        raise NotFound
    part = uow.db.get(PracticePartRow, (practice_id, actor.account_id))
    if part is not None:
        save(uow.db, practice_id, actor.account_id, taking_on.take_back(part_of(part))).words = None
        uow.db.flush()


def read_practice(db: Session, desk: Desk, practice_id: str) -> Practice:
    row = _known(db, desk, practice_id)
    part = db.get(PracticePartRow, (practice_id, desk.actor.account_id))
    return _drawn(db, desk, row, part, over=_is_over(row, assigners(db, desk.couple_id, at=desk.at)))


def list_practices(db: Session, desk: Desk, *, limit: int, cursor: str | None) -> Slice[Practice]:
    """Return what was given to both, and to the reader alone, the newest first."""
    me = desk.actor.account_id
    require_partner(db, desk.actor, desk.couple_id)
    wanted = select(PracticeRow).where(PracticeRow.couple_id == desk.couple_id, seen_by(me))
    if (place := decode_cursor(LIST, cursor)) is not None:
        wanted = wanted.where(behind(place, col(PracticeRow.given_at), col(PracticeRow.id)))
    order = newest_first(col(PracticeRow.given_at), col(PracticeRow.id))
    rows = db.exec(wanted.order_by(*order).limit(limit + 1)).all()
    since, parts = assigners(db, desk.couple_id, at=desk.at), own_parts(db, [row.id for row in rows], me)
    found = [_drawn(db, desk, row, parts.get(row.id), over=_is_over(row, since)) for row in rows]
    return cut(found, limit, scope=LIST, place=lambda one: place_of(one.given_at, one.id))


def seen_by(account_id: str) -> ColumnElement[bool]:
    """V-1: the one place that says which practices of their couple a person may know of."""
    return or_(col(PracticeRow.shown_to_both).is_(True), col(PracticeRow.person_id) == account_id)


def _is_seen_by(row: PracticeRow, account_id: str) -> bool:
    return row.shown_to_both or row.person_id == account_id


def _own(db: Session, desk: Desk, practice_id: str) -> tuple[PracticeRow, PracticePartRow | None, bool]:
    """Return a practice that is for this person, with their own part. What is for the other alone is theirs alone."""
    me = desk.actor.account_id
    row = _known(db, desk, practice_id)
    if row.person_id not in {None, me}:
        raise Conflict("not_now")
    over = _is_over(row, assigners(db, desk.couple_id, at=desk.at))
    return row, db.get(PracticePartRow, (practice_id, me)), over


def _known(db: Session, desk: Desk, practice_id: str) -> PracticeRow:
    require_partner(db, desk.actor, desk.couple_id)
    row = db.get(PracticeRow, practice_id)
    if row is None or row.couple_id != desk.couple_id or not _is_seen_by(row, desk.actor.account_id):
        raise NotFound
    return row


def _is_over(row: PracticeRow, since: Mapping[str, datetime]) -> bool:
    return row.ended_at is not None or not is_shared(since, row.therapist_id, row.given_at)


def _accepted(outcome: Part | Refused) -> Part:
    if isinstance(outcome, Refused):
        raise Conflict(CODES[outcome.code])
    return outcome


def _drawn(db: Session, desk: Desk, row: PracticeRow, part: PracticePartRow | None, *, over: bool) -> Practice:
    own = part_of(part)
    return Practice(
        id=row.id,
        therapist_id=row.therapist_id,
        therapist_name=therapist_names(db, desk.keyring, [row.therapist_id])[row.therapist_id],
        state="over" if over else "given",
        text=read_text(db, desk.keyring, row),
        due_on=row.due_on,
        person_id=row.person_id,
        given_at=row.given_at,
        yours=row.person_id in {None, desk.actor.account_id},
        taken_on=own.taken_on,
        outcome=own.outcome,
        words=None if part is None else read_report(db, desk.keyring, part),
        told=own.told,
    )
