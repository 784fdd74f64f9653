"""The calm start: two private readings, and nothing between the two people before both are calm (I-05)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.sides import SIDES
from app.sessions.protocol.state import CalmStart
from tests.sessions.protocol.story import FRAME, OPENING, UNDERSTANDING, calm_start, first_step, paused, template


def test_one_calm_reading_is_nobodys_to_see() -> None:
    story = calm_start()
    before = {**story.view("b"), "now": None}
    story.when(c.RateArousal("a", 2)).then()
    assert {**story.view("b"), "now": None} == before


def test_both_calm_opens_the_next_step() -> None:
    calm_start().both(c.RateArousal("a", 4)).then("calm_reached", "step_entered").in_phase("framing")


def test_one_above_the_ceiling_keeps_both_here() -> None:
    calm_start().when(c.RateArousal("a", 2), c.RateArousal("b", 5)).then().in_phase("calm_start")


def test_a_new_reading_takes_the_place_of_the_old() -> None:
    calm_start().when(c.RateArousal("a", 2), c.RateArousal("b", 6), c.RateArousal("b", 3)).in_phase("framing")


def test_a_reading_that_rose_again_counts() -> None:
    calm_start().when(c.RateArousal("a", 2), c.RateArousal("a", 6), c.RateArousal("b", 2)).in_phase("calm_start")


def test_calm_that_is_not_reached_in_time_ends_neutrally() -> None:
    story = calm_start().when(c.RateArousal("a", 2)).after(minutes=15).then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="adjourned")


def test_more_time_moves_the_end_of_the_calm_start() -> None:
    story = calm_start().when(c.NeedTime("b")).then("time_extended")
    assert isinstance(story.phase, CalmStart)
    assert story.phase.until == story.now + timedelta(minutes=20)


def test_no_more_time_keeps_a_calm_start_beyond_the_length_of_the_talk() -> None:
    story = calm_start(planned=600)
    for _ in range(10):
        story.when(c.NeedTime("a"))
    story.after(minutes=10).then("session_ended")


def test_one_who_says_eight_is_given_a_pause() -> None:
    calm_start().when(c.RateArousal("a", 8)).then("paused").in_phase("paused")


def test_after_a_pause_the_calm_start_goes_on_with_the_time_that_was_left() -> None:
    story = paused(calm_start().later(minutes=10)).later(minutes=30)
    story.both(c.RateArousal("a", 6), c.RateArousal("a", 2), c.Return("a")).then("resumed")
    assert isinstance(story.phase, CalmStart)
    assert story.phase.until == story.now + timedelta(minutes=5)
    # The readings of the pause were for coming back; the start asks anew.
    story.both(c.RateArousal("a", 2)).in_phase("framing")


@pytest.mark.parametrize(
    "command",
    [c.ProposePurpose("a", "x"), c.Speak("a", "x"), c.Appreciate("a", "x"), c.AnswerPrompt("a", text="x")],
)
def test_no_words_pass_before_both_are_calm(command: c.Command) -> None:
    calm_start().when(command).refused("not_now")


def test_a_topic_cannot_be_shared_before_both_are_calm() -> None:
    story = calm_start()
    assert story.may("a")["park_topic"]["with"] == {"share": False}
    story.when(c.ParkTopic("a", share=True, text="You were late again")).refused("not_now")


def test_a_topic_can_be_noted_for_oneself_before_both_are_calm() -> None:
    story = calm_start().when(c.ParkTopic("a", share=False, text="Money")).then()
    assert story.view("a")["private"]["parked"] == ["Money"]
    assert story.view("b")["private"]["parked"] == []


def test_a_lost_connection_does_not_open_the_door_to_words() -> None:
    story = calm_start().gone("b").after(minutes=2).in_phase("waiting")
    story.when(c.ParkTopic("a", share=True, text="You were late again")).refused("not_now")


def test_a_template_may_ask_for_more_calm_and_never_for_less_than_five() -> None:
    strict = template(FRAME, OPENING, UNDERSTANDING, max_arousal=2)
    calm_start(strict).both(c.RateArousal("a", 3)).in_phase("calm_start")
    lax = template(FRAME, OPENING, UNDERSTANDING, max_arousal=9, slow_down_at=9, pause_offer_at=9, pause_auto_at=10)
    assert (lax.limits.max_arousal, lax.limits.slow_down_at) == (5, 6)
    assert (lax.limits.pause_offer_at, lax.limits.pause_auto_at) == (7, 9)


def test_ones_own_calm_is_shown_to_oneself_alone() -> None:
    story = calm_start().when(c.RateArousal("a", 2))
    assert [story.view(side)["private"]["calm"] for side in SIDES] == [True, False]


def test_the_wish_of_the_request_is_on_the_table_and_its_author_has_accepted_it() -> None:
    story = first_step(wish="The weekend").then("calm_reached", "step_entered", "frame_proposed")
    assert story.view("a")["frame"] == {
        "version": "nonce-4",
        "purpose": "The weekend",
        "proposed_by_you": True,
        "accepted_by_you": True,
        "format": "A talk",
        "minutes": 50,
        "pause_minutes": 20,
    }
    story.when(c.AcceptFrame("b", "nonce-4")).then("frame_agreed", "step_entered")
