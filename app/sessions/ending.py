"""End the sessions of a couple when it ends, in the same transaction (T29, attack test 19; README 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.realtime.close_codes import CloseCode
from app.realtime.hub import Hub, session_topic
from app.sessions.engine.loading import load_session
from app.sessions.engine.preparing import prepare
from app.sessions.engine.store import ahead_of_couple
from app.sessions.engine.storing import store_units
from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decided
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.pausing import leave

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.database import UnitOfWork
    from app.security.encryption import Keyring


def end_with_couple(
    uow: UnitOfWork, couple_id: str, at: datetime, *, keyring: Keyring, ended: Callable[[str], None]
) -> None:
    """Adjourn what runs, and let nothing open later. Neutral: it is the event of every other early end."""
    for one in ahead_of_couple(uow.db, couple_id):
        _end(uow, one.id, at, keyring=keyring, ended=ended)


def _end(uow: UnitOfWork, session_id: str, at: datetime, *, keyring: Keyring, ended: Callable[[str], None]) -> None:
    loaded = load_session(uow.db, keyring, session_id)
    if loaded is None:
        return
    # The rule of leaving itself, without what time may have brought first: who types, and who has no timer, is known to
    # the engine alone, and a session must never outlive its couple by being taken for one that has ended already.
    # `a` stands for both: the end names nobody, so it does not matter who left.
    at = max(at, loaded.session.last_at)
    decided = leave(loaded.session, loaded.session.phase, c.Leave(by="a"), Facts(), at)
    if isinstance(decided, Decided):
        store_units(uow, [prepare(loaded, decided, facts=Facts(), keyring=keyring).unit])
        uow.after_commit(lambda: ended(session_id))


# I-25: within a second after a couple ended nobody gets a frame; the end itself is shown before that.
LAST_FRAMES = 0.5


def close_sockets(hub: Hub, session_id: str) -> None:
    """I-25: who is no partner any more gets no further frame."""
    hub.close_topic(session_topic(session_id), CloseCode.NOT_FOUND)
