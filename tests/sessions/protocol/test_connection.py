"""A lost connection (L-15) is waited for: never a pause, never anybody's walking out."""

from __future__ import annotations

from datetime import timedelta

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.state import Speaking, Waiting
from tests.sessions.protocol.story import agreeing, lobby, paused, speaking, waiting


def test_a_short_gap_in_the_connection_is_nothing() -> None:
    story = speaking().gone("b").after(seconds=119).back("b").then().in_phase("speaking")
    assert story.session.quiet != "none"


def test_after_the_grace_both_wait() -> None:
    story = speaking().gone("b").known(active_at=speaking().now).after(seconds=120)
    assert story.event == e.ConnectionLost(story.now, until=story.now + timedelta(minutes=10))
    assert isinstance(story.phase, Waiting)


def test_a_template_may_set_a_longer_grace() -> None:
    speaking(connection_grace=300).gone("b").after(seconds=200).in_phase("speaking")


def test_coming_back_gives_back_the_time_that_was_lost() -> None:
    story = speaking().later(seconds=10).gone("b").after(seconds=120)
    ends_at = story.session.ends_at
    story.later(minutes=5).back("b").then("connection_restored").in_phase("speaking")
    assert story.session.ends_at == ends_at + timedelta(minutes=5)
    assert isinstance(story.phase, Speaking)
    assert story.phase.until == story.now + timedelta(seconds=50)


def test_both_must_be_back() -> None:
    story = speaking().gone("a", "b").after(seconds=120).in_phase("waiting")
    story.back("a").then().in_phase("waiting")
    story.back("b").then("connection_restored")


def test_nobody_coming_back_ends_neutrally() -> None:
    story = waiting().after(minutes=10).then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="adjourned")


def test_one_who_comes_back_after_the_end_of_the_wait_finds_the_session_ended() -> None:
    waiting().later(minutes=11).back("b").then("session_ended")


def test_while_waiting_the_floor_is_not_used() -> None:
    waiting().when(c.Speak("a", "Hello?")).refused("not_now")


def test_what_is_settled_while_waiting_is_not_lost() -> None:
    story = agreeing().both(c.RateArousal("a", 3)).gone("b").after(seconds=120).in_phase("waiting")
    story.when(c.RateArousal("a", 5)).then()
    assert story.view("a")["private"]["arousal"] == 5


def test_while_waiting_a_proposal_is_out_of_place_and_not_locked() -> None:
    story = agreeing().gone("b").after(seconds=120)
    story.when(c.Assent("a", "x", "y")).refused("not_now")


def test_asking_for_time_does_not_prolong_the_wait() -> None:
    story = waiting()
    until = story.now + timedelta(minutes=10)
    story.later(minutes=1).when(c.NeedTime("a"))
    assert story.event == e.TimeExtended(story.now, what="step", until=until)
    story.after(minutes=9).then("session_ended")


def test_nobody_is_waited_for_in_a_pause_or_in_the_lobby() -> None:
    paused().gone("a", "b").after(minutes=10).then().in_phase("paused")
    lobby().gone("a", "b").after(minutes=10).then().in_phase("lobby")


def test_an_absence_that_is_over_starts_no_waiting() -> None:
    story = speaking()
    story.known(absent_since={"b": story.now}).after(minutes=2)
    assert isinstance(story.phase, Speaking)


def test_a_restart_is_a_lost_connection_of_both_until_they_are_back() -> None:
    story = speaking().later(seconds=30).restarted()
    story.after(seconds=60).in_phase("speaking").back("a", "b").after(seconds=60).in_phase("speaking")


def test_the_guide_speaks_of_the_connection_and_of_nobody() -> None:
    seen = waiting().view("a")
    assert (seen["phase"], seen["guide"]["key"], seen["you"]["role"]) == ("waiting", "guide.waiting", None)
    assert seen["partner"]["present"] is False
    assert seen["deadline"] is not None
