"""Arriving: both come within the window, or the session lapses without a word about who did not."""

from __future__ import annotations

from datetime import timedelta

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from tests.sessions.protocol.story import EVENING, calm_start, lobby


def test_the_first_to_arrive_waits() -> None:
    lobby().when(c.Arrive("a")).then("arrived").in_phase("lobby")


def test_the_second_to_arrive_opens_the_calm_start() -> None:
    lobby().when(c.Arrive("a"), c.Arrive("b")).then("arrived", "step_entered").in_phase("calm_start")


def test_nobody_arrives_twice() -> None:
    lobby().when(c.Arrive("a"), c.Arrive("a")).refused("not_now")


def test_nobody_arrives_before_the_agreed_time_and_everybody_is_told_when() -> None:
    story = lobby(opens_in=timedelta(hours=1))
    story.when(c.Arrive("a")).refused("too_early", retry_at=EVENING + timedelta(hours=1))
    assert story.may("a")["arrive"]["not_before"] == EVENING + timedelta(hours=1)
    story.later(hours=1).when(c.Arrive("a")).then("arrived")


def test_a_lobby_that_one_never_came_to_lapses_after_the_join_window() -> None:
    story = lobby().when(c.Arrive("a")).after(minutes=15).then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="lapsed")


def test_whoever_arrives_after_the_window_finds_the_session_ended() -> None:
    lobby().later(minutes=15).when(c.Arrive("a")).refused("ended")


def test_a_session_that_may_not_start_today_lapses_as_if_somebody_had_not_come() -> None:
    story = lobby().known(open_to_start=False).when(c.Arrive("a")).then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="lapsed")


def test_leaving_the_lobby_looks_like_a_partner_who_did_not_come() -> None:
    story = lobby().when(c.Leave("b")).then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="lapsed")


def test_help_in_the_lobby_is_nobody_elses_to_see() -> None:
    story = lobby().when(c.Help("a", "self")).then().in_phase("lobby")
    assert [mark.kind for mark in story.marks] == ["help"]


def test_there_is_nothing_to_pause_before_anything_began() -> None:
    lobby().when(c.Pause("a")).refused("not_now")


def test_the_length_counts_from_the_calm_start() -> None:
    story = lobby().later(minutes=10).both(c.Arrive("a"))
    assert story.session.started_at == story.now
    assert story.session.ends_at == story.now + timedelta(minutes=50)


def test_who_vanished_in_the_lobby_is_waited_for_once_both_had_arrived() -> None:
    lobby().when(c.Arrive("a")).gone("a").later(minutes=5).when(c.Arrive("b")).after(seconds=0).in_phase("waiting")


def test_both_arriving_is_one_decision() -> None:
    story = calm_start()
    assert [type(event).__name__ for event in story.events] == ["Arrived", "StepEntered"]
