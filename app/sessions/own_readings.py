"""One person's own private readings over their talks: before, after, and how it was. It opens nobody else's marks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import field
from typing import TYPE_CHECKING, Final

from sqlmodel import col, or_, select

from app.couples.members import places_beside
from app.frozen import dataclass
from app.sessions.engine.codec import decode_mark
from app.sessions.engine.loading import mark_row
from app.sessions.engine.units import StoredMark
from app.sessions.tables import SessionMarkRow, SessionRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session as Db

    from app.security.encryption import Keyring
    from app.sessions.protocol.facts import Mark

# The latest of the window; at the least spacing this is months.
MOST: Final = 100
RATINGS: Final = 3


@dataclass(frozen=True, slots=True)
class Felt:
    """Three ratings after a talk, each from 0 to 10 (practices.md 134)."""

    safe: int
    understood: int
    had_a_say: int


@dataclass(frozen=True, slots=True)
class OwnReading:
    """One talk as this person felt it. `after` is None unless there was a second reading; nothing compares two people.

    Whatever shows it, shows it to this person alone: not even that there is a reading is the partner's to know.
    """

    session_id: str
    couple_id: str
    started_at: datetime
    ended_at: datetime | None = None
    stopped_early: bool = False
    before: int | None = field(default=None, repr=False)
    after: int | None = field(default=None, repr=False)
    felt: Felt | None = field(default=None, repr=False)


def own_readings(
    db: Db, keyring: Keyring, account_id: str, *, since: datetime, until: datetime, most: int = MOST
) -> tuple[OwnReading, ...]:
    """Return the talks that began in the window, the earliest first; also those of couples that are over."""
    rows = _sessions(db, account_id, since=since, until=until, most=most)
    marks = own_marks(db, keyring, account_id, [row.id for row in rows])
    return tuple(_reading(row, marks[row.id]) for row in reversed(rows))


def _sessions(db: Db, account_id: str, *, since: datetime, until: datetime, most: int) -> Sequence[SessionRow]:
    own = or_(col(SessionRow.a_id) == account_id, col(SessionRow.b_id) == account_id)
    begun = (col(SessionRow.started_at) >= since, col(SessionRow.started_at) < until)
    # By couple, for which there is an index.
    of_couples = col(SessionRow.couple_id).in_(places_beside(db, account_id))
    latest = select(SessionRow).where(of_couples, own, *begun).order_by(col(SessionRow.started_at).desc()).limit(most)
    return db.exec(latest).all()


def own_marks(db: Db, keyring: Keyring, account_id: str, session_ids: list[str]) -> dict[str, list[Mark]]:
    """Return what this person marked in private, in order."""
    key = keyring.open(db, ("account", account_id))
    wanted = (
        select(SessionMarkRow)
        .where(col(SessionMarkRow.session_id).in_(session_ids), SessionMarkRow.account_id == account_id)
        .order_by(col(SessionMarkRow.session_id), col(SessionMarkRow.revision), col(SessionMarkRow.number))
    )
    found: dict[str, list[Mark]] = defaultdict(list)
    for row in db.exec(wanted):
        stored = StoredMark(**row.model_dump())
        # Whose side it was plays no part here: every mark that is read is this person's.
        found[row.session_id].append(decode_mark(row.sealed, by="a", row=mark_row(stored), key=key))
    return found


def _reading(row: SessionRow, marks: list[Mark]) -> OwnReading:
    levels = [mark.value for mark in marks if mark.kind == "arousal" and isinstance(mark.value, int)]
    ratings = [mark.value for mark in marks if mark.kind == "felt" and isinstance(mark.value, tuple)]
    return OwnReading(
        session_id=row.id,
        couple_id=row.couple_id,
        started_at=row.started_at or row.created_at,
        ended_at=row.ended_at,
        stopped_early=row.outcome == "adjourned",
        before=levels[0] if levels else None,
        after=levels[-1] if len(levels) > 1 else None,
        felt=Felt(*ratings[-1]) if ratings and len(ratings[-1]) == RATINGS else None,
    )
