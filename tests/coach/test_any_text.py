"""Whatever is written, the coach answers: no exception, true places, the same answer twice, and no slow text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coach import coach
from app.coach.opinion import Stage

TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            [
                "you",
                "never",
                "i",
                "feel",
                '"',
                "'",
                "\u201c",
                ".",
                "?",
                "\n",
                "sorry",
                "if",
                "kill",
                "me",
                "\u0130",
                "1d10t",
                "\u200d",
                "🙄",
            ]
        ),
        max_size=80,
    ).map(" ".join),
)
HOSTILE = (
    "you ",
    "you are ",
    '"',
    "'",
    "a' ",
    "you never ",
    "🙄",
    "i d i o t ",
    "e\u0301\u0301\u0301",
    "1",
    "not think ",
    "...",
    "\u202e x ",
)


@settings(deadline=None, max_examples=150)
@given(text=TEXTS, stage=st.sampled_from(["speaker", "listener", "accountability", "free"]))
def test_any_text_gets_a_true_answer(text: str, stage: Stage) -> None:
    result = coach(text, stage=stage, reflected="I felt sad.")
    assert result == coach(text, stage=stage, reflected="I felt sad.")
    for finding in result.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end].strip()


def took(text: str) -> float:
    def once() -> float:
        begin = time.process_time()
        coach(text, stage="speaker")
        return time.process_time() - begin

    return min(once() for _ in range(5))


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    short, long = piece * (2_000 // len(piece)), piece * (4_000 // len(piece))
    took(short)
    assert took(long) < 2.6 * took(short) + 0.004


def test_a_finding_quotes_the_very_words_that_it_is_about() -> None:
    text = "I love you. You never listen to me."
    finding = coach(text, stage="speaker").findings[0]
    assert "ever listen" in text[finding.start : finding.end] or "You never" in text[finding.start : finding.end]
