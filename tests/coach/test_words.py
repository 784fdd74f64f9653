"""How a text becomes words: spelling in a hurry, sentences, quotations, and places that stay true."""

from __future__ import annotations

import pytest

from app.coach.packs import pack_for
from app.coach.words import Sheet, sheet_of


def sheet(text: str) -> Sheet:
    pack = pack_for("en")
    assert pack is not None
    return sheet_of(text, pack.spelling)


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
    read = sheet(text)
    assert [text[a:b] for a, b in zip(read.start, read.end, strict=True)] == [
        "You're", "You're", "late", "DON'T", "DON'T", "you", "see",
    ]  # fmt: skip


def test_a_longer_quotation_is_somebody_elses_speech_and_a_single_word_is_not() -> None:
    assert any(sheet('You said "you never listen to me" and left.').quoted)
    assert not any(sheet('My "supportive" husband.').quoted)


def test_a_sentence_remembers_how_it_ended() -> None:
    assert sheet("Why? I left. Bye").marks == ["?", ".", ""]


def test_a_picture_is_a_word() -> None:
    assert sheet("ok 🙄").words == ["ok", "🙄"]
