"""What is open wherever the session runs: a private reading, a topic for another day, more time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from tests.sessions.protocol.story import Reached, framing, gap, speaking, waiting
from tests.sessions.protocol.test_pause import RUNNING

# A rating in the calm start or a pause settles something; anywhere else it is a reading and nothing more.
ELSEWHERE = {name: reached for name, reached in RUNNING.items() if name != "calm start"}


@pytest.mark.parametrize("reached", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_reading_is_taken_everywhere_and_seen_by_oneself_alone(reached: Reached) -> None:
    story = reached()
    before = {**story.view("b")}
    story.when(c.RateArousal("a", 6)).then()
    assert story.view("a")["private"]["arousal"] == 6
    assert story.view("b") == before


@pytest.mark.parametrize(
    ("levels", "suggestion"),
    [
        ((), None),
        ((3,), None),
        ((5,), "slow_down"),
        ((7,), "pause"),
        ((2, 4), None),
        ((1, 4), "pause"),
        ((4, 6), "slow_down"),
    ],
)
def test_a_high_or_fast_rising_reading_is_answered_in_private(levels: tuple[int, ...], suggestion: str | None) -> None:
    story = speaking()
    story.known(marks=())
    for level in levels:
        story.when(c.RateArousal("a", level))
    assert story.view("a")["private"]["suggest"] == suggestion
    assert story.view("b")["private"]["suggest"] is None


def test_a_slow_rise_is_no_alarm() -> None:
    story = speaking().known(marks=()).when(c.RateArousal("a", 1)).later(minutes=11).known(active_at=speaking().now)
    story.known(active_at=story.now).when(c.RateArousal("a", 4))
    assert story.view("a")["private"]["suggest"] is None


def test_a_topic_can_be_parked_for_oneself() -> None:
    story = speaking().when(c.ParkTopic("b", share=False, text="Money")).then()
    assert (story.view("b")["private"]["parked"], story.view("b")["parked"]) == (["Money"], [])
    assert story.view("a")["private"]["parked"] == []


def test_a_topic_can_be_parked_for_both() -> None:
    story = speaking().when(c.ParkTopic("b", share=True, text="Money")).then("topic_parked").in_phase("speaking")
    assert story.view("a")["parked"] == ["Money"]


def test_parking_in_a_gap_is_not_the_choice_that_is_asked_for() -> None:
    gap().when(c.ParkTopic("b", share=True, text="Money")).then("topic_parked").in_phase("gap")


def test_a_topic_is_a_headline() -> None:
    speaking().when(c.ParkTopic("a", share=True, text="x" * 201)).refused("too_long")


def test_the_parking_lot_is_small_and_each_has_their_own() -> None:
    story = speaking()
    for number in range(5):
        story.when(c.ParkTopic("b", share=False, text=f"{number}"), c.ParkTopic("b", share=True, text=f"{number}"))
    story.when(c.ParkTopic("b", share=True, text="One more")).refused("limit_reached")
    story.when(c.ParkTopic("a", share=True, text="Mine")).then("topic_parked")


@pytest.mark.parametrize("reached", RUNNING.values(), ids=RUNNING)
def test_more_time_is_never_refused_and_names_nobody(reached: Reached) -> None:
    story = reached().when(c.NeedTime("b")).then("time_extended")
    assert isinstance(story.event, e.TimeExtended)
    assert story.event.until >= story.now


def test_more_time_in_a_gap_is_five_minutes() -> None:
    story = gap().when(c.NeedTime("a"))
    assert story.event == e.TimeExtended(story.now, what="step", until=story.now + timedelta(minutes=10))
    assert story.view("b")["deadline"] == story.now + timedelta(minutes=10)


def test_a_step_without_a_deadline_shows_none() -> None:
    assert framing().view("a")["deadline"] is None
    assert waiting().view("a")["deadline"] is not None
