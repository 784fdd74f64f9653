"""Timers never punish (L-9): a warning, one free extension, a warning, and then the listener may ask for the floor."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.facts import UNTIMED
from app.sessions.protocol.sides import Both
from app.sessions.protocol.state import NEVER, Speaking
from tests.sessions.protocol.story import Story, first_step, framed, speaker, speaking, template, turn


def typing(story: Story, **passed: float) -> Story:
    """Time passes while the speaker writes."""
    story.later(**passed)
    return story.known(active_at=story.now).after(seconds=0)


def test_twenty_seconds_before_the_end_of_a_turn_both_are_told() -> None:
    story = typing(speaking(), seconds=159).then()
    typing(story, seconds=1)
    assert story.events == (e.TimeWarned(story.now, what="turn"),)


def test_a_turn_whose_time_is_over_goes_on_for_as_long_again() -> None:
    story = typing(typing(speaking(), seconds=160), seconds=20)
    assert story.events == (e.TimeExtended(story.now, what="turn", until=story.now + timedelta(seconds=180)),)
    assert "claim_floor" not in story.may("b")


def over() -> Story:
    story = speaking()
    for seconds in (160, 20, 160):
        typing(story, seconds=seconds)
    return typing(story, seconds=20).then("time_warned")


def test_after_the_extension_the_floor_still_is_the_speakers() -> None:
    story = over()
    assert speaker(story) == "a"
    story.when(c.Speak("a", "Here it is.")).then("spoken")


def test_after_the_extension_asking_for_the_floor_is_enough() -> None:
    story = over().when(c.ClaimFloor("b")).then("floor_claimed", "floor_given")
    assert speaker(story) == "b"


def test_before_that_nobodys_turn_is_cut_off() -> None:
    for seconds in (0, 160, 180, 340):
        story = speaking()
        typing(story, seconds=seconds)
        story.when(c.ClaimFloor("b")).refused("not_now")


def test_one_who_asked_before_may_ask_again_when_the_time_is_over() -> None:
    """A claim that waits for a confirmed reflection would wait for ever on a silent turn."""
    story = turn(speaking(turns_before_swap_right=1)).when(c.ClaimFloor("b"))
    for seconds in (160, 20, 160, 20):
        typing(story, seconds=seconds)
    story.when(c.ClaimFloor("b")).then("floor_claimed", "floor_given")
    assert speaker(story) == "b"


@pytest.mark.parametrize("already", [0, 165, 185, 350, 400])
def test_more_time_is_one_simple_act_however_late(already: int) -> None:
    story = typing(speaking(), seconds=already)
    assert isinstance(story.phase, Speaking)
    until = max(story.phase.until, story.now)
    story.when(c.NeedTime("a"))
    assert story.events == (e.TimeExtended(story.now, what="turn", until=until + timedelta(seconds=180)),)
    assert isinstance(story.phase, Speaking)
    assert story.phase.time == "running"


def test_more_time_can_be_had_ten_times() -> None:
    story = speaking()
    for _ in range(10):
        story.when(c.NeedTime("a")).then("time_extended")


def test_a_template_may_give_a_turn_more_time() -> None:
    typing(speaking(turn_seconds=600), seconds=579).then()


@pytest.mark.parametrize("pace", [2.0, 10.0, UNTIMED])
def test_another_pace_is_no_timer_and_the_partner_cannot_tell_which(pace: float) -> None:
    """Attack test 27."""
    before = first_step(template(), wish="")
    story = before.known(pace=Both(pace, 1.0))
    framed(story).both(c.Appreciate("a", "Thank you."))
    assert isinstance(story.phase, Speaking)
    assert story.phase.until == NEVER
    assert story.view("b")["deadline"] is None
    story.known(active_at=story.now + timedelta(minutes=30)).after(minutes=30).then()
    story.when(c.NeedTime("a")).then("time_extended").in_phase("speaking")


def test_the_pace_of_one_is_not_the_pace_of_the_other() -> None:
    """Attack test 28: the right to the floor is counted in turns."""
    story = speaking().known(pace=Both(UNTIMED, 1.0))
    turn(turn(turn(story))).when(c.ClaimFloor("b"))
    turn(story)
    assert isinstance(story.phase, Speaking)
    assert (speaker(story), story.phase.until) == ("b", story.now + timedelta(seconds=180))
