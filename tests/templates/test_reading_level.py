"""The measure of reading level is deterministic, and works without English full stops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.templates.reading_level import LONGEST_SENTENCE, Reading, measure


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("", Reading(0, 0.0)),
        ("…!?", Reading(0, 0.0)),
        ("Take your time.", Reading(3, 0.0)),
        ("Understand. Rest", Reading(1, 0.5)),
        ("It\u2019s well-being, isn't it?", Reading(4, 1.0)),
        ("One line\nand another one", Reading(3, 0.5)),
        ("何が大切ですか。休みましょう。", Reading(1, 0.5)),
    ],
)
def test_words_are_counted_by_sentence(text: str, reading: Reading) -> None:
    assert measure(text) == reading


def test_a_long_sentence_is_not_plain() -> None:
    assert measure("so " * LONGEST_SENTENCE).plain_in("en")
    assert not measure("so " * (LONGEST_SENTENCE + 1)).plain_in("en")


def test_many_long_words_are_not_plain() -> None:
    assert measure("Understand boundaries now.").plain_in("en")
    assert not measure("Understand boundaries together now.").plain_in("en")


@given(st.text(max_size=400))
def test_any_text_is_measured_and_always_the_same(text: str) -> None:
    assert measure(text) == measure(text)
    assert measure(text).longest_sentence >= 0


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_saying_the_same_twice_is_not_harder_to_read(text: str) -> None:
    once, twice = measure(f"{text}."), measure(f"{text}.{text}.")
    assert twice.longest_sentence == once.longest_sentence
    assert twice.long_words_per_sentence == once.long_words_per_sentence
