"""Rounds of looking again: nobody reads first, only both together let it go, and the days that follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from app.agreements.life import is_linked
from app.agreements.reviews import (
    Review,
    answered,
    brought_forward,
    is_due,
    look_again_on,
    next_review_on,
    outcome,
)

if TYPE_CHECKING:
    from app.agreements.reviews import Choice, Outcome

ADA, BEN, EVE = "ada", "ben", "eve"
BOTH = frozenset({ADA, BEN})
TODAY = date(2026, 11, 22)


def given(**answers: Choice) -> Review:
    return Review(BOTH, answers)


def test_nothing_comes_of_one_answer() -> None:
    half = answered(given(), "let_go", by=ADA)
    assert half is not None
    assert outcome(half) is None
    assert "let_go" not in repr(half)


def test_an_answer_may_be_changed_until_the_other_has_answered() -> None:
    changed = answered(given(ada="keep"), "change", by=ADA)
    assert changed is not None
    assert changed.answers == {ADA: "change"}
    assert answered(given(ada="keep", ben="keep"), "change", by=ADA) is None


@pytest.mark.parametrize(
    ("one", "other", "came"),
    [
        ("keep", "keep", "kept"),
        ("let_go", "let_go", "let_go"),
        ("change", "change", "talk"),
        ("keep", "let_go", "talk"),
        ("let_go", "change", "talk"),
    ],
)
def test_only_what_both_say_happens(one: Choice, other: Choice, came: Outcome) -> None:
    assert outcome(given(ada=one, ben=other)) == came == outcome(given(ada=other, ben=one))


def test_a_stranger_answers_nothing_and_nobody_is_no_round() -> None:
    assert answered(given(), "keep", by=EVE) is None
    assert outcome(Review(frozenset())) is None


def test_ones_own_limit_is_looked_at_alone() -> None:
    own = Review(frozenset({ADA}))
    kept = answered(own, "keep", by=ADA)
    assert kept is not None
    assert outcome(kept) == "kept"
    assert answered(own, "let_go", by=BEN) is None


def test_the_first_follow_up_counts_until_a_review_has_a_day() -> None:
    follow_up = TODAY + timedelta(days=10)
    assert look_again_on(review_on=None, first_follow_up_on=follow_up) == follow_up
    assert look_again_on(review_on=TODAY, first_follow_up_on=follow_up) == TODAY
    assert look_again_on(review_on=None, first_follow_up_on=None) is None


def test_it_is_due_from_its_day_on() -> None:
    days = [None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)]
    assert [is_due(day, today=TODAY) for day in days] == [False, True, True, False]


def test_what_was_kept_is_looked_at_after_its_own_days_and_a_promise_after_three_months() -> None:
    assert next_review_on(TODAY, kind="boundary", days=30) == TODAY + timedelta(days=30)
    assert next_review_on(TODAY, kind="commitment", days=10) == TODAY + timedelta(days=90)


def test_a_life_event_brings_the_day_forward_and_never_back() -> None:
    earlier = TODAY - timedelta(days=3)
    assert brought_forward(None, today=TODAY) == brought_forward(TODAY + timedelta(days=9), today=TODAY) == TODAY
    assert brought_forward(earlier, today=TODAY) == earlier


def test_without_a_choice_every_boundary_hangs_on_it_and_else_its_category() -> None:
    assert is_linked("boundary", "time", categories=())
    assert not is_linked("ritual", None, categories=())
    assert is_linked("boundary", "privacy", categories=("privacy", "other"))
    assert not is_linked("boundary", "time", categories=("privacy", "other"))
    assert not is_linked("commitment", None, categories=("privacy", "other"))
