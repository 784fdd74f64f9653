"""What a therapist does with suggested templates: make one, see how it stands, take it back. No answer is seen here."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.assignments.lifecycle import EXPIRES_AFTER, end, state
from app.assignments.sharing import SCOPE, is_shared
from app.assignments.stored import load_all, save
from app.assignments.tables import AssignmentRow
from app.couples.members import in_turn, partners_of
from app.errors import Conflict, FieldError, Invalid, NotFound, Problem
from app.frozen import dataclass
from app.newest_first import behind, newest_first, place_of
from app.pagination import cut, decode_cursor
from app.templates.offering import close_to, offer
from app.templates.ownership import owner_of, standings_of
from app.templates.service import version
from app.therapists.reads import record_read
from app.therapists.standing import require_scope

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session
    from sqlmodel.sql.expression import SelectOfScalar

    from app.accounts.actor import Actor
    from app.assignments.lifecycle import AssignmentState
    from app.assignments.stored import Stored
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.therapists.standing import Access

# Few enough to be talked about; counted alike whatever was answered (S-8).
MOST_OFFERED: Final = 5
LIST: Final = "assignments_in_care"


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion as its therapist sees it: no answer, and nothing that an answer moves but two that are yes."""

    id: str
    couple_id: str
    template: str
    version: str
    title: str = field(repr=False)
    state: AssignmentState
    created_at: datetime
    expires_at: datetime


def suggest(uow: UnitOfWork, actor: Actor, couple_id: str, *, slug: str, ids: Ids, at: datetime) -> Suggested:
    """Suggest a template: one of the library, or one of the therapist's own. Both may read it from now on."""
    db = uow.db
    access = require_scope(db, actor, couple_id, SCOPE, at=at)
    suggested = _require_theirs(db, actor, slug)
    in_turn(db, couple_id)
    waiting = [one for one in _all(db, access) if _state(one, access, at) in {"offered", "open"}]
    if any(one.row.template_slug == slug for one in waiting):
        raise Conflict("not_now", detail="This is suggested to them already.")
    if sum(1 for one in waiting if not one.assignment.opened) >= MOST_OFFERED:
        raise Problem("limit_reached", detail="There are enough suggestions open. Give them a little time.")
    row = AssignmentRow(
        # Not an id that carries a time: nothing is to be read from it but what is said.
        id=ids.private(),
        couple_id=couple_id,
        therapist_id=actor.account_id,
        template_slug=slug,
        template_version=suggested,
        created_at=at,
        expires_at=at + EXPIRES_AFTER,
        revision=1,
    )
    db.add(row)
    db.flush()
    if owner_of(db, slug) is not None:
        # What a consent that ran out left open must not come back with a new one: this asks both anew.
        close_to(uow, slug, couple_id, at)
        offer(uow, slug, couple_id, at)
    return _drawn(db, load_all(db, [row], partners=_partners(db, couple_id))[0], access, at)


def withdraw(uow: UnitOfWork, actor: Actor, couple_id: str, assignment_id: str, *, at: datetime) -> None:
    """Take a suggestion back, also one that both said yes to. A talk that has begun goes on."""
    access = require_scope(uow.db, actor, couple_id, SCOPE, at=at)
    in_turn(uow.db, couple_id)
    stored = next((one for one in _all(uow.db, access) if one.row.id == assignment_id), None)
    if stored is None:
        raise NotFound
    finish(uow, stored, at=at)


def finish(uow: UnitOfWork, stored: Stored, *, at: datetime) -> None:
    """End one, and close its template to the couple; for what was not taken up in time nothing is left to do."""
    changed = end(stored.assignment, at=at)
    if changed == stored.assignment:
        return
    save(uow.db, stored, changed, at=at)
    close_to(uow, stored.row.template_slug, stored.row.couple_id, at)


def list_suggested(
    uow: UnitOfWork, actor: Actor, couple_id: str, *, ids: Ids, at: datetime, limit: int, cursor: str | None
) -> Slice[Suggested]:
    """Return this therapist's own suggestions to the couple, the newest first; the reading is written down."""
    db = uow.db
    access = require_scope(db, actor, couple_id, SCOPE, at=at)
    record_read(uow, access=access, scope=SCOPE, kind="assignments", thing_id=None, at=at, ids=ids)
    wanted = _of(access)
    if (place := decode_cursor(LIST, cursor)) is not None:
        wanted = wanted.where(behind(place, col(AssignmentRow.created_at), col(AssignmentRow.id)))
    rows = db.exec(
        wanted.order_by(*newest_first(col(AssignmentRow.created_at), col(AssignmentRow.id))).limit(limit + 1)
    ).all()
    stored = load_all(db, rows, partners=_partners(db, couple_id))
    found = [_drawn(db, one, access, at) for one in stored]
    return cut(found, limit, scope=LIST, place=lambda one: place_of(one.created_at, one.id))


def _require_theirs(db: Session, actor: Actor, slug: str) -> str:
    """The library's, or the therapist's own, and not retired (T-2); every other name is one that nobody knows."""
    standing = standings_of(db, [slug]).get(slug)
    if standing is None or standing.retired_at is not None or owner_of(db, slug) not in {None, actor.account_id}:
        raise Invalid(FieldError("/body/template", "unknown"))
    return standing.version


def _of(access: Access) -> SelectOfScalar[AssignmentRow]:
    # I-28: what was suggested before both said yes to this is not there.
    return select(AssignmentRow).where(
        AssignmentRow.couple_id == access.couple_id,
        AssignmentRow.therapist_id == access.therapist_id,
        col(AssignmentRow.created_at) >= access.since[SCOPE],
    )


def _all(db: Session, access: Access) -> list[Stored]:
    return load_all(db, db.exec(_of(access)).all(), partners=_partners(db, access.couple_id))


def _partners(db: Session, couple_id: str) -> frozenset[str]:
    return frozenset(partners_of(db, couple_id) or ())


def _state(stored: Stored, access: Access, at: datetime) -> AssignmentState:
    row = stored.row
    shared = is_shared({access.therapist_id: access.since[SCOPE]}, row.therapist_id, row.created_at)
    return state(stored.assignment, shared=shared, at=at)


def _drawn(db: Session, stored: Stored, access: Access, at: datetime) -> Suggested:
    row = stored.row
    return Suggested(
        row.id,
        row.couple_id,
        row.template_slug,
        row.template_version,
        version(db, row.template_version).title,
        _state(stored, access, at),
        row.created_at,
        row.expires_at,
    )
