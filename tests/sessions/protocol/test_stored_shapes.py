"""What is stored stays readable (session.md 2): a name is for ever, and a field is only ever added, with a default.

`event_shapes.json` holds the shapes of every release. To add an event or a field, add it there too; nothing is ever
taken out of it.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from app.sessions.protocol.events import EVENT_NAMES, EVENTS_BY_NAME, word_fields

FROZEN: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "event_shapes.json").read_text())


def shape(one: Field[Any]) -> str:  # Any: a field of any type.
    optional = one.default is not MISSING or one.default_factory is not MISSING
    return ("optional " if optional else "required ") + str(one.metadata.get("words", "structure"))


def shapes() -> dict[str, dict[str, str]]:
    return {name: {one.name: shape(one) for one in fields(kind)} for kind, name in EVENT_NAMES.items()}


def test_no_stored_name_was_ever_taken_away() -> None:
    assert set(FROZEN) <= set(EVENTS_BY_NAME)


def test_no_stored_field_was_ever_taken_away_or_changed() -> None:
    now = shapes()
    for name, stored in FROZEN.items():
        assert {field: now[name].get(field) for field in stored} == stored, name


def test_a_field_that_was_added_has_a_default() -> None:
    now = shapes()
    for name, stored in FROZEN.items():
        added = {field: of for field, of in now[name].items() if field not in stored}
        assert all(of.startswith("optional") for of in added.values()), name


def test_every_shape_of_today_is_written_down() -> None:
    assert shapes() == FROZEN


def test_words_always_have_a_default_so_that_an_erased_event_can_be_read() -> None:
    for kind in EVENT_NAMES:
        for one in fields(kind):
            if one.name in word_fields(kind):
                assert shape(one).startswith("optional")
                assert not one.repr


def test_words_of_one_event_are_sealed_under_one_key() -> None:
    for kind in EVENT_NAMES:
        assert len(set(word_fields(kind).values())) <= 1
