"""What both of a couple see of suggested templates, and each one's own answer (T-3). The other's answer is not here."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.assignments.lifecycle import Refused, answer, answer_of, state
from app.assignments.sharing import assigners, is_shared
from app.assignments.stored import load_all, save
from app.assignments.tables import AssignmentRow
from app.couples.access import require_partner
from app.couples.members import in_turn
from app.errors import Conflict, NotFound
from app.frozen import dataclass
from app.newest_first import behind, newest_first, place_of
from app.pagination import cut, decode_cursor
from app.templates.offering import open_to
from app.templates.ownership import owner_of
from app.templates.service import version
from app.therapists.naming import therapist_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.assignments.lifecycle import AssignmentState, RefusalCode
    from app.assignments.stored import Stored
    from app.database.unit_of_work import UnitOfWork
    from app.pagination import Slice
    from app.security.encryption import Keyring

LIST: Final = "assignments"
CODES: Final[dict[RefusalCode, str]] = {"closed": "request_closed", "already_open": "not_now", "not_yours": "not_now"}


@dataclass(frozen=True, slots=True)
class Offered:
    """One suggestion as one of the two sees it; `your_answer` is the reader's own."""

    id: str
    therapist_id: str
    therapist_name: str = field(repr=False)
    template: str
    version: str
    title: str = field(repr=False)
    state: AssignmentState
    your_answer: bool | None = field(repr=False)
    created_at: datetime
    expires_at: datetime


def say(
    uow: UnitOfWork, actor: Actor, couple_id: str, assignment_id: str, *, yes: bool, keyring: Keyring, at: datetime
) -> Offered:
    """Answer for oneself. S-8: a no looks like no answer to everybody else; the second yes opens the template."""
    db, me = uow.db, actor.account_id
    _, partner_id = require_partner(db, actor, couple_id)
    in_turn(db, couple_id)
    [stored] = load_all(db, [_known(db, couple_id, assignment_id)], partners=frozenset({me, partner_id}))
    row, since = stored.row, assigners(db, couple_id, at=at)
    shared = is_shared(since, row.therapist_id, row.created_at)
    changed = answer(stored.assignment, by=me, yes=yes, shared=shared, at=at)
    if isinstance(changed, Refused):
        raise Conflict(CODES[changed.code])
    save(db, stored, changed, at=at)
    if changed.opened and owner_of(db, row.template_slug) is not None:
        open_to(uow, row.template_slug, couple_id, at)
    [now] = load_all(db, [row], partners=changed.partners)
    return _drawn(db, keyring, [now], me, since, at)[0]


def read_offered(
    db: Session, actor: Actor, couple_id: str, assignment_id: str, *, keyring: Keyring, at: datetime
) -> Offered:
    me = actor.account_id
    _, partner_id = require_partner(db, actor, couple_id)
    [stored] = load_all(db, [_known(db, couple_id, assignment_id)], partners=frozenset({me, partner_id}))
    return _drawn(db, keyring, [stored], me, assigners(db, couple_id, at=at), at)[0]


def list_offered(
    db: Session, actor: Actor, couple_id: str, *, keyring: Keyring, at: datetime, limit: int, cursor: str | None
) -> Slice[Offered]:
    """Return what was suggested to the two, by whichever therapist, the newest first."""
    me = actor.account_id
    _, partner_id = require_partner(db, actor, couple_id)
    wanted = select(AssignmentRow).where(AssignmentRow.couple_id == couple_id)
    if (place := decode_cursor(LIST, cursor)) is not None:
        wanted = wanted.where(behind(place, col(AssignmentRow.created_at), col(AssignmentRow.id)))
    rows = db.exec(
        wanted.order_by(*newest_first(col(AssignmentRow.created_at), col(AssignmentRow.id))).limit(limit + 1)
    ).all()
    since = assigners(db, couple_id, at=at)
    stored = load_all(db, rows, partners=frozenset({me, partner_id}))
    found = _drawn(db, keyring, stored, me, since, at)
    return cut(found, limit, scope=LIST, place=lambda one: place_of(one.created_at, one.id))


def _known(db: Session, couple_id: str, assignment_id: str) -> AssignmentRow:
    row = db.get(AssignmentRow, assignment_id)
    if row is None or row.couple_id != couple_id:
        raise NotFound
    return row


def _drawn(
    db: Session, keyring: Keyring, stored: Sequence[Stored], me: str, since: Mapping[str, datetime], at: datetime
) -> list[Offered]:
    names = therapist_names(db, keyring, {one.row.therapist_id for one in stored})
    return [
        Offered(
            one.row.id,
            one.row.therapist_id,
            names[one.row.therapist_id],
            one.row.template_slug,
            one.row.template_version,
            version(db, one.row.template_version).title,
            state(one.assignment, shared=is_shared(since, one.row.therapist_id, one.row.created_at), at=at),
            answer_of(one.assignment, me),
            one.row.created_at,
            one.row.expires_at,
        )
        for one in stored
    ]
