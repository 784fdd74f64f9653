"""Make a session out of an accepted wish to talk: its row, and the event that opens it, in one transaction."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from app.couples.members import partners_of
from app.errors import NotFound
from app.frozen import dataclass
from app.sessions.engine.live import Loaded
from app.sessions.engine.loading import as_side, keys_of, unopened
from app.sessions.engine.preparing import prepare
from app.sessions.engine.spacing import counts_as
from app.sessions.engine.store import GENESIS, insert_session, previous_first, store_units
from app.sessions.protocol import events as e
from app.sessions.protocol.answers import Decided
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.sides import Both, Side, other
from app.sessions.tables import SessionRow
from app.templates.service import runnable
from app.templates.steps import Medium, Template, clamped

if TYPE_CHECKING:
    from sqlmodel import Session as Db

    from app.database import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for and accepted. `purpose` is the requester's own words, empty when there were none."""

    couple_id: str
    requester_id: str
    template: Template
    medium: Medium
    opens_at: datetime
    purpose: str = field(default="", repr=False)
    # The requester's own part in an accountability; empty where the template has none.
    part: e.Part = ""


def open_session(uow: UnitOfWork, keyring: Keyring, ids: Ids, wish: Wish, *, at: datetime) -> str:
    """Create the session in its lobby; its id. The template's version is pinned from here on (I-08)."""
    partners = partners_of(uow.db, wish.couple_id)
    if partners is None:
        raise NotFound
    people = Both(*partners)
    row = _row(uow.db, ids, wish, people=people, at=at)
    insert_session(uow.db, row)
    before = Loaded(
        session=unopened(row, runnable(uow.db, row.template_version)),
        couple_id=wish.couple_id,
        epoch=row.epoch,
        revision=0,
        chain=GENESIS,
        marks=(),
        outcomes={},
        keys=keys_of(uow.db, keyring, couple_id=wish.couple_id, people=people),
        names=Both("", ""),
        pace=Both(1.0, 1.0),
    )
    opened = Decided((_opened(wish, requester=as_side(row.requester), at=at),))
    store_units(uow, [prepare(before, opened, facts=Facts(), keyring=keyring).unit])
    return row.id


def _row(db: Db, ids: Ids, wish: Wish, *, people: Both[str], at: datetime) -> SessionRow:
    session_id = ids.public()
    requester: Side = "a" if people.a == wish.requester_id else "b"
    return SessionRow(
        id=session_id,
        couple_id=wish.couple_id,
        template_slug=wish.template.slug,
        template_kind=counts_as(wish.template),
        template_version=wish.template.version,
        medium=wish.medium,
        a_id=people.a,
        b_id=people.b,
        requester=requester,
        previous_first=_who_began_last(db, wish.couple_id, people) or other(requester),
        # L-12: the coin is thrown once, here, by the random part of the id, and is the same at every replay.
        seed=UUID(session_id).int & 0x7FFFFFFF,
        epoch=ids.private(),
        revision=0,
        seq=0,
        phase="lobby",
        first="a",
        created_at=at,
        opens_at=max(wish.opens_at, at),
    )


def _who_began_last(db: Db, couple_id: str, people: Both[str]) -> Side | None:
    last = previous_first(db, couple_id)
    if last is None:
        return None
    a_id, b_id, first = last
    return "a" if (a_id if first == "a" else b_id) == people.a else "b"


def _opened(wish: Wish, *, requester: Side, at: datetime) -> e.SessionOpened:
    opens_at = max(wish.opens_at, at)
    window = timedelta(seconds=clamped(wish.template).limits.join_window)
    return e.SessionOpened(
        at,
        by=requester,
        template=wish.template.slug,
        template_version=wish.template.version,
        medium=wish.medium,
        opens_at=opens_at,
        closes_at=opens_at + window,
        wish=wish.purpose,
        part=wish.part,
    )
