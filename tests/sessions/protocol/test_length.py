"""How long a session is (L-18, I-36): both are told before the end, a begun turn is finished, and then it closes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.elapse import due
from app.sessions.protocol.facts import UNTIMED
from app.sessions.protocol.sides import Both
from app.sessions.protocol.state import NEVER, Closing, Speaking
from tests.sessions.protocol.story import (
    Reached,
    Story,
    agreeing,
    boundary,
    confirming,
    ended,
    framing,
    gap,
    gate,
    landing,
    lobby,
    paused,
    speaking,
    turn,
    waiting,
)


def unhurried(story: Story) -> Story:
    """Neither silence nor a turn's time is what ends this story."""
    return story.known(pace=Both(UNTIMED, UNTIMED))


def test_five_minutes_before_the_planned_end_both_are_told_once() -> None:
    story = unhurried(framing()).after(minutes=45)
    assert story.events == (e.TimeWarned(story.now, what="session"),)
    story.after(minutes=4).then()


def test_at_the_planned_end_the_closing_opens() -> None:
    unhurried(framing()).after(minutes=45).after(minutes=5).then("step_entered").in_phase("closing")


def test_a_turn_that_was_begun_is_finished_first() -> None:
    story = unhurried(confirming()).after(minutes=45).after(minutes=5).then().in_phase("confirming")
    story.when(c.Confirm("a", "accurate"), c.Validate("b", "I see."), c.Landed("a", yes=True))
    story.then("validation_answered", "step_entered").in_phase("closing")


def test_a_floor_that_is_passed_on_after_the_end_leads_to_the_closing() -> None:
    story = turn(speaking(medium="spoken"))
    story.later(minutes=50).when(c.PassFloor("a"))
    assert isinstance(story.phase, Closing)
    assert e.StepEntered(story.now, index=3) in story.events


def test_a_turn_that_ends_with_the_planned_end_is_the_last() -> None:
    story = unhurried(landing()).known(active_at=landing().now)
    story.now = story.session.ends_at
    story.when(c.Landed("a", yes=True)).in_phase("closing")


def test_a_turn_without_end_is_waited_for_five_minutes() -> None:
    story = unhurried(confirming()).after(minutes=45).after(minutes=9, seconds=50).then()
    story.after(seconds=10).then("step_entered").in_phase("closing")


def test_proposals_that_are_open_at_the_end_stay_open_and_hold_for_nobody() -> None:
    story = unhurried(agreeing().when(boundary("a"))).after(minutes=50).in_phase("closing")
    assert [draft.state for draft in story.session.drafts] == ["open"]


def test_the_closing_always_has_five_minutes_before_the_hard_end() -> None:
    story = unhurried(confirming(planned=5400)).after(minutes=84, seconds=50).in_phase("confirming")
    story.after(seconds=10).in_phase("closing")
    assert isinstance(story.phase, Closing)
    assert story.phase.until == story.session.hard_end == story.session.started_at + timedelta(minutes=90)


def test_no_asking_for_time_keeps_a_session_beyond_its_hard_end() -> None:
    story = unhurried(framing()).after(minutes=50).in_phase("closing")
    for _ in range(20):
        story.when(c.NeedTime("a"))
    assert isinstance(story.phase, Closing)
    assert story.phase.until == story.session.hard_end == story.session.started_at + timedelta(minutes=90)
    story.until_due().then("session_ended")


def test_no_asking_for_time_keeps_a_turn_beyond_the_end() -> None:
    story = speaking()
    while isinstance(story.phase, Speaking):
        story.later(minutes=2.5).when(c.NeedTime("a"))
    story.in_phase("closing")
    assert story.now < story.session.started_at + timedelta(minutes=58)


def test_the_hard_end_moves_with_the_time_that_was_lost() -> None:
    story = speaking()
    hard_end = story.session.hard_end
    paused(story).later(minutes=20).both(c.RateArousal("a", 1), c.Return("a"))
    assert story.session.hard_end == hard_end + timedelta(minutes=20)


@pytest.mark.parametrize("reached", [lobby, framing, speaking, gap, gate, agreeing, paused, waiting])
def test_every_session_ends_by_itself(reached: Reached) -> None:
    story = reached()
    for _ in range(40):
        if due(story.session, story.facts) == NEVER:
            break
        story.until_due()
    story.in_phase("ended")


def test_an_ended_session_has_no_deadline() -> None:
    story = ended()
    assert due(story.session, story.facts) == NEVER


@pytest.mark.parametrize("reached", [framing, speaking, gap, agreeing])
def test_a_server_that_was_down_for_three_days_ends_what_was_running(reached: Reached) -> None:
    story = reached().after(days=3)
    assert story.event == e.SessionEnded(story.now, outcome="adjourned")
    times = [event.at for event in story.log]
    assert times == sorted(times)
    assert len(story.events) < 8


def test_nobody_is_told_that_they_finished_a_talk_that_an_outage_ended() -> None:
    story = unhurried(speaking(medium="spoken")).after(days=3)
    assert story.event == e.SessionEnded(story.now, outcome="adjourned")


def test_a_command_that_comes_late_first_meets_what_time_brought() -> None:
    story = speaking().later(minutes=11)
    story.when(c.Speak("a", "At last")).refused("ended")


def test_a_pause_that_comes_late_stands_after_what_time_brought() -> None:
    speaking().later(seconds=60).when(c.Pause("b")).then("time_warned", "paused")


def test_times_never_go_back_along_the_log() -> None:
    """I-16, with a clock that was set back."""
    story = speaking().later(minutes=-5).when(c.Pause("a"))
    assert story.event.at == story.log[-2].at
