"""A practice link as a value: who may see what, from when, and what each of the three can tell from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.therapists import lifecycle
from app.therapists.lifecycle import ANSWER_WITHIN, NOTHING, SCOPES, Link, until_the_end_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.therapists.lifecycle import Scope

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST = until_the_end_of(date(2026, 12, 31))
TWO = ("ada", "ben")


def yes(link: Link, who: str, scopes: Collection[Scope] = SCOPES, *, at: datetime = NOW, version: int = 1) -> Link:
    after = lifecycle.consented(link, who, scopes=scopes, until=LAST, policy_version=version, at=at)
    assert isinstance(after, Link)
    return after


def seen(
    link: Link, at: datetime = NOW, *, version: int | None = 1, two: tuple[str, str] | None = TWO
) -> dict[Scope, datetime]:
    return dict(lifecycle.access(link, two, policy_version=version, at=at))


def accept(link: Link, at: datetime = NOW) -> Link:
    after = lifecycle.accepted(link, TWO, policy_version=1, at=at)
    assert isinstance(after, Link)
    return after


INVITED = yes(Link(answer_by=NOW + ANSWER_WITHIN), "ada")
BOTH = yes(INVITED, "ben", at=NOW + HOUR)
SHARING = accept(BOTH, NOW + 2 * HOUR)


def test_nothing_is_seen_before_all_three_have_said_yes() -> None:
    assert seen(INVITED) == seen(BOTH, NOW + HOUR) == {}
    assert seen(SHARING, NOW + 2 * HOUR) == dict.fromkeys(SCOPES, NOW + HOUR)


def test_a_therapist_accepts_only_what_both_said_yes_to_and_twice_is_once() -> None:
    assert lifecycle.accepted(INVITED, TWO, policy_version=1, at=NOW) == "nothing_there"
    assert lifecycle.accepted(BOTH, TWO, policy_version=2, at=NOW + HOUR) == "nothing_there"
    assert lifecycle.accepted(BOTH, TWO, policy_version=1, at=BOTH.answer_by) == "nothing_there"
    assert accept(SHARING, NOW + 3 * HOUR) == SHARING


def test_what_is_seen_is_in_both_and_began_with_the_later_of_both() -> None:
    link = accept(
        yes(yes(INVITED, "ada", ["transcripts", "keeping"]), "ben", ["keeping", "assign"], at=NOW + HOUR), NOW + HOUR
    )
    assert seen(link, NOW + DAY) == {"keeping": NOW + HOUR}
    wider = yes(yes(link, "ada", SCOPES, at=NOW + DAY), "ben", SCOPES, at=NOW + 2 * DAY)
    assert seen(wider, NOW + 2 * DAY) == {
        **dict.fromkeys(SCOPES, NOW + 2 * DAY),
        "assign": NOW + DAY,
        "keeping": NOW + HOUR,
    }


def test_narrowing_and_widening_again_begins_anew() -> None:
    narrow = yes(SHARING, "ada", ["observe"], at=NOW + DAY)
    assert seen(narrow, NOW + DAY) == {"observe": NOW + HOUR}
    again = yes(narrow, "ada", ["observe", "keeping"], at=NOW + 2 * DAY)
    assert seen(again, NOW + 2 * DAY) == {"observe": NOW + HOUR, "keeping": NOW + 2 * DAY}


@pytest.mark.parametrize("who", TWO)
def test_one_alone_ends_it_at_once_and_for_good(who: str) -> None:
    over = lifecycle.withdrawn(SHARING, who, at=NOW + DAY)
    assert seen(over, NOW + DAY) == {}
    assert lifecycle.phase_of(over, NOW + DAY) == "ended"
    assert lifecycle.consented(over, who, scopes=SCOPES, until=LAST, policy_version=1, at=NOW + DAY) == "over"
    assert lifecycle.ended(over, at=NOW + 2 * DAY) == over


def test_an_expired_yes_ends_it_at_the_end_of_its_day() -> None:
    assert seen(SHARING, LAST - timedelta(microseconds=1)) != {}
    assert seen(SHARING, LAST) == {}
    assert lifecycle.phase_of(SHARING, LAST) == "ended"
    assert lifecycle.is_over(SHARING, LAST)


def test_a_yes_that_ran_out_before_anything_began_can_be_given_again_and_begins_anew() -> None:
    short = lifecycle.consented(INVITED, "ada", scopes=SCOPES, until=NOW + HOUR, policy_version=1, at=NOW)
    assert isinstance(short, Link)
    later = NOW + DAY
    assert not lifecycle.is_shown_to_therapist(yes(short, "ben"), TWO, policy_version=1, at=later)
    link = accept(yes(yes(short, "ben", at=later), "ada", at=later), later)
    assert set(seen(link, later).values()) == {later}


def test_another_secrets_policy_ends_all_sharing_until_both_say_yes_to_it_and_that_begins_anew() -> None:
    # V-4: nobody's yes to one policy is a yes to another.
    later = NOW + DAY
    assert seen(SHARING, later, version=2) == {}
    assert lifecycle.phase_of(SHARING, later) == "sharing"
    one = yes(SHARING, "ada", at=later, version=2)
    assert seen(one, later, version=2) == {}
    both = yes(one, "ben", at=later + HOUR, version=2)
    assert set(seen(both, later + HOUR, version=2).values()) == {later + HOUR}


def test_without_an_open_profile_or_a_couple_nothing_is_seen() -> None:
    assert seen(SHARING, NOW + DAY, version=None) == seen(SHARING, NOW + DAY, two=None) == {}
    assert lifecycle.agreed(SHARING, None, policy_version=1, at=NOW) == NOTHING
    for version, two in ((None, TWO), (1, None)):
        assert not lifecycle.is_shown_to_therapist(SHARING, two, policy_version=version, at=NOW + DAY)


def test_the_therapist_ends_what_began_and_refuses_what_did_not_in_silence() -> None:
    assert lifecycle.phase_of(lifecycle.left_by_therapist(SHARING, at=NOW + DAY), NOW + DAY) == "ended"
    refused = lifecycle.left_by_therapist(BOTH, at=NOW + HOUR)
    assert not lifecycle.is_shown_to_therapist(refused, TWO, policy_version=1, at=NOW + HOUR)
    assert lifecycle.phase_of(refused, NOW + DAY) == "invited"
    assert lifecycle.phase_of(refused, refused.answer_by) == "not_taken_up"


def test_a_refusal_silence_and_a_yes_taken_back_look_alike_until_the_time_is_over() -> None:
    taken_back = lifecycle.withdrawn(BOTH, "ben", at=NOW + 2 * HOUR)
    every = [INVITED, taken_back, lifecycle.left_by_therapist(BOTH, at=NOW), replace(INVITED, consents={})]
    for at in (NOW + DAY, INVITED.answer_by):
        assert len({lifecycle.phase_of(link, at) for link in every}) == 1
    assert not any(lifecycle.is_shown_to_therapist(link, TWO, policy_version=1, at=NOW + DAY) for link in every)
    assert (
        lifecycle.consented(INVITED, "ben", scopes=SCOPES, until=LAST, policy_version=1, at=INVITED.answer_by) == "over"
    )
