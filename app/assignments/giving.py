"""What a therapist does with practice between talks: give it, see what they were told of it, take it back.

How it went is nobody's to see but the person's own; here is only that somebody wanted it to be known (practice 137).
"""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import col, func, select

from app.assignments.parts import part_of, parts_of
from app.assignments.sharing import SCOPE
from app.assignments.tables import PracticeRow
from app.assignments.taking_on import is_told
from app.assignments.words import read_text, seal_text
from app.couples.members import in_turn, partners_of
from app.errors import FieldError, Invalid, NotFound, Problem
from app.frozen import dataclass
from app.newest_first import behind, newest_first, place_of
from app.pagination import cut, decode_cursor
from app.templates.asking import asked_for
from app.therapists.reads import record_read
from app.therapists.standing import require_scope, require_therapist

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlmodel import Session
    from sqlmodel.sql.expression import SelectOfScalar

    from app.accounts.actor import Actor
    from app.assignments.tables import PracticePartRow
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import Keyring
    from app.therapists.standing import Access

MOST_AT_A_TIME: Final = 20
FURTHEST: Final = timedelta(days=366)
WATCHING: Final = frozenset({"asks_for_proof", "asks_for_password", "asks_for_place"})
LIST: Final = "practices_in_care"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done, until when, and by whom; without a person it is for both."""

    text: str = field(repr=False)
    due_on: date
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A practice as its therapist sees it. Who is not in `done_by` may have done it all the same."""

    id: str
    couple_id: str
    text: str | None = field(repr=False)
    due_on: date
    person_id: str | None
    shown_to_both: bool
    done_by: tuple[str, ...] = field(repr=False)
    given_at: datetime


def give(
    uow: UnitOfWork, actor: Actor, couple_id: str, *, wanted: Wanted, keyring: Keyring, ids: Ids, at: datetime
) -> Given:
    """Give something to practise. Nobody has to take it on."""
    db = uow.db
    access = require_scope(db, actor, couple_id, SCOPE, at=at)
    _check(db, couple_id, wanted, at)
    in_turn(db, couple_id)
    if db.exec(select(func.count()).select_from(_of(access).subquery())).one() >= MOST_AT_A_TIME:
        raise Problem("limit_reached", detail="There is enough to practise. Take something back first.")
    practice_id = ids.private()
    row = PracticeRow(
        id=practice_id,
        couple_id=couple_id,
        therapist_id=actor.account_id,
        person_id=wanted.person_id,
        # V-4: who keeps no secrets gives nobody anything in secret. It is settled now, by the policy both said yes to.
        shown_to_both=wanted.person_id is None or require_therapist(db, actor).secrets_policy == "none_kept",
        due_on=wanted.due_on,
        words=seal_text(db, keyring, wanted.text, therapist_id=actor.account_id, practice_id=practice_id),
        given_at=at,
    )
    db.add(row)
    db.flush()
    return _given(db, keyring, row, ())


def take_back(uow: UnitOfWork, actor: Actor, couple_id: str, practice_id: str, *, at: datetime) -> None:
    """Take a practice back: nothing is due any more, and nothing of it is the therapist's to read."""
    access = require_scope(uow.db, actor, couple_id, SCOPE, at=at)
    row = uow.db.exec(_of(access).where(PracticeRow.id == practice_id)).first()
    if row is None:
        raise NotFound
    row.ended_at = at
    uow.db.flush()


def list_given(
    uow: UnitOfWork,
    actor: Actor,
    couple_id: str,
    *,
    keyring: Keyring,
    ids: Ids,
    at: datetime,
    limit: int,
    cursor: str | None,
) -> Slice[Given]:
    """Return what this therapist gave to the couple and did not take back, the newest first.

    The reading is written down whatever there was to read: that it was not must tell nothing either.
    """
    db = uow.db
    access = require_scope(db, actor, couple_id, SCOPE, at=at)
    record_read(uow, access=access, scope=SCOPE, kind="practices", thing_id=None, at=at, ids=ids)
    wanted = _of(access)
    if (place := decode_cursor(LIST, cursor)) is not None:
        wanted = wanted.where(behind(place, col(PracticeRow.given_at), col(PracticeRow.id)))
    order = newest_first(col(PracticeRow.given_at), col(PracticeRow.id))
    rows = db.exec(wanted.order_by(*order).limit(limit + 1)).all()
    parts = parts_of(db, [row.id for row in rows])
    found = [_given(db, keyring, row, parts[row.id]) for row in rows]
    return cut(found, limit, scope=LIST, place=lambda one: place_of(one.given_at, one.id))


def _of(access: Access) -> SelectOfScalar[PracticeRow]:
    # I-28: what was given before both said yes to this is not there, and neither is what was taken back.
    return select(PracticeRow).where(
        PracticeRow.couple_id == access.couple_id,
        PracticeRow.therapist_id == access.therapist_id,
        col(PracticeRow.ended_at).is_(None),
        col(PracticeRow.given_at) >= access.since[SCOPE],
    )


def _check(db: Session, couple_id: str, wanted: Wanted, at: datetime) -> None:
    # A day of grace on this side: it may still be yesterday where they live.
    if not timedelta(days=-1) <= wanted.due_on - at.date() <= FURTHEST:
        raise Invalid(FieldError("/body/due_on", "out_of_range"))
    # T-1: what no template may ask for is asked for by no practice either. Nobody is sent to watch the other.
    for code in asked_for(wanted.text):
        if code in WATCHING:
            raise Invalid(FieldError("/body/text", code))
    if wanted.person_id is not None and wanted.person_id not in (partners_of(db, couple_id) or ()):
        raise Invalid(FieldError("/body/person", "unknown"))


def _given(db: Session, keyring: Keyring, row: PracticeRow, parts: Sequence[PracticePartRow]) -> Given:
    return Given(
        id=row.id,
        couple_id=row.couple_id,
        text=read_text(db, keyring, row),
        due_on=row.due_on,
        person_id=row.person_id,
        shown_to_both=row.shown_to_both,
        # By id: no order tells who was first.
        done_by=tuple(sorted(one.account_id for one in parts if is_told(part_of(one)))),
        given_at=row.given_at,
    )
