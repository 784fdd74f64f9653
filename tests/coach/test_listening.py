"""The listener's part: what is said back passes, what answers or advises is stopped, a guess never is."""

from __future__ import annotations

import pytest

from app.coach import CoachResult, coach


def reflect(text: str, told: str) -> CoachResult:
    return coach(text, stage="listener", reflected=told)


TOLD = "I felt lonely on Saturday when you stayed in the garage all day."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("That's not true, I was there the whole time.", "REBUT"),
        ("But you never asked me to come in.", "REBUT"),
        ("You're overreacting, it was one afternoon.", "REBUT"),
        ("You should call your sister when you feel like that.", "ADVISE"),
        ("Why don't you find a hobby?", "ADVISE"),
        ("Got it.", "BARE_ACK"),
        ("Ok, fine.", "BARE_ACK"),
    ],
)
def test_an_answer_advice_or_a_bare_nod_is_handed_back(text: str, code: str) -> None:
    result = reflect(text, TOLD)

    assert result.verdict == "revise"
    assert result.findings[0].code == code
    assert result.hold == "soft"


@pytest.mark.parametrize(
    "text",
    [
        "You felt lonely on Saturday because I was in the garage all day.",
        "So you were on your own on Saturday, and you missed me. Did I get that right?",
        "What I hear is that Saturday was lonely for you.",
        "It sounds as if you were left alone and it hurt.",
    ],
)
def test_what_says_back_passes(text: str) -> None:
    assert reflect(text, TOLD).verdict == "pass"


@pytest.mark.parametrize("text", ["Some words.", "Zorp blag frimmel wub.", "x", "Words of mine.", "hello", "A text"])
def test_words_that_nobody_knows_are_never_stopped(text: str) -> None:
    assert reflect(text, "Some other words.").verdict != "revise"


@pytest.mark.parametrize("text", ["Some words.", TOLD])
def test_a_word_for_word_copy_is_hinted_at_most(text: str) -> None:
    result = reflect(text, text)

    assert result.verdict == "pass"
    assert all(finding.action == "hint" for finding in result.findings)


def test_a_reflection_that_shares_no_word_is_told_so_and_not_stopped_for_it() -> None:
    result = reflect("You were left waiting and it stung.", "Nobody came to my party.")

    assert result.verdict != "revise"


def test_a_reflection_without_anything_to_compare_with_is_read_by_itself() -> None:
    assert coach("You should see a doctor about that.", stage="listener").verdict == "revise"
    assert coach("So you felt left out at the party.", stage="listener").verdict == "pass"


def test_a_finding_shows_the_words_it_means() -> None:
    text = "I see. You should call your sister when you feel like that."

    finding = reflect(text, TOLD).findings[0]

    assert text[finding.start : finding.end].startswith("You should")
    assert finding.explanation
    assert finding.suggestion
    assert finding.pack.startswith("en@")
