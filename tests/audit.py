"""An audit of everything stored about live sessions, run after every test that served people (assurance, column Q)."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlmodel import Session as Db
from sqlmodel import select, text

from app.database import Database
from app.main import make_resources
from app.operations.verify import verify
from app.sessions.engine.codec import link
from app.sessions.engine.loading import load_session
from app.sessions.engine.store import GENESIS, load
from app.sessions.protocol.state import NEVER, PHASE_NAMES, Ended
from app.sessions.tables import SessionRow

if TYPE_CHECKING:
    from app.security.encryption import Keyring
    from app.sessions.engine.store import Stored
    from app.settings import Settings


def audit(settings: Settings) -> int:
    """Check every session in the data; the number of them. The service must have stopped."""
    resources = make_resources(settings)
    database: Database = resources.database
    try:
        # What `rejoin verify` looks at: every key, every sealed word, agreements and who assented to them.
        found = verify(database, resources.master_key, resources.other_master_key)
        assert found.sound, dict(+found.faults)
        return database.read_now(lambda db: _sessions(db, resources.keyring))
    finally:
        database.close()
        resources.passwords.close()


def _sessions(db: Db, keyring: Keyring) -> int:
    rows = db.exec(select(SessionRow)).all()
    live = [row.couple_id for row in rows if row.started_at is not None and row.ended_at is None]
    assert len(live) == len(set(live)), "I-37: one live session of a couple"
    for row in rows:
        stored = load(db, row.id)
        assert stored is not None
        _log(stored)
        _projection(db, keyring, stored)
    ids = {row.id for row in rows}
    found = db.connection().execute(text("SELECT DISTINCT session_id FROM session_event")).scalars()
    assert set(found) <= ids, "no event without its session"
    return len(rows)


def _log(stored: Stored) -> None:
    assert [event.seq for event in stored.events] == list(range(1, stored.row.seq + 1)), "I-13: gapless from one"
    assert all(earlier.at <= later.at for earlier, later in pairwise(stored.events)), "I-16: time never goes back"
    before = GENESIS
    for event in stored.events:
        parts = {"seq": event.seq, "name": event.name, "at": event.at, "body": event.body, "words": event.words}
        before = link(before, **parts)  # type: ignore[arg-type]  # the parts of a row, by name
        assert event.chain == before, "I-13: each carries the hash of its predecessor"


def _projection(db: Db, keyring: Keyring, stored: Stored) -> None:
    """I-15: the log, folded again, gives exactly what the row says."""
    row, loaded = stored.row, load_session(db, keyring, stored.row.id)
    assert loaded is not None
    session = loaded.session
    ended = session.phase if isinstance(session.phase, Ended) else None
    assert (session.seq, PHASE_NAMES[type(session.phase)], session.first) == (row.seq, row.phase, row.first)
    assert (ended.at if ended else None, ended.outcome if ended else None) == (row.ended_at, row.outcome)
    assert (None if session.started_at == NEVER else session.started_at) == row.started_at
    assert (row.due_at is None) == (ended is not None), "I-36: whatever has not ended is due some time"
    people = {row.a_id, row.b_id}
    assert {mark.account_id for mark in stored.marks} <= people
    assert all(mark.revision <= row.revision for mark in stored.marks)
    # T-4: nobody else ever sent anything but who had come in, for both to see.
    came_in = {json.loads(event.body)["observer"] for event in stored.events if event.name == "observer_joined"}
    assert {outcome.account_id for outcome in stored.outcomes} <= people | came_in
    assert all(outcome.seq <= row.seq for outcome in stored.outcomes), "I-19: acknowledged is stored"
