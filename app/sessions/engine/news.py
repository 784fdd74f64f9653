"""What others stored in many sessions since they were read: one statement, whatever it finds. PostgreSQL only, because
nowhere else are there others.

A question for each table and each session would cost more than the commands themselves (performance.md 4).
"""

from __future__ import annotations

from dataclasses import field
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from app.frozen import dataclass
from app.sessions.engine.codec import StoredEvent
from app.sessions.engine.units import Outcome, StoredMark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session as Db

# One snapshot, because it is one statement. `OFFSET 0` has every session looked up by its key, whatever is estimated.
# A private act does not move `seq`, so an outcome of the last one seen may still be new.
_ASKED: Final = text("""
WITH held AS (
  SELECT * FROM unnest(CAST(:ids AS text[]), CAST(:seqs AS int[]), CAST(:revisions AS int[])) WITH ORDINALITY
  AS h (id, seq, revision, n)
)
SELECT 's', h.n, s.revision, 0, s.epoch, '', '', CAST(NULL AS timestamptz), CAST(NULL AS bytea), CAST(NULL AS bytea)
FROM held h CROSS JOIN LATERAL (SELECT revision, epoch FROM session WHERE id = h.id OFFSET 0) s
UNION ALL
SELECT 'e', h.n, e.seq, 0, e.name, e.body, '', e.at, e.words, e.chain FROM held h
CROSS JOIN LATERAL (SELECT * FROM session_event WHERE session_id = h.id AND seq > h.seq OFFSET 0) e
UNION ALL
SELECT 'm', h.n, m.revision, m.number, m.account_id, '', '', NULL, m.sealed, NULL FROM held h
CROSS JOIN LATERAL (SELECT * FROM session_mark WHERE session_id = h.id AND revision > h.revision OFFSET 0) m
UNION ALL
SELECT 'o', h.n, o.seq, 0, o.account_id, o.ref, o.fingerprint, NULL, NULL, NULL FROM held h
CROSS JOIN LATERAL (SELECT * FROM session_outcome WHERE session_id = h.id AND seq >= h.seq OFFSET 0) o
""")


@dataclass(frozen=True, slots=True)
class Position:
    """How far a session is known."""

    session_id: str
    seq: int
    revision: int


@dataclass(frozen=True, slots=True)
class News:
    """What was stored since a position. `revision` and `epoch` are the row's, so that a reader sees what fits."""

    revision: int
    epoch: str
    events: tuple[StoredEvent, ...] = field(repr=False)
    marks: tuple[StoredMark, ...] = field(repr=False)
    outcomes: tuple[Outcome, ...]


def news_since(db: Db, positions: Sequence[Position]) -> list[News | None]:
    """For each position. Nothing of a log, a mark or an outcome is ever changed, so this is all there is."""
    asked = {
        "ids": [one.session_id for one in positions],
        "seqs": [one.seq for one in positions],
        "revisions": [one.revision for one in positions],
    }
    found: list[dict[str, list[Any]]] = [{"s": [], "e": [], "m": [], "o": []} for _ in positions]
    for row in db.connection().execute(_ASKED, asked):
        found[row[1] - 1][row[0]].append(row)
    return [_news(one.session_id, rows) for one, rows in zip(positions, found, strict=True)]


def _news(session_id: str, rows: dict[str, list[Any]]) -> News | None:
    if not rows["s"]:
        return None
    row = rows["s"][0]
    events = sorted(rows["e"], key=lambda one: one[2])
    marks = sorted(rows["m"], key=lambda one: one[2:4])
    return News(
        revision=row[2],
        epoch=row[4],
        events=tuple(
            StoredEvent(session_id, seq, name, at.astimezone(UTC), body, words, chain)
            for _, _, seq, _, name, body, _, at, words, chain in events
        ),
        marks=tuple(StoredMark(session_id, one[2], one[3], one[4], one[8]) for one in marks),
        outcomes=tuple(Outcome(one[4], one[5], one[6], one[2]) for one in rows["o"]),
    )
