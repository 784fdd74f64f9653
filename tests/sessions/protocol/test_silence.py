"""Silence (L-14): a neutral line, then more time, then a neutral end. Whoever writes or asks for time breaks it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.facts import UNTIMED
from app.sessions.protocol.sides import Both
from tests.sessions.protocol.story import (
    IN_TURN,
    calm_start,
    closing,
    confirming,
    first_step,
    framing,
    gate,
    reflecting,
    speaking,
    template,
    validating,
)


def test_a_minute_of_silence_brings_a_neutral_line_to_both() -> None:
    story = framing().after(seconds=59).then().after(seconds=1)
    assert story.events == (e.TimeWarned(story.now, what="quiet"),)


def test_five_minutes_bring_more_time_once() -> None:
    story = framing().after(minutes=1).after(minutes=4)
    over = story.now + timedelta(minutes=5)
    assert story.events == (e.TimeExtended(story.now, what="quiet", until=over),)
    story.after(minutes=4).then()


def test_ten_minutes_end_the_session_neutrally() -> None:
    story = framing().after(minutes=1).after(minutes=4).after(minutes=5).then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="adjourned")


def test_writing_breaks_the_silence() -> None:
    story = framing().later(seconds=59)
    story.known(active_at=story.now).after(seconds=59).then().after(seconds=1).then("time_warned")


def test_a_command_breaks_the_silence_and_everything_begins_anew() -> None:
    story = framing().after(minutes=1).after(minutes=4).later(minutes=4)
    story.when(c.ProposePurpose("a", "The weekend")).after(minutes=1).then("time_warned")


def test_asking_for_time_breaks_the_silence() -> None:
    story = framing().after(minutes=1).later(minutes=1).when(c.NeedTime("b"))
    assert story.events == (e.TimeExtended(story.now, what="step", until=story.now + timedelta(minutes=10)),)
    story.after(seconds=59).then().after(seconds=1).then("time_warned")


def test_a_private_mark_breaks_no_silence_that_the_partner_could_measure() -> None:
    """README 1: what is private moves no time that the partner can observe."""
    story = gate().later(seconds=59).when(c.ReadyForSolutions("a", ready=True), c.RateArousal("a", 3))
    story.after(seconds=1).then("time_warned")


def test_an_extension_that_comes_by_itself_breaks_no_silence() -> None:
    story = speaking().after(seconds=60).then("time_warned").after(seconds=100).then("time_warned")
    story.after(seconds=20).then("time_extended").after(seconds=60).then()
    story.after(minutes=6).in_phase("ended")


@pytest.mark.parametrize("pace", [0.5, 1.5, 2.0, 10.0, UNTIMED])
def test_silence_is_not_counted_for_whoever_has_another_pace_whichever_it_is(pace: float) -> None:
    """Attack test 27: a line that came later by their pace would tell the partner that pace."""
    story = reflecting().known(pace=Both(1.0, pace))
    for _ in range(25):
        story.after(minutes=1)
    assert not any(isinstance(one, e.TimeWarned) and one.what == "quiet" for one in story.log)


def test_nobody_is_hurried_by_the_pace_of_the_other() -> None:
    story = confirming().known(pace=Both(1.0, 10.0)).after(seconds=60).then("time_warned")
    assert story.phase is not None


def test_the_untimed_are_never_hurried() -> None:
    story = validating().known(pace=Both(1.0, UNTIMED)).after(minutes=30).then()
    story.in_phase("validating")


def test_in_turn_the_one_whose_turn_it_is_is_awaited() -> None:
    story = first_step(template(IN_TURN)).known(pace=Both(1.0, UNTIMED)).after(minutes=1).then("time_warned")
    story.when(c.AnswerPrompt("a", text="Well.")).after(minutes=20).then()


def test_where_two_are_awaited_one_of_another_pace_is_enough() -> None:
    framing().known(pace=Both(3.0, 1.0)).after(minutes=20).then()


def test_where_a_deadline_runs_no_silence_is_counted() -> None:
    for story in (calm_start(), closing()):
        story.after(minutes=9).then()


def test_two_who_talk_aloud_are_never_silent() -> None:
    story = speaking(medium="spoken")
    for _ in range(30):
        story.after(minutes=1)
    assert {one.what for one in story.log if isinstance(one, e.TimeWarned | e.TimeExtended)} == {"turn"}
