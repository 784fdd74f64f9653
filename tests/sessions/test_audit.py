"""The log is kept by the database itself (I-17), and the audit of it finds what is planted."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.audit import audit
from tests.conftest import running
from tests.live import a_session, arrive

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings

PLANTED = {
    "an event is gone": "DELETE FROM session_event WHERE seq = 3",
    "the last event is gone": "DELETE FROM session_event WHERE seq = (SELECT max(seq) FROM session_event)",
    "an event says something else": "UPDATE session_event SET body = replace(body, '\"a\"', '\"b\"') WHERE seq = 2",
    "an event is of another time": "UPDATE session_event SET at = '2020-01-01 00:00:00.000000' WHERE seq = 3",
    "words were exchanged": "UPDATE session_event SET words = x'00' WHERE seq = 1",
    "a chain was broken": "UPDATE session_event SET chain = zeroblob(32) WHERE seq = 2",
    "the row says another phase": "UPDATE session SET phase = 'speaking'",
    "the row says another number": "UPDATE session SET seq = seq + 1",
    "the row has ended and the log has not": "UPDATE session SET ended_at = created_at, outcome = 'closed'",
    "an outcome is beyond the log": "UPDATE session_outcome SET seq = 99",
    "nothing is due any more": "UPDATE session SET due_at = NULL",
}


@pytest.fixture(autouse=True)
def audited() -> None:
    """Here the data is spoilt on purpose."""


@pytest.fixture
async def kept(settings: Settings, clock: MovableClock) -> Settings:
    """The data of one session that began."""
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client, purpose="The evenings.") as pair,
    ):
        await arrive(pair)
    return settings


def spoil(settings: Settings, statement: str, *, triggers: bool = False) -> int:
    """Do what somebody with the file in hand could do; the number of rows."""
    db = sqlite3.connect(settings.database_file)
    try:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in () if triggers else names:
            db.execute(f"DROP TRIGGER {name}")
        changed = db.execute(statement).rowcount
        db.commit()
        return changed
    finally:
        db.close()


async def test_what_nobody_touched_passes(kept: Settings) -> None:
    assert audit(kept) == 1


@pytest.mark.parametrize("fault", PLANTED)
async def test_a_planted_fault_is_found(kept: Settings, fault: str) -> None:
    assert spoil(kept, PLANTED[fault]) >= 1
    with pytest.raises(Exception):  # noqa: B017, PT011 - an assertion, or a history that cannot be folded
        audit(kept)


@pytest.mark.parametrize("statement", ["DELETE FROM session_event", "UPDATE session_event SET body = '{}'"])
async def test_the_database_itself_refuses_to_change_the_log(kept: Settings, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="the log is kept"):
        spoil(kept, statement, triggers=True)
    assert audit(kept) == 1


async def test_the_database_itself_refuses_a_second_live_session_of_a_couple(kept: Settings) -> None:
    columns = "couple_id, template_slug, template_kind, template_version, medium, a_id, b_id, requester"
    more = "previous_first, seed, epoch, revision, seq, phase, first, created_at, started_at"
    # Lobbies may wait beside each other; two talks that have begun may not.
    assert spoil(kept, "UPDATE session SET started_at = created_at", triggers=True) == 1
    copied = f"INSERT INTO session (id, {columns}, {more}) SELECT 'another', {columns}, {more} FROM session"  # noqa: S608 - its own constants
    with pytest.raises(sqlite3.IntegrityError):
        spoil(kept, copied, triggers=True)
