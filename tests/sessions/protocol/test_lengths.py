"""How long a text is (attack test 31): in any script, without hanging on English full stops."""

from __future__ import annotations

from random import Random

import pytest

from app.sessions.protocol.lengths import Bound, sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("...", 0),
        ("— !", 0),
        ("I was sad", 1),
        ("I was sad. You left!", 2),
        ("Why? Why? Why?", 3),
        ("So… I waited.", 2),
        ("It cost 3.50 at example.org today.", 1),
        ("Bring e.g. a book.", 1),
        ("Bring a. b. c. things.", 1),
        ("I left. And came back.", 2),
        ("I left. and came back.", 2),
        ('He said "no." Then he left.', 2),
        ("First line\nsecond line\n\n", 2),
        ("Wait!!! Really?!", 2),
        ("Olin surullinen. Odotin sinua koko illan.", 2),
        ("悲しかった。一人だった。", 2),
        ("悲しかった！なぜ？", 2),  # noqa: RUF001 - these are the ends of its sentences
        ("كنت حزينا. لماذا تأخرت؟ انتظرتك.", 3),
        ("मैं दुखी था। तुम नहीं आए।", 2),
        ("Ήμουν λυπημένη. Γιατί;", 2),
        (". leading", 1),
        ("😢", 1),
    ],
)
def test_a_sentence_is_a_sentence_in_every_script(text: str, count: int) -> None:
    assert sentences(text) == count


def test_a_bound_counts_all_parts_together() -> None:
    assert Bound(10).fits("12345", "", "1234")
    assert not Bound(10).fits("12345", "12345")


def test_a_bound_of_sentences_counts_across_parts() -> None:
    assert Bound(100, 2).fits("One.", "Two.")
    assert not Bound(100, 2).fits("One.", "Two.", "Three.")


def test_a_bound_without_sentences_counts_none() -> None:
    assert Bound(100).fits("1. 2. 3. 4. 5. 6. 7. 8.")


def test_however_it_is_counted_the_count_is_that_of_sentences() -> None:
    """Most texts are short enough to show it by their ends alone; that may never take one sentence too many."""
    rng = Random(1)
    pieces = ("Wait", "e.g.", "3.5", " ", ". ", ".", "! ", "?!", "\n", "\r\n", '"', "。", "।", "…", "x", ")", "\u2028")
    for _ in range(5_000):
        text = "".join(rng.choices(pieces, k=rng.randint(0, 12)))
        for most in (1, 2, 3):
            assert Bound(1_000, most).fits(text) == (sentences(text) <= most), repr(text)
