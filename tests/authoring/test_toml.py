"""A template as a file: what is written as TOML is read as the same again, whatever it holds."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.authoring.beginning import content_of_file
from app.authoring.toml_text import toml_text
from app.templates.builtin import builtin_templates
from tests.authoring.writing import TALK, content_of

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
plain = st.one_of(
    st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False), texts
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=20,
)


@given(st.dictionaries(texts, values, max_size=6))
def test_whatever_json_holds_survives_as_toml(content: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text(content)) == content


@given(texts)
def test_a_comment_stays_a_comment(text: str) -> None:
    assert tomllib.loads(toml_text({"a": 1}, comment="One\nline\nafter the other")) == {"a": 1}
    assert tomllib.loads(toml_text({"a": text}, comment="A line"))["a"] == text


def test_what_toml_cannot_say_is_left_out() -> None:
    assert tomllib.loads(toml_text({"a": None, "b": [None, 1], "c": {"d": None}})) == {"b": [1], "c": {}}


def test_every_template_of_the_library_travels_as_a_file() -> None:
    for content in map(content_of, builtin_templates()):
        assert content_of_file(toml_text(content)) == content


def test_a_file_is_pleasant_to_read() -> None:
    lines = toml_text(TALK, comment="A talk").splitlines()
    assert lines[:2] == ["# A talk", 'kind = "brief_repair"']
    assert "[[steps]]" in lines
    assert "[steps.prompt]" in lines
    assert "[limits]" in lines
