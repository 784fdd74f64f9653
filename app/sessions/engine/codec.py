"""Events and marks to and from what is stored, and events to what is sent. Stored names and shapes only ever grow.

A log written by an earlier version always replays: a field that is missing takes its default.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, field, fields
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import orjson

from app.frozen import dataclass
from app.realtime.frames import EventFrame
from app.sessions.protocol.events import EVENT_NAMES, EVENTS_BY_NAME, Event, PreventionPlanned, word_fields
from app.sessions.protocol.facts import Mark
from app.sessions.protocol.state import NEVER
from app.values import quick
from app.wire_time import stamp

if TYPE_CHECKING:
    from app.security.encryption import DataKey
    from app.sessions.protocol.sides import Both, Side

TABLE = "session_event"
MARKS = "session_mark"
# DR-16: private rows are padded, so that their length says nothing of what they hold.
PAD_TO = 256
# Fields that name a side; on the wire they are the partner's opaque id.
SIDE_FIELDS = frozenset({"by", "to", "who", "owner"})
# Looked up once, and not for every row: what of an event is structure, in the order in which it is stored, and what of
# it travels in the body.
_STRUCTURE_OF = {
    kind: sorted(one.name for one in fields(kind) if one.name != "at" and one.name not in word_fields(kind))
    for kind in EVENT_NAMES
}
_BODY_OF = {kind: [one.name for one in fields(kind) if one.name not in {"at", "by"}] for kind in EVENT_NAMES}


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one session. A person who was erased has none, and their words are gone."""

    people: Both[DataKey | None]
    couple: DataKey | None

    def of(self, event: Event, under: str) -> DataKey | None:
        return self.couple if under == "couple" else self.people.of(event.by)  # type: ignore[union-attr]


@quick
@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row of the log, as it is written and read."""

    session_id: str
    seq: int
    name: str
    at: datetime
    body: str
    words: bytes | None = field(repr=False)
    chain: bytes


def encode(event: Event, *, session_id: str, seq: int, keys: Keys, before: bytes) -> StoredEvent:
    """The row of an event: structure as JSON, words sealed, and the hash that chains it to its predecessor (I-13)."""
    kind = type(event)
    name = EVENT_NAMES[kind]
    body = orjson.dumps({one: getattr(event, one) for one in _STRUCTURE_OF[kind]}).decode()
    words = _sealed_words(event, word_fields(kind), session_id=session_id, seq=seq, keys=keys)
    chain = link(before, seq=seq, name=name, at=event.at, body=body, words=words)
    return StoredEvent(session_id, seq, name, event.at, body, words, chain)


def link(before: bytes, *, seq: int, name: str, at: datetime, body: str, words: bytes | None) -> bytes:
    """The hash of this row and of everything before it. It covers the sealed bytes, so it holds after an erasure."""
    # Written by `orjson`, a moment is what `isoformat` says of it, between quotes.
    moment = orjson.dumps(at)[1:-1]
    parts = (before, str(seq).encode(), name.encode(), moment, body.encode(), words or b"")
    return hashlib.sha256(b"".join([len(part).to_bytes(4, "big") + part for part in parts])).digest()


def _sealed_words(event: Event, words_in: dict[str, Any], *, session_id: str, seq: int, keys: Keys) -> bytes | None:
    said = {name: value for name in words_in if (value := getattr(event, name))}
    if not said:
        return None
    under = next(iter(words_in.values()))
    key = keys.of(event, under)
    if key is None:
        return None
    return key.seal(orjson.dumps(said), table=TABLE, column="words", row=f"{session_id}/{seq}")


def decode(stored: StoredEvent, *, keys: Keys) -> Event:
    """The event of a row. Words whose key was destroyed are empty: the log still replays."""
    kind = EVENTS_BY_NAME[stored.name]
    values: dict[str, Any] = {"at": stored.at, **_parsed(kind, json.loads(stored.body))}
    bare = kind(**values)
    if stored.words is None:
        return bare
    key = keys.of(bare, next(iter(word_fields(kind).values())))
    if key is None:
        return bare
    opened = key.unseal(stored.words, table=TABLE, column="words", row=f"{stored.session_id}/{stored.seq}")
    return kind(**values, **_parsed(kind, json.loads(opened)))


def _parsers_of(kind: type[Event]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    found: dict[str, Any] = {}
    for one in fields(kind):
        hint = hints[one.name]
        if hint is datetime:
            found[one.name] = datetime.fromisoformat
        elif get_args(hint)[1:] == (...,):
            found[one.name] = tuple
    return found


_PARSERS = {kind: _parsers_of(kind) for kind in EVENT_NAMES}
_FIELDS = {kind: frozenset(one.name for one in fields(kind)) for kind in EVENT_NAMES}


def _parsed(kind: type[Event], stored: dict[str, Any]) -> dict[str, Any]:
    parsers = _PARSERS[kind]
    known = _FIELDS[kind]
    return {name: parsers[name](value) if name in parsers else value for name, value in stored.items() if name in known}


def required_fields(kind: type[Event]) -> set[str]:
    """The fields that every stored event of this kind has had from its beginning."""
    return {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}


def to_wire(event: Event, *, seq: int, people: Both[str]) -> EventFrame:
    body = {name: _on_wire(name, getattr(event, name), people) for name in _BODY_OF[type(event)]}
    if isinstance(event, PreventionPlanned):
        # Stored as lists, because words are sealed apart from structure; told as the steps that they are.
        body = {"steps": planned_on_wire(event)}
    side: Side | None = getattr(event, "by", None)
    return EventFrame(seq, EVENT_NAMES[type(event)], people.of(side) if side else None, stamp(event.at), body)


def planned_on_wire(event: PreventionPlanned) -> list[dict[str, str]]:
    """The steps of a plan; their words are empty where the key is gone."""
    said = zip_longest(event.kinds, event.due, event.signs, event.acts, fillvalue="")
    return [{"if": sign, "then": act, "kind": kind, "due": due} for kind, due, sign, act in said]


def _on_wire(name: str, value: Any, people: Both[str]) -> Any:
    if name in SIDE_FIELDS:
        return people.of(value)
    if isinstance(value, datetime):
        return None if value == NEVER else stamp(value)
    return list(value) if isinstance(value, tuple) else value


def encode_mark(mark: Mark, *, row: str, key: DataKey) -> bytes:
    text = json.dumps([mark.kind, mark.since, mark.at.isoformat(), mark.value], ensure_ascii=False).encode()
    padded = text.ljust(-(-len(text) // PAD_TO) * PAD_TO)
    return key.seal(padded, table=MARKS, column="sealed", row=row)


def decode_mark(sealed: bytes, *, by: Side, row: str, key: DataKey) -> Mark:
    kind, since, at, value = json.loads(key.unseal(sealed, table=MARKS, column="sealed", row=row))
    return Mark(by, kind, since, datetime.fromisoformat(at), tuple(value) if isinstance(value, list) else value)
