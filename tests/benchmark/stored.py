"""What was stored, looked at after every measurement: a fast wrong answer is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text

if TYPE_CHECKING:
    from tests.benchmark.servers import Running

GAPS = "SELECT {room} FROM {events} GROUP BY {room} HAVING max(seq) <> count(*)"
DOUBLED = "SELECT {room} FROM {outcomes} GROUP BY {room}, ref HAVING count(*) > 1"
OURS = {"room": "session_id", "events": "session_event", "outcomes": "session_outcome"}
PEERS = {"room": "room", "events": "event", "outcomes": "outcome"}
LEFT_BEHIND = (
    "SELECT s.id FROM session s WHERE s.seq <> (SELECT max(e.seq) FROM session_event e WHERE e.session_id = s.id)"
)


def faults_of(running: Running, *, accepted: int) -> list[str]:
    """Every log is gapless, every reference once, every accepted command there, each row where its log ends."""
    if not running.store:
        return []
    # The usual way numbers on from what was seeded, with names of its own, in our tables.
    names = PEERS if running.store.endswith("peer.sqlite3") else OURS
    questions = {
        "a log has gaps": GAPS.format(**names),
        "a reference was stored twice": DOUBLED.format(**names),
        **({} if names is PEERS else {"a session is not where its log ends": LEFT_BEHIND}),
    }
    engine = create_engine(running.store)
    try:
        with engine.connect() as connection:
            found = [fault for fault, asked in questions.items() if connection.execute(text(asked)).first()]
            stored = connection.execute(text(f"SELECT count(*) FROM {names['outcomes']}")).scalar_one()  # noqa: S608
    finally:
        engine.dispose()
    if stored != accepted:
        found.append(f"{accepted} commands were accepted and {stored} are stored")
    return found
