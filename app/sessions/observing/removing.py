"""Send an observer out of a session, in the transaction in which sharing ends (T13, attack test 21).

It tells neither who ended what, nor why: the event is the same for every cause.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.realtime.hub import session_topic
from app.sessions.engine.loading import load_session
from app.sessions.engine.preparing import prepare
from app.sessions.engine.store import ahead_of_couple
from app.sessions.engine.storing import store_units
from app.sessions.protocol.answers import Decided
from app.sessions.protocol.events import ObserverLeft
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.observing import is_here
from app.sessions.tables import SessionRow
from app.therapists.ended import sharing_topic
from app.therapists.standing import access_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.database import UnitOfWork
    from app.realtime.bus import Bus
    from app.security.encryption import Keyring


class Removing:
    """One per process. `repair` shows what was stored here to the sockets of this process."""

    def __init__(self, keyring: Keyring, bus: Bus, *, repair: Callable[[str], None]) -> None:
        self._keyring = keyring
        self._bus = bus
        self._repair = repair

    def sharing_ended(self, uow: UnitOfWork, couple_id: str, therapist_id: str, at: datetime) -> None:
        """Some scope has ended. Whoever may still observe stays."""
        if access_of(uow.db, therapist_id, couple_id, at=at).allows("observe"):
            return
        for one in ahead_of_couple(uow.db, couple_id):
            self.removed(uow, one.id, therapist_id, at=at)

    def removed(self, uow: UnitOfWork, session_id: str, therapist_id: str, *, at: datetime) -> None:
        """Log that the observer went, where they had come in; and have their sockets asked for at once."""
        uow.after_commit(lambda: self._bus.ring(sharing_topic(therapist_id), 0))
        loaded = load_session(uow.db, self._keyring, session_id)
        if loaded is None or not is_here(loaded.session, therapist_id):
            return
        gone = Decided((ObserverLeft(max(at, loaded.session.last_at), therapist_id),))
        unit = prepare(loaded, gone, facts=Facts(), keyring=self._keyring).unit
        # Who is here and who types is the engine's to know: what it worked out as the next deadline stays.
        row = uow.db.get_one(SessionRow, session_id)
        unit = replace(unit, projection=replace(unit.projection, due_at=row.due_at))
        store_units(uow, [unit])
        uow.after_commit(lambda: self._show(session_id, unit.expected + 1))

    def _show(self, session_id: str, revision: int) -> None:
        self._repair(session_id)
        self._bus.ring(session_topic(session_id), revision)
