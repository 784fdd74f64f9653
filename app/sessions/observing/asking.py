"""Asking to watch a session, and the yes of each of the two, for this session alone and before its first turn (T-4).

A yes is private: the other partner and the therapist see only what both yeses make possible together.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal

from sqlmodel import col, delete, select

from app.errors import NotFound, Problem
from app.frozen import dataclass
from app.sessions.observing.access import both_said_yes, said_yes
from app.sessions.observing.texts import TEXT_VERSION
from app.sessions.service import require_session
from app.sessions.tables import ObservingConsentRow, ObservingRow, SessionRow
from app.therapists.naming import therapist_names
from app.therapists.standing import access_of, require_scope, require_therapist

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session as Db

    from app.accounts.actor import Actor
    from app.database import UnitOfWork
    from app.security.encryption import Keyring
    from app.sessions.observing.removing import Removing
    from app.therapists.standing import Access

# As far as the row tells: the rules themselves are asked again when the therapist comes in.
EARLY: Final = frozenset({"lobby", "calm_start", "framing", "opening", "grounding", "choosing"})
State = Literal["may_ask", "asked", "open"]


@dataclass(frozen=True, slots=True)
class Asking:
    """A therapist who asks to watch, as one partner sees it: only their own yes."""

    therapist_id: str
    name: str = field(repr=False)
    your_yes: bool


@dataclass(frozen=True, slots=True)
class Watchable:
    """A session that a therapist may ask to watch. `open` is said once both said yes; before that nothing is."""

    session_id: str
    template: str
    opens_at: datetime
    state: State


def ask(uow: UnitOfWork, actor: Actor, session_id: str, *, at: datetime) -> Watchable:
    """Ask to watch this session. A second time is the same answer."""
    row, _ = require_watchable(uow.db, actor, session_id, at=at)
    _require_early(row)
    if uow.db.get(ObservingRow, (row.id, actor.account_id)) is None:
        uow.db.add(ObservingRow(session_id=row.id, therapist_id=actor.account_id, asked_at=at))
        uow.db.flush()
    return _watchable(uow.db, row, actor.account_id)


def take_back(uow: UnitOfWork, actor: Actor, session_id: str, *, removing: Removing, at: datetime) -> None:
    """Do not ask any more, or go: the two see the same as when sharing ends. Whoever never asked is told the same."""
    require_therapist(uow.db, actor)
    row = uow.db.get(ObservingRow, (session_id, actor.account_id))
    if row is None:
        raise NotFound
    uow.db.delete(row)
    _forget_yeses(uow, session_id, actor.account_id)
    removing.removed(uow, session_id, actor.account_id, at=at)


def watchable(db: Db, actor: Actor, couple_id: str, *, at: datetime) -> tuple[Watchable, ...]:
    """Return the couple's sessions that have not had their first turn yet, and those that were come in to."""
    require_therapist(db, actor)
    require_scope(db, actor, couple_id, "observe", at=at)
    wanted = select(SessionRow).where(SessionRow.couple_id == couple_id, col(SessionRow.ended_at).is_(None))
    rows = db.exec(wanted.order_by(col(SessionRow.id))).all()
    found = (_watchable(db, row, actor.account_id) for row in rows if row.phase != "ended")
    return tuple(one for one, row in zip(found, rows, strict=True) if one.state != "may_ask" or row.phase in EARLY)


def askings(db: Db, actor: Actor, session_id: str, *, keyring: Keyring, at: datetime) -> tuple[Asking, ...]:
    """Return who asks to watch this session and still may, for one of its partners."""
    row = require_session(db, actor, session_id)
    wanted = (
        select(ObservingRow.therapist_id).where(ObservingRow.session_id == row.id).order_by(ObservingRow.therapist_id)
    )
    asked = [one for one in db.exec(wanted).all() if access_of(db, one, row.couple_id, at=at).allows("observe")]
    names = therapist_names(db, keyring, set(asked))
    return tuple(Asking(one, names[one], actor.account_id in said_yes(db, row.id, one)) for one in asked)


def say_yes(
    uow: UnitOfWork, actor: Actor, session_id: str, *, therapist_id: str, text_version: str, at: datetime
) -> None:
    """Say yes to this therapist in this session, for oneself. Nothing follows before the other says it too."""
    row = require_session(uow.db, actor, session_id)
    _require_asked(uow.db, row, therapist_id, at=at)
    if text_version != TEXT_VERSION:
        raise Problem("wrong_version")
    if actor.account_id in said_yes(uow.db, row.id, therapist_id):
        return
    _require_early(row)
    uow.db.add(
        ObservingConsentRow(
            session_id=row.id,
            therapist_id=therapist_id,
            account_id=actor.account_id,
            text_version=text_version,
            given_at=at,
        )
    )
    uow.db.flush()


def take_yes_back(
    uow: UnitOfWork, actor: Actor, session_id: str, *, therapist_id: str, removing: Removing, at: datetime
) -> None:
    """Take one's own yes back, alone and at once, at any time. Who had come in is out (attack test 21)."""
    row = require_session(uow.db, actor, session_id)
    given = uow.db.get(ObservingConsentRow, (row.id, therapist_id, actor.account_id))
    if given is None:
        return
    uow.db.delete(given)
    uow.db.flush()
    removing.removed(uow, row.id, therapist_id, at=at)


def forget_person(uow: UnitOfWork, account_id: str) -> None:
    """Of an erased person nothing stays here, whichever of the three they were."""
    uow.db.exec(delete(ObservingConsentRow).where(col(ObservingConsentRow.account_id) == account_id))
    uow.db.exec(delete(ObservingConsentRow).where(col(ObservingConsentRow.therapist_id) == account_id))
    uow.db.exec(delete(ObservingRow).where(col(ObservingRow.therapist_id) == account_id))


def require_open(db: Db, actor: Actor, session_id: str, *, at: datetime) -> Access:
    """Return the access of a therapist who may come in now; 409 while not both said yes, 404 in every other case."""
    row, access = require_watchable(db, actor, session_id, at=at)
    if not both_said_yes(db, row, actor.account_id):
        raise Problem("not_now")
    return access


def require_watchable(db: Db, actor: Actor, session_id: str, *, at: datetime) -> tuple[SessionRow, Access]:
    """Return the session of a couple that shares `observe`; 404 otherwise, the same as for an unknown session (V-2)."""
    require_therapist(db, actor)
    row = db.get(SessionRow, session_id)
    # The same work for a foreign id as for one that never was (T05).
    access = require_scope(db, actor, row.couple_id if row else session_id, "observe", at=at)
    if row is None:
        raise NotFound
    return row, access


def _require_asked(db: Db, row: SessionRow, therapist_id: str, *, at: datetime) -> None:
    asked = db.get(ObservingRow, (row.id, therapist_id)) is not None
    if not asked or not access_of(db, therapist_id, row.couple_id, at=at).allows("observe"):
        raise NotFound


def _require_early(row: SessionRow) -> None:
    if row.ended_at is not None:
        raise Problem("ended")
    if row.phase not in EARLY:
        raise Problem("not_now")


def _watchable(db: Db, row: SessionRow, therapist_id: str) -> Watchable:
    asked = db.get(ObservingRow, (row.id, therapist_id)) is not None
    state: State = "may_ask" if not asked else "open" if both_said_yes(db, row, therapist_id) else "asked"
    return Watchable(row.id, row.template_slug, row.opens_at or row.created_at, state)


def _forget_yeses(uow: UnitOfWork, session_id: str, therapist_id: str) -> None:
    """The next time that they ask, both are asked anew."""
    uow.db.exec(
        delete(ObservingConsentRow).where(
            col(ObservingConsentRow.session_id) == session_id, col(ObservingConsentRow.therapist_id) == therapist_id
        )
    )
