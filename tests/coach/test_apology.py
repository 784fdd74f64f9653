"""The apology's part: what takes it back is stopped, what owns it passes, a missing part is only named."""

from __future__ import annotations

import pytest

from app.coach import CoachResult, coach


def apologise(text: str) -> CoachResult:
    return coach(text, stage="accountability")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I'm sorry if I upset you.", "SORRY_IF"),
        ("I'm sorry you feel that way.", "SORRY_SHIFT"),
        ("I'm sorry, but you started it.", "SORRY_BUT"),
        ("It was only a joke, calm down.", "MINIMISE"),
        ("Mistakes were made.", "SORRY_SHIFT"),
        ("Sorry, happy now?", "MINIMISE"),
    ],
)
def test_what_takes_the_apology_back_is_handed_back_with_its_reason(text: str, code: str) -> None:
    result = apologise(text)

    assert result.verdict == "revise"
    assert code in {finding.code for finding in result.findings}


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry I shouted at you on Sunday. You looked frightened. Next time I'll go outside first.",
        "I was wrong to read your messages. It hurt you and I'm sorry. I won't touch your phone again.",
        "I forgot your birthday and you ate alone. That was my fault. I am so sorry.",
        "I'm sorry I was late. There's no excuse.",
    ],
)
def test_what_owns_it_passes(text: str) -> None:
    assert apologise(text).verdict != "revise"


@pytest.mark.parametrize("text", ["Some words.", "Zorp blag frimmel wub.", "x"])
def test_words_that_nobody_knows_are_never_stopped(text: str) -> None:
    assert apologise(text).verdict != "revise"


def test_a_part_that_is_missing_is_named_and_stops_nothing() -> None:
    result = apologise("I'm sorry I shouted at you on Sunday. You looked frightened.")

    assert result.verdict == "pass"
    assert {finding.code for finding in result.findings} == {"NO_PLAN"}


def test_a_whole_apology_misses_no_part() -> None:
    result = apologise("I was wrong to shout, and it frightened you. I'm sorry. Next time I will go outside first.")

    assert not [finding for finding in result.findings if finding.code.startswith("NO_")]
