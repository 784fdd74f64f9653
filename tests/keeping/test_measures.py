"""Figures of a window: no streak, no rank, no miss that nobody reported, and nothing that tells one from the other."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.keeping.lifecycle import Occurrence, Outcome, Report
from app.keeping.measures import LEAST_DAYS, MOST_DAYS, Window, window

ADA, BEN = "ada", "ben"
BOTH = frozenset({ADA, BEN})
ADAS = frozenset({ADA})
TODAY = date(2026, 11, 22)


def of_ada(days_ago: int, outcome: Outcome | None = None) -> Occurrence:
    reports = {ADA: Report(outcome)} if outcome else {}
    return Occurrence(BOTH, frozenset({ADA}), TODAY - timedelta(days=days_ago), reports)


def of_both(days_ago: int, adas: Outcome | None, bens: Outcome | None) -> Occurrence:
    reports = {who: Report(said) for who, said in ((ADA, adas), (BEN, bens)) if said}
    return Occurrence(BOTH, BOTH, TODAY - timedelta(days=days_ago), reports)


def figures(found: Window | None) -> tuple[int, int, int]:
    assert found is not None
    return found.kept, found.partly, found.came_round


def test_it_says_how_often_of_the_last_thirty_days() -> None:
    seen = [of_ada(0, "kept"), of_ada(1, "missed"), of_ada(2, "partly"), of_ada(29, "kept"), of_ada(30, "kept")]
    found = window(seen, owners=ADAS, until=TODAY, person=ADA)
    assert figures(found) == (2, 1, 4)
    assert found is not None
    assert (found.days, found.whose) == (30, "you")


def test_what_nobody_reported_came_round_and_is_no_miss() -> None:
    assert figures(window([of_ada(1), of_ada(2, "kept")], owners=ADAS, until=TODAY, person=ADA)) == (1, 0, 2)
    assert {one.name for one in fields(Window)} == {"whose", "since", "until", "came_round", "kept", "partly"}


def test_what_both_excused_does_not_count_at_all() -> None:
    excused = replace(of_ada(1, "missed"), excused_by=BOTH)
    asked = replace(of_ada(2, "missed"), excused_by=frozenset({ADA}))
    assert figures(window([excused, asked], owners=ADAS, until=TODAY, person=ADA)) == (0, 0, 1)


def test_of_the_others_promise_there_is_no_figure() -> None:
    assert window([of_ada(1, "kept")], owners=ADAS, until=TODAY, person=BEN) is None


def test_a_ritual_of_both_has_one_figure_and_it_is_the_same_for_both() -> None:
    seen = [of_both(1, "kept", "kept"), of_both(2, "kept", "missed"), of_both(3, "kept", None)]
    seen.append(of_both(4, "kept", "partly"))
    found = window(seen, owners=BOTH, until=TODAY, person=ADA)
    assert figures(found) == (1, 1, 4)
    assert found == window(seen, owners=BOTH, until=TODAY, person=BEN)
    assert found is not None
    assert found.whose == "both"


def test_an_empty_window_is_zero_of_zero() -> None:
    assert figures(window([], owners=ADAS, until=TODAY, person=ADA)) == (0, 0, 0)


@pytest.mark.parametrize(("asked", "given_days"), [(-5, LEAST_DAYS), (7, 7), (60, 60), (10_000, MOST_DAYS)])
def test_a_window_is_neither_a_day_nor_a_life(asked: int, given_days: int) -> None:
    found = window([], owners=ADAS, until=TODAY, days=asked, person=ADA)
    assert found is not None
    assert found.days == given_days


outcomes = st.sampled_from(("kept", "partly", "missed", None))


@given(st.lists(st.tuples(outcomes, outcomes), max_size=40))
def test_swapping_the_two_changes_nothing(days: list[tuple[Outcome | None, Outcome | None]]) -> None:
    # V-5: the figure cannot tell who of the two it was.
    one = [of_both(number, *said) for number, said in enumerate(days)]
    other = [of_both(number, said[1], said[0]) for number, said in enumerate(days)]
    assert window(one, owners=BOTH, until=TODAY, person=ADA) == window(other, owners=BOTH, until=TODAY, person=ADA)


@given(st.permutations(["kept", "missed", "kept", "missed", "partly", None]))
def test_the_order_of_good_and_bad_days_does_not_matter(said: list[Outcome | None]) -> None:
    # No streak: a bad day in the middle takes nothing away from the others.
    assert figures(window([of_ada(n, one) for n, one in enumerate(said)], owners=ADAS, until=TODAY, person=ADA)) == (
        2,
        1,
        6,
    )
