"""What somebody beside the two reads of their talks: what was sent, once the talk is over, subject by subject.

Reading along while a talk goes on is another thing, which both see: observing.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from sqlmodel import and_, col, or_, select

from app.accounts.people import names_of
from app.agreements.standing import standing_of
from app.errors import NotFound
from app.frozen import dataclass
from app.pagination import cut, decode_cursor
from app.sessions.subjects import LEFT_OUT, subjects
from app.sessions.tables import SessionRow
from app.sessions.transcript import entries
from app.wire_time import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session as Db

    from app.couples.onlooking import Onlooker
    from app.pagination import Slice
    from app.security.encryption import Keyring
    from app.sessions.subjects import Subject
    from app.sessions.transcript import Entry

SCOPE: Final = "talks in care"
MINUTE: Final = len("2026-01-01T00:00")


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk that began after the consent did, and is over. Nothing in it says who left it, or who was late."""

    id: str
    template: str
    medium: str
    outcome: str | None
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One event: to the minute, and without a link in the chain, on which one could try out what was left out."""

    name: str
    by: str | None
    at: str
    body: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """What was said in one talk, about what the onlooker may read of."""

    talk: Talk
    people: dict[str, str] = field(repr=False)
    events: tuple[Told, ...] = field(repr=False)


def list_talks(db: Db, onlooker: Onlooker, *, limit: int, cursor: str | None) -> Slice[Talk]:
    """Return the talks that began after the consent did and are over, the newest first."""
    wanted = select(SessionRow).where(_over(onlooker))
    if (before := decode_cursor(SCOPE, cursor)) is not None:
        wanted = wanted.where(col(SessionRow.id) < before)
    rows = db.exec(wanted.order_by(col(SessionRow.id).desc()).limit(limit + 1)).all()
    return cut([_talk(row) for row in rows], limit, scope=SCOPE, place=lambda one: one.id)


def read_talk(
    db: Db, onlooker: Onlooker, session_id: str, *, about: Mapping[Subject, datetime], keyring: Keyring
) -> Record:
    """Return what was said in one talk about these subjects, about each from its own moment on."""
    row = db.exec(select(SessionRow).where(_over(onlooker), SessionRow.id == session_id)).first()
    if row is None:
        raise NotFound
    log = entries(db, keyring, row)
    private = _own_limits(db, onlooker, log)
    since = {subject: stamp(moment) for subject, moment in about.items()}
    told = tuple(
        _told(entry)
        for entry, subject in zip(log, subjects(entry.name for entry in log), strict=True)
        # I-28: whoever said yes while the two were waiting in the lobby did so from then on.
        if subject in since and entry.at >= since[subject] and entry.body.get("agreement") not in private
    )
    return Record(_talk(row), names_of(db, keyring, (row.a_id, row.b_id)), told)


def talks_going_on_at(db: Db, couple_id: str, moment: datetime) -> frozenset[str]:
    """Return the talk that had begun by then and had not ended; what was told in it is older than that moment."""
    ended = col(SessionRow.ended_at)
    wanted = select(SessionRow.id).where(
        SessionRow.couple_id == couple_id,
        col(SessionRow.started_at) < moment,
        or_(ended.is_(None), ended >= moment),
    )
    return frozenset(db.exec(wanted).all())


def _over(onlooker: Onlooker) -> ColumnElement[bool]:
    return and_(
        col(SessionRow.couple_id) == onlooker.couple_id,
        col(SessionRow.started_at) >= onlooker.since,
        col(SessionRow.ended_at).is_not(None),
    )


def _talk(row: SessionRow) -> Talk:
    began_at, ended_at = row.started_at, row.ended_at
    if began_at is None or ended_at is None:
        raise NotFound
    return Talk(row.id, row.template_slug, row.medium, row.outcome, began_at, ended_at)


def _own_limits(db: Db, onlooker: Onlooker, log: tuple[Entry, ...]) -> frozenset[str]:
    """Limits of one's own that came up and are not shown now, or never came to anything: nobody's beside the two."""
    named = {entry.body["agreement"] for entry in log if entry.body.get("scope") == "personal"}
    found = {one: standing_of(db, onlooker.couple_id, one) for one in named}
    return frozenset(one for one, standing in found.items() if standing is None or standing.private_to is not None)


def _told(entry: Entry) -> Told:
    body = {name: value for name, value in entry.body.items() if name not in LEFT_OUT}
    return Told(entry.name, entry.by, f"{entry.at[:MINUTE]}:00.000Z", body)
