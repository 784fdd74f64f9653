"""The pause (P-1 to P-4, I-09 to I-12): anybody's at any time, nobody's by name, and shortened by nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.sides import SIDES, Side
from app.sessions.protocol.state import Paused, Speaking
from tests.sessions.protocol.story import (
    Reached,
    agreeing,
    apologising,
    calm_start,
    closing,
    confirming,
    framing,
    gap,
    gate,
    landing,
    lobby,
    opening_step,
    owning,
    paused,
    planning,
    reflecting,
    replying,
    speaking,
    telling,
    template,
    validating,
    waiting,
)

RUNNING: dict[str, Reached] = {
    "calm start": calm_start,
    "framing": framing,
    "opening": opening_step,
    "speaking": speaking,
    "reflecting": reflecting,
    "confirming": confirming,
    "gap": gap,
    "validating": validating,
    "landing": landing,
    "impact": telling,
    "owning": owning,
    "apologising": apologising,
    "planning": planning,
    "answering": replying,
    "gate": gate,
    "agreeing": agreeing,
    "closing": closing,
    "waiting": waiting,
}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("reached", RUNNING.values(), ids=RUNNING)
def test_either_can_pause_wherever_the_session_runs(reached: Reached, side: Side) -> None:
    reached().when(c.Pause(side)).then("paused").in_phase("paused")


def test_a_second_pause_is_the_same_answer_and_nothing_happens() -> None:
    story = paused()
    before = story.session
    story.later(minutes=3).when(c.Pause("a"), c.Pause("b")).then()
    assert story.session == before


def test_a_pause_names_nobody_and_gives_no_reason() -> None:
    story = speaking().when(c.Pause("b", private_reason="flooded"))
    assert story.event == e.Paused(
        story.now,
        not_before=story.now + timedelta(minutes=20),
        return_at=story.now + timedelta(minutes=30),
        latest=story.now + timedelta(hours=24),
    )
    assert [(mark.kind, mark.by, mark.value) for mark in story.marks] == [("reason", "b", "flooded")]


def pauses() -> list[e.Event]:
    called = speaking().when(c.Pause("a")).event
    by_the_other = speaking().when(c.Pause("b", private_reason="unsafe")).event
    by_itself = speaking().when(c.RateArousal("a", 8)).event
    for_help = speaking().when(c.Help("b", "self")).event
    return [called, by_the_other, by_itself, for_help]


def test_called_automatic_and_help_are_one_and_the_same_pause() -> None:
    """Attack test 7, I-12: byte-alike but for their times, which are equal here."""
    assert len(set(pauses())) == 1


def test_what_the_partner_sees_of_a_pause_is_the_same_whatever_its_cause() -> None:
    causes: list[c.Command] = [c.Pause("a", "unsafe"), c.RateArousal("a", 9), c.Help("a", "us"), c.Pause("a")]
    assert len({repr(speaking().when(cause).view("b")) for cause in causes}) == 1


@pytest.mark.parametrize("level", [8, 9, 10])
def test_a_very_high_reading_pauses_by_itself(level: int) -> None:
    speaking().when(c.RateArousal("b", level)).then("paused")


def test_a_reading_below_the_threshold_moves_nothing() -> None:
    speaking().when(c.RateArousal("b", 7)).then()


def test_a_reading_in_a_pause_is_only_a_reading() -> None:
    paused().when(c.RateArousal("b", 10)).then().in_phase("paused")


def test_no_template_moves_the_threshold_beyond_nine() -> None:
    speaking(template(pause_auto_at=10)).when(c.RateArousal("b", 9)).then("paused")


FORBIDDEN: list[c.Command] = [
    c.Speak("a", "x"),
    c.Reflect("b", "x"),
    c.ProposePurpose("a", "x"),
    c.Appreciate("a", "x"),
    c.ParkTopic("a", share=True, text="x"),
    c.ParkTopic("a", share=False, text="x"),
    c.NeedTime("a"),
    c.Done("a"),
    c.ClaimFloor("b"),
    c.Arrive("a"),
]


@pytest.mark.parametrize("command", FORBIDDEN, ids=lambda one: type(one).__name__)
def test_in_a_pause_nothing_is_said_by_anybody(command: c.Command) -> None:
    paused().when(command).refused("not_now")


def test_nobody_shortens_a_pause_by_a_second() -> None:
    """Attack test 5."""
    story = paused()
    over = story.now + timedelta(minutes=20)
    story.both(c.RateArousal("a", 1)).later(minutes=19, seconds=59)
    story.when(c.Return("a")).refused("pause_not_over", retry_at=over)
    story.when(c.Return("b")).refused("pause_not_over", retry_at=over)
    assert story.may("a")["return"]["not_before"] == over
    story.later(seconds=1).when(c.Return("a")).then()
    story.when(c.Return("b")).then("resumed").in_phase("speaking")


def test_a_template_may_make_the_pause_longer() -> None:
    story = paused(speaking(pause_min=2400, pause_suggested_return=2400)).both(c.RateArousal("a", 1)).later(minutes=39)
    story.when(c.Return("a")).refused("pause_not_over", retry_at=story.now + timedelta(minutes=1))


def test_no_template_however_old_makes_it_shorter() -> None:
    """Attack test 6: the limits are clamped again at run time."""
    story = paused(speaking(template(pause_min=60, pause_suggested_return=60, pause_max=60)))
    assert isinstance(story.phase, Paused)
    assert story.phase.not_before == story.now + timedelta(minutes=20)
    assert story.phase.return_at == story.now + timedelta(minutes=20)


def test_the_proposed_return_never_lies_behind_the_end_of_the_pause() -> None:
    story = paused(speaking(pause_suggested_return=86400, pause_max=3600))
    assert isinstance(story.phase, Paused)
    assert story.phase.return_at == story.phase.latest == story.now + timedelta(hours=1)


def test_time_stands_still_in_a_pause() -> None:
    story = speaking().later(minutes=1)
    ends_at = story.session.ends_at
    paused(story).later(minutes=25).both(c.RateArousal("a", 1), c.Return("a")).then("resumed")
    assert story.session.ends_at == ends_at + timedelta(minutes=25)
    assert isinstance(story.phase, Speaking)
    assert story.phase.until == story.now + timedelta(minutes=2)


def test_a_breath_that_was_interrupted_is_still_taken() -> None:
    story = speaking().when(c.Speak("a", "I felt alone.")).later(seconds=1).when(c.Pause("b")).later(minutes=20)
    story.both(c.RateArousal("a", 1), c.Return("a"))
    story.when(c.Reflect("b", "So.")).refused("too_early", retry_at=story.now + timedelta(seconds=4))


def test_the_warning_and_the_silence_begin_anew_after_a_pause() -> None:
    story = speaking().after(seconds=60).then("time_warned")
    paused(story).later(minutes=20).both(c.RateArousal("a", 1), c.Return("a"))
    story.after(seconds=59).then().after(seconds=1).then("time_warned")


def test_every_pause_has_its_own_twenty_minutes_and_its_own_readiness() -> None:
    story = paused().later(minutes=20).both(c.RateArousal("a", 1), c.Return("a")).in_phase("speaking")
    paused(story).later(minutes=20).when(c.Return("a")).refused("not_calm_yet")
    story.when(c.RateArousal("a", 1), c.Return("a")).then()
    story.when(c.Return("b")).refused("not_calm_yet")


def test_a_pause_in_a_lost_connection_counts_from_its_own_beginning() -> None:
    story = waiting()
    lost_at = story.now
    story.later(minutes=5).when(c.Pause("a")).then("paused")
    assert isinstance(story.phase, Paused)
    assert story.phase.not_before == story.now + timedelta(minutes=20)
    ends_at = story.session.ends_at
    story.back("b").later(minutes=20).both(c.RateArousal("a", 1), c.Return("a")).in_phase("speaking")
    assert story.session.ends_at == ends_at + (story.now - lost_at)


def test_the_lobby_has_nothing_to_pause() -> None:
    assert "pause" not in lobby().may("a")


def test_the_view_of_a_pause_says_when_and_never_who() -> None:
    story = paused()
    for side in SIDES:
        seen = story.view(side)
        assert seen["pause"] == {
            "not_before": story.now + timedelta(minutes=20),
            "return_at": story.now + timedelta(minutes=30),
            "latest": story.now + timedelta(hours=24),
            "offer": None,
        }
        assert seen["deadline"] == story.now + timedelta(minutes=30)
        assert seen["not_before"] == story.now + timedelta(minutes=20)
    theirs, mine = (replace_ids(story.view(side)) for side in SIDES)
    assert theirs == mine


def replace_ids(seen: object) -> str:
    return repr(seen).replace("person-a", "x").replace("person-b", "x")


def test_the_reason_never_shows_where_a_program_prints_it() -> None:
    assert "unsafe" not in repr(replace(c.Pause("a"), private_reason="unsafe"))
