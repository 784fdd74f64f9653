"""When it does not come across (L-7): the speaker chooses how to go on, and can hold nobody by refusing for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.state import Gap, Speaking
from tests.sessions.protocol.story import confirming, gap, given_back, in_gap, speaker, speaking


def test_after_the_last_attempt_the_speaker_chooses() -> None:
    story = gap()
    assert set(story.may("a")) == {
        "resolve_gap",
        "rate_arousal",
        "park_topic",
        "need_time",
        "pause",
        "help",
        "leave",
    }
    assert "resolve_gap" not in story.may("b")
    turn = story.view("b")["turn"]
    assert turn is not None
    assert turn["attempt"] == 0


def test_a_template_sets_how_many_attempts_there_are() -> None:
    story = confirming(reflection_max_attempts=2).when(c.Confirm("a", "partly")).in_phase("reflecting")
    story.when(c.Reflect("b", "So."), c.Confirm("a", "partly")).in_phase("gap")


def test_the_listener_does_not_choose() -> None:
    gap().when(c.ResolveGap("b", "park")).refused("floor_not_held")


def test_a_gap_that_is_accepted_is_nobodys_fault_and_the_floor_passes() -> None:
    story = gap().when(c.ResolveGap("a", "accept_gap")).then("gap_accepted", "floor_given")
    assert speaker(story) == "b"
    assert story.session.heard.a == 0


def test_the_turn_can_be_parked() -> None:
    story = gap().when(c.ResolveGap("a", "park")).then("topic_parked", "floor_given")
    assert speaker(story) == "b"
    assert story.view("a")["parked"] == []


def test_the_turn_can_be_said_smaller_once() -> None:
    story = gap().when(c.ResolveGap("a", "smaller")).then("turn_narrowed").in_phase("speaking")
    assert speaker(story) == "a"
    in_gap(story).when(c.ResolveGap("a", "smaller")).refused("limit_reached")
    story.when(c.ResolveGap("a", "accept_gap")).then("gap_accepted", "floor_given")


def test_only_the_choices_that_are_open_are_offered() -> None:
    story = gap()
    assert story.may("a")["resolve_gap"]["choices"] == {"choice": ["accept_gap", "smaller", "park", "pause"]}
    again = in_gap(story.when(c.ResolveGap("a", "smaller")))
    assert again.may("a")["resolve_gap"]["choices"] == {"choice": ["accept_gap", "park", "pause"]}


def test_a_smaller_turn_has_a_time_of_its_own() -> None:
    story = gap().when(c.ResolveGap("a", "smaller"))
    assert story.event == e.TurnNarrowed(story.now, by="a", until=story.now + timedelta(seconds=180))
    assert isinstance(story.phase, Speaking)


def test_the_speaker_can_choose_a_pause_and_comes_back_to_the_choice() -> None:
    story = gap().later(seconds=50).when(c.ResolveGap("a", "pause")).then("paused").later(minutes=20)
    story.both(c.RateArousal("a", 1), c.Return("a")).in_phase("gap")
    assert isinstance(story.phase, Gap)
    assert story.phase.until == story.now + timedelta(minutes=4, seconds=10)


def test_no_choice_for_five_minutes_parks_the_turn_and_the_floor_moves() -> None:
    story = gap().later(minutes=5)
    story.known(active_at=story.now).after(seconds=0).then("topic_parked", "floor_given")
    assert speaker(story) == "b"


def test_a_speaker_who_refuses_every_summary_loses_the_floor_and_not_the_listener() -> None:
    """Attack test 3."""
    story = in_gap(speaking())
    for _ in range(50):
        story.when(c.Confirm("a", "not_yet")).refused("not_now")
    while isinstance(story.phase, Gap):
        story.until_due()
    assert speaker(story) == "b"


@pytest.mark.parametrize("choice", ["accept_gap", "park"])
def test_gaps_alone_never_open_solutions(choice: str) -> None:
    """L-10, and MAX_AGAIN: rounds are added for a while, and then the talk goes on to its closing."""
    story, holdings = speaking(planned=4800), 0
    while isinstance(story.phase, Speaking):
        by = speaker(story)
        in_gap(story).when(c.ResolveGap(by, choice))  # type: ignore[arg-type]  # two of the contract's choices
        holdings += 1
    story.in_phase("closing")
    assert holdings == 8


def test_a_confirmed_summary_after_a_gap_counts() -> None:
    story = in_gap(speaking()).when(c.ResolveGap("a", "smaller"))
    given_back(story).when(c.Confirm("a", "accurate")).in_phase("validating")
    assert story.session.heard.a == 1
