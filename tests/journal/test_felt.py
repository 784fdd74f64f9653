"""Help is pointed to when somebody felt unsafe, or much less safe than before; otherwise nothing is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.journal.felt import LOW, points_to_help

ratings = some.lists(some.integers(0, 10), max_size=12)


@pytest.mark.parametrize(
    ("safe", "pointed"),
    [
        ([], False),
        ([5], False),
        ([4], True),
        ([0], True),
        ([9, 9, 9, 6], True),
        ([9, 9, 9, 7], False),
        ([8, 5], True),
        ([7, 5], False),
        ([4, 8], False),
        ([10, 10, 5, 6, 5, 6, 5, 5], False),
        ([9, 2, 9, 8], False),
    ],
)
def test_a_low_rating_or_a_fall_points_to_help(safe: list[int], *, pointed: bool) -> None:
    assert points_to_help(safe) is pointed


@given(ratings, some.integers(0, LOW))
def test_feeling_unsafe_is_enough_whatever_was_before(before: list[int], latest: int) -> None:
    assert points_to_help([*before, latest])


@given(ratings.filter(bool))
def test_a_talk_as_safe_as_any_before_points_to_nothing(before: list[int]) -> None:
    best = max(*before, LOW + 1)
    assert not points_to_help([*before, best])


@given(some.lists(some.integers(0, 10), min_size=6), ratings)
def test_what_is_longer_ago_than_the_last_talks_plays_no_part(latest: list[int], long_ago: list[int]) -> None:
    assert points_to_help([*long_ago, *latest]) is points_to_help(latest)
