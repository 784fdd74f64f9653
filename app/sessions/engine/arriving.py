"""What the database says of those who join: may they still, who are the two, and what was said that they have not seen.

One reading for all who wait. It decides who is turned away, each for themselves, and changes nothing.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.accounts.logins import live_among
from app.accounts.people import people_by_id
from app.couples.access import members_among
from app.database.together import reading
from app.errors import NotFound, Unauthorized
from app.frozen import dataclass
from app.sessions.engine.codec import decode, to_wire
from app.sessions.engine.loading import known_of
from app.sessions.engine.store import events_after

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session as Db

    from app.accounts.actor import Actor
    from app.database import Database
    from app.database.together import Together
    from app.realtime import frames
    from app.security.encryption import Keyring
    from app.sessions.engine.live import Loaded
    from app.sessions.engine.loading import Known


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whoever joins a session as it is held, and how much of its log they have: up to `after`."""

    actor: Actor
    loaded: Loaded
    after: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """The two as they are now, and the log from behind what was seen to where the session stands."""

    known: Known
    events: list[frames.EventFrame] = field(repr=False)


def arriving(database: Database, keyring: Keyring) -> Together[Arrival, Found]:
    """Return the queue of one process."""
    return reading(database, lambda db, arrived: _read(db, keyring, arrived))


def _read(db: Db, keyring: Keyring, arrived: Sequence[Arrival]) -> list[Found | Exception]:
    """For each of them, in their order; the reason instead, for whoever may not come.

    I-24, I-38: looked at again at every connection, not only when the ticket was made.
    """
    living = members_among(db, {one.loaded.couple_id for one in arrived})
    logins = live_among(db, {one.actor.login_id for one in arrived}, at=max(one.at for one in arrived))
    both = [one.loaded.session.people for one in arrived]
    people = people_by_id(db, keyring, {who for two in both for who in (two.a, two.b)})
    found: list[Found | Exception] = []
    for one in arrived:
        if (one.loaded.couple_id, one.actor.account_id) not in living:
            found.append(NotFound())
        elif one.actor.login_id not in logins:
            found.append(Unauthorized())
        else:
            found.append(Found(known_of(people, one.loaded.session.people), _missed(db, one)))
    return found


def _missed(db: Db, one: Arrival) -> list[frames.EventFrame]:
    session, keys = one.loaded.session, one.loaded.keys
    if one.after >= session.seq:
        # Most who come back have missed nothing, and the database need not be asked about it.
        return []
    stored = events_after(db, session.id, after=one.after)
    return [
        to_wire(decode(event, keys=keys), seq=event.seq, people=session.people)
        for event in stored
        # What came since will be pushed.
        if event.seq <= session.seq
    ]
