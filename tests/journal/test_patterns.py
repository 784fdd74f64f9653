"""Tags are counted, in the order of the alphabet, and nothing is concluded."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from app.journal.patterns import SUGGESTED, Pattern, patterns

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
tags = some.lists(some.sampled_from(["went quiet", "Went quiet", "left", "stayed"]), max_size=4).map(tuple)


def test_nothing_marked_is_no_pattern() -> None:
    assert patterns([]) == ()
    assert patterns([(MONDAY, ())]) == ()


def test_a_tag_has_its_times_and_its_days() -> None:
    marked = [(TUESDAY, ("left",)), (MONDAY, ("left", "went quiet")), (MONDAY, ("left",))]
    assert patterns(marked) == (Pattern("left", 3, (MONDAY, TUESDAY)), Pattern("went quiet", 1, (MONDAY,)))


def test_capitals_make_no_other_tag_and_one_entry_counts_once() -> None:
    marked = [(MONDAY, ("Left",)), (TUESDAY, ("left", "LEFT"))]
    assert patterns(marked) == (Pattern("LEFT", 2, (MONDAY, TUESDAY)),)


@given(some.lists(some.tuples(some.dates(MONDAY, TUESDAY), tags)))
def test_every_marked_entry_is_counted_and_the_order_is_the_alphabets(
    marked: list[tuple[date, tuple[str, ...]]],
) -> None:
    found = patterns(marked)
    assert sum(one.times for one in found) == sum(len({tag.casefold() for tag in tags}) for _, tags in marked)
    assert [one.tag.casefold() for one in found] == sorted({one.tag.casefold() for one in found})
    assert all(1 <= len(one.days) <= one.times for one in found)


def test_what_is_suggested_says_i_and_names_nobody() -> None:
    assert all(tag.startswith("I ") and len(tag) <= 40 for tag in SUGGESTED)
