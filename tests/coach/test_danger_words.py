"""Words of danger open help at two levels; idioms do not; and nothing here is ever held but a threat."""

from __future__ import annotations

import pytest

from app.coach import coach
from app.coach.hits import read
from app.coach.packs import pack_for
from app.coach.packs.loading import Rule
from tests.coach import lines

PACK = pack_for("en")
assert PACK is not None
RULES = [rule for rule in PACK.rules if rule.family in {"crisis", "apology", "reflection"}]


def ids(text: str) -> set[str]:
    assert PACK is not None
    return {hit.rule.id for hit in read(text, PACK).every}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_pattern_hits_its_example_and_misses_its_counterexample(rule: Rule) -> None:
    assert rule.id in ids(rule.hit)
    assert rule.id not in ids(rule.miss)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I'm going to kill myself tonight.", "self_harm"),
        ("I don't want to live any more.", "self_harm"),
        ("I've taken all my tablets.", "self_harm"),
        ("I'm going to kill you.", "threat"),
        ("If you leave you'll never see the kids again.", "threat"),
        ("I'm scared of you.", "fear"),
        ("I don't feel safe at home with you.", "fear"),
        ("He punched me last night.", "violence"),
        ("You grabbed me by the throat.", "violence"),
        ("He won't let me leave the house.", "control"),
    ],
)
def test_plain_words_of_danger_are_noticed(text: str, kind: str) -> None:
    signal = coach(text, stage="speaker").crisis

    assert signal is not None
    assert signal.kind == kind


@pytest.mark.parametrize("text", ["You'd be better off without me.", "I want to go to sleep and never wake."])
def test_passive_words_open_the_quiet_card(text: str) -> None:
    signal = coach(text, stage="speaker").crisis

    assert signal is not None
    assert signal.level == "check"


@pytest.mark.parametrize(
    "text",
    [
        "My feet are killing me.",
        "I'm dying for a coffee.",
        "My boss will kill me if I'm late.",
        "I nearly died laughing.",
        "I'm afraid we're out of milk.",
        "I'm scared about the mortgage.",
    ],
)
def test_an_idiom_is_never_an_alarm(text: str) -> None:
    signal = coach(text, stage="speaker").crisis

    assert signal is None or signal.level == "check"


@pytest.mark.parametrize("stage", ["speaker", "listener", "accountability", "free"])
def test_a_report_of_harm_is_neither_held_nor_corrected_in_any_stage(stage: str) -> None:
    """C-1, over every disclosure that anybody wrote for us, in all their dialects."""
    told = [line for said in lines.voices().values() for line in said if line.label == "disclosure"]
    stopped = [line.text for line in told if coach(line.text, stage=stage).verdict == "revise"]  # type: ignore[arg-type]

    assert len(told) > 400
    assert stopped == []
