"""Read one session from the database and fold it. Runs in a reader thread; decides nothing."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from app.accounts.people import people_by_id
from app.frozen import dataclass
from app.sessions.engine.codec import Keys, decode, decode_mark
from app.sessions.engine.live import Loaded, pace_from
from app.sessions.engine.store import GENESIS, load_all
from app.sessions.protocol.events import ObserverJoined, SessionEnded
from app.sessions.protocol.evolve import replay
from app.sessions.protocol.sides import Both, Side
from app.sessions.protocol.state import Session, opening
from app.templates.service import runnable
from app.therapists.naming import therapist_names
from app.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlmodel import Session as Db

    from app.accounts.people import Person
    from app.security.encryption import DataKey, Keyring, Owner
    from app.sessions.engine.news import News
    from app.sessions.engine.store import Stored
    from app.sessions.engine.units import StoredMark
    from app.sessions.protocol.events import Event
    from app.sessions.protocol.facts import Mark
    from app.sessions.tables import SessionRow
    from app.templates.steps import Medium, Template

    # A session read further, and the events by which it is further.
    Continued: TypeAlias = tuple[Loaded, tuple[Event, ...]]


def load_session(db: Db, keyring: Keyring, session_id: str) -> Loaded | None:
    """The session folded from its log, or None where there is none."""
    return load_sessions(db, keyring, (session_id,))[0]


def load_sessions(db: Db, keyring: Keyring, session_ids: Sequence[str]) -> list[Loaded | None]:
    """The same for many at once, in their order: after a restart everybody comes back in the same moment."""
    stored = load_all(db, session_ids)
    rows = [one.row for one in stored.values()]
    people = people_by_id(db, keyring, {one for row in rows for one in (row.a_id, row.b_id)})
    keys = keyring.open_all(db, {owner for row in rows for owner in _owners(row.couple_id, _both(row))})
    templates = {one: runnable(db, one) for one in {row.template_version for row in rows}}
    folded = {
        one.row.id: _folded(
            one,
            start=unopened(one.row, templates[one.row.template_version]),
            keys=_keys(keys, one.row.couple_id, _both(one.row)),
            known=known_of(people, _both(one.row)),
        )
        for one in stored.values()
    }
    return [_with_observers(db, keyring, folded.get(one)) for one in session_ids]


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


def _folded(stored: Stored, *, start: Session, keys: Keys, known: Known) -> Loaded:
    row = stored.row
    return Loaded(
        session=replay(start, (decode(one, keys=keys) for one in stored.events)),
        couple_id=row.couple_id,
        epoch=row.epoch,
        revision=row.revision,
        chain=stored.events[-1].chain if stored.events else GENESIS,
        marks=tuple(mark for one in stored.marks if (mark := _mark(one, start.people, keys))),
        outcomes={(one.account_id, one.ref): (one.fingerprint, one.seq) for one in stored.outcomes},
        keys=keys,
        names=known.names,
        pace=known.pace,
        languages=known.languages,
    )


def _with_observers(db: Db, keyring: Keyring, loaded: Loaded | None) -> Loaded | None:
    if loaded is None or not loaded.session.observers:
        return loaded
    return replace(loaded, observer_names=therapist_names(db, keyring, {one.id for one in loaded.session.observers}))


def unopened(row: SessionRow, template: Template) -> Session:
    """The session before its first event, under its pinned template as it may be run today (I-08, T32)."""
    medium: Medium = "spoken" if row.medium == "spoken" else "text"
    return opening(
        row.id,
        template,
        people=_both(row),
        medium=medium,
        requester=as_side(row.requester),
        previous_first=as_side(row.previous_first),
        seed=row.seed,
    )


def as_side(stored: str) -> Side:
    return "a" if stored == "a" else "b"


def keys_of(db: Db, keyring: Keyring, *, couple_id: str, people: Both[str]) -> Keys:
    return _keys(keyring.open_all(db, _owners(couple_id, people)), couple_id, people)


def _owners(couple_id: str, people: Both[str]) -> tuple[Owner, Owner, Owner]:
    return ("account", people.a), ("account", people.b), ("couple", couple_id)


def _keys(found: Mapping[Owner, DataKey], couple_id: str, people: Both[str]) -> Keys:
    # One that is missing belonged to somebody erased: what it sealed is gone, and the rest of the log still replays.
    a, b, couple = (found.get(owner) for owner in _owners(couple_id, people))
    return Keys(people=Both(a, b), couple=couple)


@dataclass(frozen=True, slots=True)
class Known:
    """The two as they are now: names, time allowances, and the languages that they write in."""

    names: Both[str] = field(repr=False)
    pace: Both[float] = field(repr=False)
    languages: Both[str] = field(repr=False)


def known_of(found: Mapping[str, Person], people: Both[str]) -> Known:
    a, b = found[people.a], found[people.b]
    return Known(Both(a.name, b.name), Both(pace_from(a.pace), pace_from(b.pace)), Both(a.locale, b.locale))


def _both(row: SessionRow) -> Both[str]:
    return Both(row.a_id, row.b_id)


def _mark(stored: StoredMark, people: Both[str], keys: Keys) -> Mark | None:
    side: Side = "a" if stored.account_id == people.a else "b"
    key = keys.people.of(side)
    if key is None:
        return None
    return decode_mark(stored.sealed, by=side, row=mark_row(stored), key=key)


def mark_row(stored: StoredMark) -> str:
    return f"{stored.session_id}/{stored.revision}/{stored.number}"
