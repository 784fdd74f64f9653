"""How a text becomes words: spelling in a hurry, sentences, quotations, and places that stay true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.coach import tokens
from app.coach.layout import lay_out
from app.coach.packs import pack_for
from app.coach.words import Sheet, sheet_of
from tests.coach.lines import voices

if TYPE_CHECKING:
    from collections.abc import Sequence


PACK = pack_for("en")
assert PACK is not None
SPELLING = PACK.spelling


def sheet(text: str) -> Sheet:
    return sheet_of(text, SPELLING)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("You don't care", "you do not care"),
        ("U dont care", "you do not care"),
        ("you don\u2019t care", "you do not care"),
        ("ur selfish", "you are selfish"),
        ("ur selfish and cold", "you are selfish and cold"),
        ("ur mother rang", "your mother rang"),
        ("your stupid games", "your stupid games"),
        ("your always late", "you are always late"),
        ("im ill", "i am ill"),
        ("ill be late", "i will be late"),
        ("sooooo lazy", "so lazy"),
        ("listen 2 me", "listen to me"),
    ],
)
def test_spelling_in_a_hurry_is_read_as_it_is_meant(text: str, words: str) -> None:
    assert " ".join(sheet(text).words) == words


def test_every_word_points_to_where_it_was_written() -> None:
    text = "You're  “late”,\nDON'T you see?"
    read = sheet(text).layout
    assert [text[a:b] for a, b in zip(read.start, read.end, strict=True)] == [
        "You're", "You're", "late", "DON'T", "DON'T", "you", "see",
    ]  # fmt: skip


def test_a_longer_quotation_is_somebody_elses_speech_and_a_single_word_is_not() -> None:
    assert sheet('You said "you never listen to me" and left.').quotes
    assert not sheet('My "supportive" husband.').quotes


def test_a_sentence_remembers_how_it_ended() -> None:
    assert sheet("Why? I left. Bye").marks == ["?", ".", ""]


def test_a_picture_is_a_word() -> None:
    assert sheet("ok 🙄").words == ["ok", "🙄"]


LINES = [line.text for said in voices().values() for line in said][::5]
NAUGHTY = (
    "",
    " ",
    "?!",
    "a?!b",
    "a!?",
    "...",
    "your",
    "ur 2 me",
    "ill",
    "a\n\n?b",
    "🙄 K. 🙄",
    "i\u0130\u00dfi'd've",
    "a\u00a0b",
)


@pytest.mark.parametrize("texts", [LINES, NAUGHTY, [f"{one} {other}" for one in NAUGHTY for other in NAUGHTY]])
def test_what_is_read_quickly_is_what_is_laid_out_with_every_place(texts: Sequence[str]) -> None:
    for text in texts:
        read = sheet(text)
        layout = lay_out(text, tokens.split(text), SPELLING)
        assert (read.words, read.bounds, read.marks) == (layout.words, layout.bounds(), layout.marks)
        for begin, end in [*read.bounds, (0, len(read.words))] if read.words else ():
            assert read.span(begin, end) == (layout.start[begin], layout.end[end - 1])
            assert read.begins_sentence(begin) == layout.fresh[begin]
        assert [read.is_quoted(place) for place in range(len(read.words))] == layout.quoted
