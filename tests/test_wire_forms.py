"""What every body has in common: closed, never shown, and moments in one form."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import BaseModel, ValidationError

from app.wire_forms import Moment, Sent


class Note(Sent):
    text: str = ""
    tag: str | None = None


def test_what_a_person_wrote_shows_in_no_text_about_it() -> None:
    note = Note(text="I was afraid of the key in the door")

    assert {repr(note), str(note), f"{note}"} == {"Note"}
    assert "afraid" not in repr([note])


def test_an_unknown_field_is_refused_without_being_repeated() -> None:
    with pytest.raises(ValidationError) as told:
        Note.model_validate({"txet": "I was afraid"})

    assert [error["type"] for error in told.value.errors()] == ["extra_forbidden"]
    assert "afraid" not in str(told.value)


def test_only_what_was_sent_is_a_change() -> None:
    assert Note.model_validate({"tag": None}).changes == {"tag": None}
    assert Note.model_validate({}).changes == {}


def test_a_moment_travels_in_utc_and_a_naive_one_does_not_travel() -> None:
    class Shown(BaseModel):
        at: Moment

    there = datetime(2026, 3, 7, 19, 0, 0, 5_999, tzinfo=timezone(timedelta(hours=2)))
    assert Shown(at=there).model_dump_json() == '{"at":"2026-03-07T17:00:00.005Z"}'
    assert Shown(at=there.astimezone(UTC)).model_dump() == {"at": "2026-03-07T17:00:00.005Z"}
    with pytest.raises(ValueError, match="naive"):
        Shown(at=there.replace(tzinfo=None)).model_dump_json()
