"""Read one session from the database and fold it. Runs in a reader thread; decides nothing."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, TypeAlias

from app.accounts.people import people_by_id
from app.frozen import dataclass
from app.security.encryption import DataKey, KeyDestroyed, Keyring, Owner
from app.sessions.engine.codec import Keys, decode, decode_mark
from app.sessions.engine.live import Loaded, pace_from
from app.sessions.engine.store import GENESIS, Stored, load
from app.sessions.protocol.events import ObserverJoined, SessionEnded
from app.sessions.protocol.evolve import replay
from app.sessions.protocol.sides import Both, Side
from app.sessions.protocol.state import Session, opening
from app.templates.service import version
from app.templates.steps import Medium, clamped
from app.therapists.naming import therapist_names

if TYPE_CHECKING:
    from sqlmodel import Session as Db

    from app.sessions.engine.news import News
    from app.sessions.engine.units import StoredMark
    from app.sessions.protocol.events import Event
    from app.sessions.protocol.facts import Mark
    from app.sessions.tables import SessionRow

    # A session read further, and the events by which it is further.
    Continued: TypeAlias = tuple[Loaded, tuple[Event, ...]]


def load_session(db: Db, keyring: Keyring, session_id: str) -> Loaded | None:
    """The session folded from its log, or None where there is none."""
    stored = load(db, session_id)
    if stored is None:
        return None
    return _folded(db, keyring, stored)


def continued(db: Db, keyring: Keyring, before: Loaded, found: News) -> Continued | None:
    """`before` with what others stored since, and those events. None where only a whole reading will do.

    A neighbour's command would else cost reading the whole log again. Whatever is not a plain continuation (another
    epoch, a key that came or went, an end, after which names may be gone too, an observer with theirs) is read whole.
    """
    session = before.session
    if found.epoch != before.epoch or found.revision < before.revision:
        return None
    keys = keys_of(db, keyring, couple_id=before.couple_id, people=session.people)
    if keys != before.keys:
        return None
    events = tuple(decode(one, keys=keys) for one in found.events)
    if any(isinstance(event, SessionEnded | ObserverJoined) for event in events):
        return None
    after = replace(
        before,
        session=replay(session, events),
        revision=found.revision,
        chain=found.events[-1].chain if found.events else before.chain,
        marks=(*before.marks, *(mark for one in found.marks if (mark := _mark(one, session.people, keys)))),
        outcomes={**before.outcomes, **{(o.account_id, o.ref): (o.fingerprint, o.seq) for o in found.outcomes}},
    )
    return after, events


def _folded(db: Db, keyring: Keyring, stored: Stored) -> Loaded:
    row = stored.row
    people = Both(row.a_id, row.b_id)
    keys = keys_of(db, keyring, couple_id=row.couple_id, people=people)
    events = (decode(one, keys=keys) for one in stored.events)
    known = people_of(db, keyring, people)
    session = replay(unopened(db, row), events)
    return Loaded(
        session=session,
        couple_id=row.couple_id,
        epoch=row.epoch,
        revision=row.revision,
        chain=stored.events[-1].chain if stored.events else GENESIS,
        marks=tuple(mark for one in stored.marks if (mark := _mark(one, people, keys))),
        outcomes={(one.account_id, one.ref): (one.fingerprint, one.seq) for one in stored.outcomes},
        keys=keys,
        names=known.names,
        pace=known.pace,
        languages=known.languages,
        observer_names=therapist_names(db, keyring, {one.id for one in session.observers}) if session.observers else {},
    )


def unopened(db: Db, row: SessionRow) -> Session:
    """The session before its first event, under the pinned template, inside the limits of today (I-08, T32)."""
    medium: Medium = "spoken" if row.medium == "spoken" else "text"
    return opening(
        row.id,
        clamped(version(db, row.template_version)),
        people=Both(row.a_id, row.b_id),
        medium=medium,
        requester=as_side(row.requester),
        previous_first=as_side(row.previous_first),
        seed=row.seed,
    )


def as_side(stored: str) -> Side:
    return "a" if stored == "a" else "b"


def keys_of(db: Db, keyring: Keyring, *, couple_id: str, people: Both[str]) -> Keys:
    return Keys(
        people=Both(_key(db, keyring, ("account", people.a)), _key(db, keyring, ("account", people.b))),
        couple=_key(db, keyring, ("couple", couple_id)),
    )


def _key(db: Db, keyring: Keyring, owner: Owner) -> DataKey | None:
    try:
        return keyring.open(db, owner)
    except KeyDestroyed:
        # Erased: what was sealed under it is gone, and the rest of the log still replays.
        return None


@dataclass(frozen=True, slots=True)
class Known:
    """The two as they are now: names, time allowances, and the languages that they write in."""

    names: Both[str] = field(repr=False)
    pace: Both[float] = field(repr=False)
    languages: Both[str] = field(repr=False)


def people_of(db: Db, keyring: Keyring, people: Both[str]) -> Known:
    found = people_by_id(db, keyring, (people.a, people.b))
    a, b = found[people.a], found[people.b]
    return Known(Both(a.name, b.name), Both(pace_from(a.pace), pace_from(b.pace)), Both(a.locale, b.locale))


def _mark(stored: StoredMark, people: Both[str], keys: Keys) -> Mark | None:
    side: Side = "a" if stored.account_id == people.a else "b"
    key = keys.people.of(side)
    if key is None:
        return None
    return decode_mark(stored.sealed, by=side, row=mark_row(stored), key=key)


def mark_row(stored: StoredMark) -> str:
    return f"{stored.session_id}/{stored.revision}/{stored.number}"
