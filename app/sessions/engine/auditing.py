"""Audit of sessions: the log is whole and in order, and folding it gives what the row says (I-13, I-15, I-16).

Counts only. It trusts nothing that was stored: chains are computed again, and sealed words are opened.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from app.security.auditing import key_if_any
from app.security.encryption import Unreadable
from app.sessions.engine.codec import Keys, decode, decode_mark, link
from app.sessions.engine.loading import mark_row, unopened
from app.sessions.engine.preparing import projection
from app.sessions.engine.store import GENESIS, Stored, load
from app.sessions.engine.units import Projection
from app.sessions.protocol.evolve import CorruptHistory, replay
from app.sessions.protocol.sides import Both
from app.sessions.protocol.state import NEVER
from app.sessions.tables import SessionRow
from app.templates.service import runnable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlmodel import Session as Db

    from app.security.auditing import Audit
    from app.security.encryption import Keyring
    from app.sessions.engine.codec import StoredEvent
    from app.sessions.protocol.events import Event

AT_ONCE: Final = 100
# When it is due follows from private marks and presence as well, so it cannot be told from the log.
FOLDED: Final = tuple(one.name for one in fields(Projection) if one.name != "due_at")
BARE: Final = Keys(people=Both(None, None), couple=None)


def audit_sessions(db: Db, keyring: Keyring, audit: Audit, *, after: str) -> str | None:
    """Look at some sessions; where to go on, or None at the end."""
    wanted = select(SessionRow.id).where(col(SessionRow.id) > after).order_by(col(SessionRow.id)).limit(AT_ONCE)
    last = None
    for last in db.exec(wanted).all():
        audit_session(db, keyring, audit, session_id=last)
    return last


def audit_session(db: Db, keyring: Keyring, audit: Audit, *, session_id: str) -> None:
    stored = load(db, session_id)
    if stored is None:
        audit.faults["session_missing"] += 1
        return
    audit.looked_at["sessions"] += 1
    audit.looked_at["events"] += len(stored.events)
    row, people = stored.row, Both(stored.row.a_id, stored.row.b_id)
    keys = Keys(
        people=Both(
            key_if_any(db, keyring, ("account", people.a)),
            key_if_any(db, keyring, ("account", people.b)),
        ),
        couple=key_if_any(db, keyring, ("couple", row.couple_id)),
    )
    _audit_chain(stored.events, audit)
    _audit_words(stored.events, keys, audit)
    _audit_marks(stored, keys, audit)
    audit.faults["outcome_ahead_of_log"] += sum(one.seq > row.seq for one in stored.outcomes)
    audit.faults["fold_differs"] += not _folds_to_its_row(db, stored)


def _audit_chain(events: tuple[StoredEvent, ...], audit: Audit) -> None:
    before, at = GENESIS, None
    for place, one in enumerate(events, start=1):
        audit.faults["seq_not_gapless"] += one.seq != place
        audit.faults["time_went_back"] += at is not None and one.at < at
        chain = link(before, seq=one.seq, name=one.name, at=one.at, body=one.body, words=one.words)
        audit.faults["chain_broken"] += chain != one.chain
        # From the stored link on, so that one broken place is counted once.
        before, at = one.chain, one.at


def _audit_words(events: tuple[StoredEvent, ...], keys: Keys, audit: Audit) -> None:
    for one in events:
        if one.words is not None:
            audit.looked_at["sealed words"] += 1
            try:
                decode(one, keys=keys)
            except (Unreadable, ValueError, TypeError, KeyError):
                audit.faults["words_unreadable"] += 1


def _audit_marks(stored: Stored, keys: Keys, audit: Audit) -> None:
    for one in stored.marks:
        audit.looked_at["private marks"] += 1
        audit.faults["mark_ahead_of_row"] += one.revision > stored.row.revision
        side = "a" if one.account_id == stored.row.a_id else "b"
        key = keys.people.a if side == "a" else keys.people.b
        if key is None:
            continue
        try:
            decode_mark(one.sealed, by="a" if side == "a" else "b", row=mark_row(one), key=key)
        except (Unreadable, ValueError):
            audit.faults["mark_unreadable"] += 1


def _folds_to_its_row(db: Db, stored: Stored) -> bool:
    """I-15. Words play no part in it, so it is told also when they are gone."""
    try:
        session = replay(unopened(stored.row, runnable(db, stored.row.template_version)), _bare(stored.events))
    except (CorruptHistory, ValueError, TypeError, KeyError):
        return False
    folded = projection(session, NEVER)
    return all(getattr(folded, name) == getattr(stored.row, name) for name in FOLDED)


def _bare(events: tuple[StoredEvent, ...]) -> Iterator[Event]:
    return (decode(one, keys=BARE) for one in events)
