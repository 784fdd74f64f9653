"""The one door for words: what comes through is NFC, bounded, and safe to show."""

from __future__ import annotations

import unicodedata
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from app.security.text_door import Name, Words, clean


class Sentence(BaseModel):
    text: Annotated[str, Words(20)]


class Person(BaseModel):
    name: Annotated[str, Name(10)]


def code_of(model: type[BaseModel], **fields: object) -> str:
    with pytest.raises(ValidationError) as refused:
        model(**fields)
    return str(refused.value.errors()[0]["type"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("x" * 21, "too_long"),
        ("x" * 10_000, "too_long"),
        ("a\x00b", "control_character"),
        ("a\x1bb", "control_character"),
        ("a\x7fb", "control_character"),
        ("a\x85b", "control_character"),
        ("a\ud800b", "lone_surrogate"),
        ("a" + "\u0316" * 9, "too_many_marks"),
    ],
)
def test_a_sentence_that_breaks_a_rule_is_refused_by_its_code(text: str, code: str) -> None:
    assert code_of(Sentence, text=text) == code


@pytest.mark.parametrize("text", ["two\nlines", "a\ttab", "שלום\u200f", "e\u0301", "👩\u200d👧", "a" + "\u0316" * 8])
def test_an_honest_sentence_comes_through_in_nfc(text: str) -> None:
    assert Sentence(text=text).text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ada\u202e", "direction_control"),
        ("A\u200bda", "invisible_character"),
        ("A\u2060da", "invisible_character"),
        ("Ada\nBen", "control_character"),
        ("Ada\u2028Ben", "invisible_character"),
        ("x" * 11, "too_long"),
    ],
)
def test_a_name_hides_nothing(name: str, code: str) -> None:
    assert code_of(Person, name=name) == code


def test_a_name_may_be_in_any_script() -> None:
    for name in ("Ада", "أحمد", "美咲", "Zoë", "O'Neil"):
        assert Person(name=f" {name} ").name == name


def test_line_ends_are_made_one_kind() -> None:
    assert clean("a\r\nb", longest=20) == "a\nb"


def test_bytes_are_bounded_as_well_as_letters() -> None:
    assert clean("👧" * 20, longest=20) == "👧" * 20
    with pytest.raises(PydanticCustomError):
        clean("👧" * 21, longest=20)


def test_only_text_is_text() -> None:
    assert code_of(Sentence, text=5) == "string_type"


def test_the_length_is_in_the_schema_for_client_developers() -> None:
    schema = Sentence.model_json_schema()["properties"]["text"]
    assert (schema["type"], schema["maxLength"]) == ("string", 20)


def test_a_refusal_does_not_repeat_the_text() -> None:
    with pytest.raises(ValidationError) as refused:
        Sentence(text="I felt alone" * 3)
    assert "alone" not in str(refused.value.errors(include_input=False))


@given(st.text(st.characters(), max_size=60))
def test_whatever_comes_through_is_clean_and_stays_so(text: str) -> None:
    try:
        once = clean(text, longest=40)
    except PydanticCustomError:
        return
    assert clean(once, longest=40) == once
    assert "\x00" not in once
    once.encode()
