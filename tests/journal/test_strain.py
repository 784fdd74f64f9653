"""Care is offered after three heavy weeks, and only then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.journal.strain import CARE, ENOUGH, HIGH, WITHIN_WEEKS, offers_care
from app.journal.weeks import Week
from app.templates.reading_level import measure

NOW = Week(2027, 2)


def weeks(*levels: int | None) -> list[tuple[Week, int]]:
    """Give the levels of the last weeks, the present one last; None is a week of which nothing was said."""
    return [(NOW.earlier(back), level) for back, level in enumerate(reversed(levels)) if level is not None]


@pytest.mark.parametrize(
    ("levels", "offered"),
    [
        ((), False),
        ((10, 10), False),
        ((7, 7, 7), True),
        ((7, 6, 7), False),
        ((7, 7, 6), False),
        ((6, 7, 8, 9), True),
        ((9, 9, 9, 6), False),
        ((7, 7, 7, None), True),
        ((7, None, 7, None, 7), True),
        ((7, 7, None, None, 7), True),
        ((7, 7, 7, None, None, None), False),
        ((7, None, None, None, 7, 7), False),
        ((0, 0, 0), False),
    ],
)
def test_three_heavy_weeks_of_the_last_five_open_the_offer(levels: tuple[int | None, ...], *, offered: bool) -> None:
    assert offers_care(weeks(*levels), now=NOW) is offered


@given(some.lists(some.none() | some.integers(0, 10), max_size=12))
def test_the_offer_is_there_exactly_when_the_latest_three_of_five_weeks_are_high(levels: list[int | None]) -> None:
    said = [level for level in levels[-WITHIN_WEEKS:] if level is not None][-ENOUGH:]
    assert offers_care(weeks(*levels), now=NOW) is (len(said) == ENOUGH and min(said) >= HIGH)


@given(some.permutations(weeks(7, 8, 9, 10)))
def test_the_order_in_which_weeks_are_given_does_not_matter(given_levels: list[tuple[Week, int]]) -> None:
    assert offers_care(given_levels, now=NOW)


def test_a_week_to_come_says_nothing_about_today() -> None:
    assert not offers_care([*weeks(7, 7), (NOW.earlier(-1), 9)], now=NOW)


def test_the_cards_have_keys_of_their_own_and_plain_words() -> None:
    assert [card.key for card in CARE] == ["care", "pace", "help"]
    assert all(measure(card.text).plain_in("en") for card in CARE)
