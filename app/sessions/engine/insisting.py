"""Decide and store while the session's row is locked: the way of a command whose fence was lost again and again.

A process that is far from the database would lose every race against one that is near; behind the lock nobody is
faster. It keeps others waiting for a moment, so it is the last resort and never the first.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.errors import NotFound, Unavailable
from app.frozen import dataclass
from app.sessions.engine.codec import decode
from app.sessions.engine.loading import continued, load_session
from app.sessions.engine.news import Position, news_since
from app.sessions.engine.preparing import prepare
from app.sessions.engine.store import events_after, lock_session, store_units
from app.sessions.protocol.answers import Decided, Refused
from app.sessions.protocol.decide import decide

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.database import UnitOfWork
    from app.security.encryption import Keyring
    from app.sessions.engine.live import Loaded
    from app.sessions.engine.loading import Continued
    from app.sessions.engine.preparing import Prepared
    from app.sessions.protocol import commands as c
    from app.sessions.protocol.facts import Facts
    from app.sessions.protocol.observer_commands import ObserverCommand


class Outrun(Unavailable):
    """Every try lost its fence to somebody faster."""


@dataclass(frozen=True, slots=True)
class Insisted:
    """What others had stored by then, and the outcome: stored, refused, or answered because it was stored before."""

    found: Continued
    outcome: tuple[Decided, Prepared] | Refused | int


@dataclass(frozen=True, slots=True)
class Insistence:
    """One command as it is decided behind the lock. `facts` are made for whatever the session turns out to be."""

    command: c.Command | ObserverCommand = field(repr=False)
    sender: tuple[str, str, str]
    facts: Callable[[Loaded], Facts]
    answered: Callable[[Loaded], int | Refused | None]
    at: datetime

    def carry_out(self, uow: UnitOfWork, keyring: Keyring, before: Loaded) -> Insisted:
        lock_session(uow.db, before.session.id)
        found = _as_it_is(uow, keyring, before)
        loaded = found[0]
        answered = self.answered(loaded)
        if answered is not None:
            return Insisted(found, answered)
        facts = self.facts(loaded)
        # What time brought by now is part of the decision (I-33).
        decided = decide(loaded.session, self.command, facts, self.at)
        if isinstance(decided, Refused):
            return Insisted(found, decided)
        prepared = prepare(loaded, decided, facts=facts, keyring=keyring, sender=self.sender)
        store_units(uow, [prepared.unit])
        return Insisted(found, (decided, prepared))


def _as_it_is(uow: UnitOfWork, keyring: Keyring, before: Loaded) -> Continued:
    session_id, seq = before.session.id, before.session.seq
    (news,) = news_since(uow.db, [Position(session_id, seq, before.revision)])
    found = continued(uow.db, keyring, before, news) if news else None
    if found is not None:
        return found
    loaded = load_session(uow.db, keyring, session_id)
    if loaded is None:
        raise NotFound
    return loaded, tuple(decode(one, keys=loaded.keys) for one in events_after(uow.db, session_id, after=seq))
