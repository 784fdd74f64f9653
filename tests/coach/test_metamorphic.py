"""coach.md 7.5: changes that must change nothing, or may only change the answer in one direction."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.coach import CoachResult, coach
from tests.coach.lines import ACCUSATIONS, Line, voices

STATEMENTS = [line for said in voices().values() for line in said if line.kind == "statement"][::7]
RANK = {"pass": 0, "nudge": 1, "revise": 2}
MOST_EXCEPTIONS = 0.01
Change = Callable[[str], str]


def look(text: str) -> CoachResult:
    return coach(text, stage="speaker")


def without_names(result: CoachResult) -> tuple[str, str]:
    return result.verdict, result.hold


def spelled_u(text: str) -> str:
    return " ".join("u" if word == "you" else word for word in text.split(" "))


@pytest.mark.parametrize(
    "change",
    [str.upper, str.lower, lambda text: text.replace("'", "\u2019"), lambda text: f"  {text} ", spelled_u],
    ids=["upper case", "lower case", "curly apostrophes", "spaces", "u for you"],
)
def test_spelling_changes_nothing(change: Change) -> None:
    changed = [
        line.text for line in STATEMENTS if without_names(look(line.text)) != without_names(look(change(line.text)))
    ]
    assert len(changed) <= MOST_EXCEPTIONS * len(STATEMENTS), changed[:5]


def test_an_owned_sentence_in_front_never_unlocks_an_accusation() -> None:
    guilty = [line for line in STATEMENTS if line.label in ACCUSATIONS and look(line.text).verdict == "revise"]
    unlocked = [line.text for line in guilty if look(f"I feel sad tonight. {line.text}").verdict != "revise"]
    assert unlocked == []


def test_inserting_always_never_lowers_the_verdict() -> None:
    lowered = [line.text for line in STATEMENTS if rank(with_always(line)) < rank(line.text)]
    assert len(lowered) <= MOST_EXCEPTIONS * len(STATEMENTS), lowered[:5]


def with_always(line: Line) -> str:
    return line.text.replace("You ", "You always ", 1).replace(" you ", " you always ", 1)


def rank(text: str) -> int:
    return RANK[look(text).verdict]


def test_inserting_always_never_hides_violence() -> None:
    assert look("You hit me.").crisis is not None
    assert look("You always hit me.").crisis is not None


def test_an_insult_behind_a_text_is_always_seen() -> None:
    missed = [line.text for line in STATEMENTS if rank(f"{line.text.rstrip()}. You are so selfish.") < 2]
    told = [text for text in missed if look(text).crisis is None]
    assert told == []


def test_a_stricter_template_never_lets_more_through() -> None:
    for line in STATEMENTS:
        gentle, standard, strict = (
            RANK[coach(line.text, stage="speaker", strictness=level).verdict]
            for level in ("gentle", "standard", "strict")
        )
        assert gentle <= standard <= strict, line.text


def test_whoever_is_meant_the_answer_is_the_same() -> None:
    for he, she in (("He took my phone.", "She took my phone."), ("His mother was rude.", "Her mother was rude.")):
        assert without_names(look(he)) == without_names(look(she))
