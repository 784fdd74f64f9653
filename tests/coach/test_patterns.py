"""Every pattern of the pack stands beside a sentence that it must find and one that it must leave alone."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.coach import matcher
from app.coach.matcher import Matcher, PatternError
from app.coach.packs import pack_for
from app.coach.packs.loading import Rule
from app.coach.words import sheet_of
from tests.coach.lines import voices

PACK = pack_for("en")
assert PACK is not None
RULES = list(enumerate(PACK.rules))
CLASSES = {"FRUIT": frozenset({"apple", "pear"})}


def finds(number: int, text: str) -> bool:
    assert PACK is not None
    sheet = sheet_of(text, PACK.spelling)
    every = PACK.wanted[None]
    return any(match.pattern == number for match in PACK.matcher.find(sheet.words, sheet.bounds, every))


@pytest.mark.parametrize(("number", "rule"), RULES, ids=lambda value: value.id if isinstance(value, Rule) else "")
def test_a_pattern_finds_its_example_and_not_its_counter_example(number: int, rule: Rule) -> None:
    assert finds(number, rule.hit), f"{rule.id} misses {rule.hit}"
    assert not finds(number, rule.miss), f"{rule.id} finds {rule.miss}"


def spans(pattern: str, text: str, *, fresh: set[int] | None = None) -> list[str]:
    words = text.split()
    one = Matcher([matcher.parse(pattern, CLASSES)])
    cuts = sorted({0, *(fresh or ()), len(words)})
    found = one.find(words, list(pairwise(cuts)), 1)
    assert found == list(one.scan(words, [place in cuts for place in range(len(words))]))
    return [" ".join(words[match.start : match.end]) for match in found]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("a b", "x a b c", ["a b"]),
        ("a FRUIT", "a pear a stone", ["a pear"]),
        ("a b? c", "a c a b c", ["a c", "a b c"]),
        ("a .{0,2} c", "a x y c", ["a x y c"]),
        ("a .{0,2} c", "a x y z c", []),
        ("a !b", "a b a c", ["a c"]),
        ("a|b c", "b c", ["b c"]),
        ("a x? y? c", "a y c", ["a y c"]),
    ],
)
def test_the_matcher_finds_what_a_pattern_says(pattern: str, text: str, found: list[str]) -> None:
    assert spans(pattern, text) == found


def test_no_match_runs_over_the_end_of_a_sentence() -> None:
    assert spans("a b", "a b", fresh={0, 1}) == []


@pytest.mark.parametrize("pattern", ["a? b", "a b?", "a .{0,2}", "", "a UNKNOWN"])
def test_a_pattern_that_cannot_be_meant_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        matcher.parse(pattern, CLASSES)


LINES = [line.text for said in voices().values() for line in said][::5]


@pytest.mark.parametrize("language", ["en", "es"])
def test_patterns_that_could_match_are_all_that_do(language: str) -> None:
    """Running one by one those of which every needed word is there finds what all of them at once find."""
    pack = pack_for(language)
    assert pack is not None
    of_danger = pack.wanted["update"]
    for text in [*LINES, " ".join(LINES[:200]), *(f"{rule.hit} {rule.miss}" for rule in pack.rules)]:
        sheet = sheet_of(text, pack.spelling)
        every = list(pack.matcher.scan(sheet.words, sheet.layout.fresh))
        assert pack.matcher.find(sheet.words, sheet.bounds, pack.wanted[None]) == every
        some = [match for match in every if of_danger >> match.pattern & 1]
        assert pack.matcher.find(sheet.words, sheet.bounds, of_danger) == some
