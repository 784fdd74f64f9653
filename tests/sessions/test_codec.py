"""Events to rows and back: every kind, with words and without, after an erasure, and from an earlier version."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import pytest

from app.main import make_resources
from app.security.encryption import Unreadable
from app.sessions.engine.codec import (
    PAD_TO,
    Keys,
    StoredEvent,
    decode,
    decode_mark,
    encode,
    encode_mark,
    link,
    to_wire,
)
from app.sessions.engine.store import GENESIS
from app.sessions.protocol import events as e
from app.sessions.protocol.events import EVENT_NAMES, word_fields
from app.sessions.protocol.facts import Mark
from app.sessions.protocol.sides import Both
from app.sessions.protocol.state import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.security.encryption import Keyring
    from app.settings import Settings

AT = datetime(2026, 3, 6, 18, 30, 0, 123000, tzinfo=UTC)
WORDS = "Olin yksin 🌧 «إلى» 日曜"


@pytest.fixture
def keyring_and_keys(settings: Settings) -> Iterator[tuple[Keyring, Keys]]:
    resources = make_resources(settings)
    keyring = resources.keyring

    def made(uow: Any) -> Keys:  # Any: the unit of work of a plain function.
        owners = (("account", "a"), ("account", "b"), ("couple", "c"))
        for owner in owners:
            keyring.create(uow.db, owner)  # type: ignore[arg-type]  # three owners of known kinds
        a, b, couple = (keyring.open(uow.db, owner) for owner in owners)  # type: ignore[arg-type]
        return Keys(people=Both(a, b), couple=couple)

    try:
        yield keyring, resources.database.write_now(made)
    finally:
        resources.database.close()
        resources.passwords.close()


@pytest.fixture
def keys(keyring_and_keys: tuple[Keyring, Keys]) -> Keys:
    return keyring_and_keys[1]


def an_event(kind: type[e.Event], *, words: str = WORDS) -> e.Event:
    """One of this kind with every field filled."""
    hints = get_type_hints(kind)
    said = word_fields(kind)
    return kind(**{one.name: value_of(hints[one.name], words if one.name in said else "plain") for one in fields(kind)})


def value_of(hint: Any, words: str) -> Any:
    if hint is datetime:
        return AT
    if hint in (int, bool):
        return hint(1)
    if get_args(hint)[1:] == (...,):
        return (words, words[::-1])
    choices = get_args(hint)
    return choices[0] if choices else words


def stored(event: e.Event, keys: Keys, *, seq: int = 3) -> StoredEvent:
    return encode(event, session_id="s", seq=seq, keys=keys, before=GENESIS)


@pytest.mark.parametrize("kind", EVENT_NAMES, ids=lambda kind: EVENT_NAMES[kind])
def test_every_event_comes_back_as_it_was(keys: Keys, kind: type[e.Event]) -> None:
    event = an_event(kind)
    row = stored(event, keys)
    assert decode(row, keys=keys) == event
    assert WORDS not in row.body


@pytest.mark.parametrize(
    "kind", [kind for kind in EVENT_NAMES if word_fields(kind)], ids=lambda kind: EVENT_NAMES[kind]
)
def test_words_lie_sealed_and_structure_in_the_clear(keys: Keys, kind: type[e.Event]) -> None:
    row = stored(an_event(kind, words="zinnia"), keys)
    assert row.words is not None
    assert b"zinnia" not in row.words
    assert "zinnia" not in repr(row)
    assert set(json.loads(row.body)) == {one.name for one in fields(kind)} - {"at"} - set(word_fields(kind))


def test_an_erased_author_leaves_the_structure_and_no_words(keys: Keys) -> None:
    said = e.Spoken(AT, by="a", not_before=AT, text=WORDS, feeling=("sad",))
    row = stored(said, keys)
    erased = replace(keys, people=Both(None, keys.people.b))
    assert decode(row, keys=erased) == e.Spoken(AT, by="a", not_before=AT)
    of_the_other = stored(e.Reflected(AT, by="b", text=WORDS), keys)
    assert decode(of_the_other, keys=erased) == e.Reflected(AT, by="b", text=WORDS)


def test_what_both_signed_outlives_one_of_them(keys: Keys) -> None:
    proposed = e.FrameProposed(AT, by="a", version="v", text=WORDS)
    row = stored(proposed, keys)
    assert decode(row, keys=replace(keys, people=Both(None, None))) == proposed


def test_nothing_is_sealed_for_who_is_erased(keys: Keys) -> None:
    erased = replace(keys, people=Both(None, keys.people.b))
    row = stored(e.Reflected(AT, by="a", text=WORDS), erased)
    assert (row.words, decode(row, keys=erased)) == (None, e.Reflected(AT, by="a"))


@pytest.mark.parametrize("kind", EVENT_NAMES, ids=lambda kind: EVENT_NAMES[kind])
def test_a_log_of_an_earlier_version_replays_with_defaults(keys: Keys, kind: type[e.Event]) -> None:
    """An earlier version had no field that has a default, and a later one may have fields that we do not know."""
    from app.sessions.engine.codec import required_fields  # noqa: PLC0415 - used here alone

    body = json.loads(stored(an_event(kind), keys).body)
    old = {name: value for name, value in body.items() if name in required_fields(kind)}
    row = StoredEvent("s", 1, EVENT_NAMES[kind], AT, json.dumps({**old, "of_a_later_version": 1}), None, b"")
    event = decode(row, keys=keys)
    assert type(event) is kind
    for one in fields(kind):
        if one.name in old:
            assert getattr(event, one.name) == getattr(an_event(kind), one.name)


def test_words_moved_to_another_row_do_not_open(keys: Keys) -> None:
    row = stored(e.Reflected(AT, by="a", text=WORDS), keys, seq=3)
    for elsewhere in (replace(row, seq=4), replace(row, session_id="t")):
        with pytest.raises(Unreadable):
            decode(elsewhere, keys=keys)


def test_the_chain_covers_every_part_of_a_row(keys: Keys) -> None:
    row = stored(e.Reflected(AT, by="a", text=WORDS), keys)
    parts: dict[str, Any] = {"seq": row.seq, "name": row.name, "at": row.at, "body": row.body, "words": row.words}
    assert link(GENESIS, **parts) == row.chain
    changed = {"seq": 4, "name": "spoken", "at": AT.replace(microsecond=0), "body": row.body + " ", "words": b"x"}
    links = {link(GENESIS, **{**parts, name: value}) for name, value in changed.items()}
    assert len(links | {row.chain, link(b"\0" * 32, **parts)}) == len(changed) + 2


def test_a_mark_comes_back_and_its_length_tells_nothing(keys: Keys) -> None:
    assert keys.people.a is not None
    marks = [
        Mark("a", "arousal", 4, AT, 3),
        Mark("a", "felt", 4, AT, (1, 10, 5)),
        Mark("a", "return", 4, AT, value=True),
        Mark("a", "answer", 4, AT, "o" * 150),
    ]
    sealed = [encode_mark(mark, row=f"s/1/{n}", key=keys.people.a) for n, mark in enumerate(marks)]
    assert [decode_mark(one, by="a", row=f"s/1/{n}", key=keys.people.a) for n, one in enumerate(sealed)] == marks
    assert len({len(one) for one in sealed}) == 1
    longer = encode_mark(Mark("a", "parked", 4, AT, "o" * 400), row="s/2/0", key=keys.people.a)
    assert len(longer) - len(sealed[0]) == PAD_TO


def test_on_the_wire_sides_are_people_and_never_is_nothing() -> None:
    sent = to_wire(e.FloorGiven(AT, to="b", until=NEVER), seq=7, people=Both("id-a", "id-b"))
    assert (sent.by, sent.body) == (None, {"to": "id-b", "until": None})
    assert sent.at == "2026-03-06T18:30:00.123Z"
