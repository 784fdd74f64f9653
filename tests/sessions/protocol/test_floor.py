"""How the floor passes (L-8): never by the other's wish alone, and never held for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.sides import Both
from app.sessions.protocol.state import Speaking
from tests.sessions.protocol.story import (
    SOLUTIONS,
    UNDERSTANDING,
    gate,
    given_back,
    heard,
    speaker,
    speaking,
    template,
    turn,
)


def test_the_floor_stays_for_another_turn_until_it_is_passed_on() -> None:
    story = turn(speaking()).then("validation_answered", "floor_given")
    assert speaker(story) == "a"


def test_the_floor_is_not_passed_on_before_a_turn_was_heard() -> None:
    story = speaking()
    assert "pass_floor" not in story.may("a")
    story.when(c.PassFloor("a")).refused("not_now")


def test_the_floor_can_be_passed_on_after_a_turn() -> None:
    story = turn(speaking()).when(c.PassFloor("a")).then("floor_given")
    assert speaker(story) == "b"
    assert isinstance(story.phase, Speaking)
    assert story.phase.floor.turns == 0


def test_nobody_passes_on_a_floor_that_is_not_theirs() -> None:
    turn(speaking()).when(c.PassFloor("b")).refused("floor_not_held")


def test_the_listener_cannot_ask_for_the_floor_after_two_turns() -> None:
    story = turn(turn(speaking()))
    assert "claim_floor" not in story.may("b")
    story.when(c.ClaimFloor("b")).refused("not_now")


def test_after_three_turns_the_listener_may_ask_and_gets_the_floor_when_the_turn_was_heard() -> None:
    story = turn(turn(turn(speaking()))).when(c.ClaimFloor("b")).then("floor_claimed")
    assert speaker(story) == "a"
    turn(story).then("validation_answered", "floor_given")
    assert speaker(story) == "b"


@pytest.mark.parametrize("verdict", ["accurate", "not_yet"])
def test_the_floor_can_be_asked_for_wherever_somebody_holds_it(verdict: e.Verdict) -> None:
    story = given_back(turn(speaking(turns_before_swap_right=1))).when(c.Confirm("a", verdict))
    story.when(c.ClaimFloor("b")).then("floor_claimed")


def test_nobody_asks_twice() -> None:
    story = turn(speaking(turns_before_swap_right=1)).when(c.ClaimFloor("b"))
    story.when(c.ClaimFloor("b")).refused("not_now")
    assert "claim_floor" not in story.may("b")


def test_nobody_asks_for_what_they_hold() -> None:
    turn(speaking(turns_before_swap_right=1)).when(c.ClaimFloor("a")).refused("not_now")


def test_the_round_is_complete_when_each_had_the_floor_and_was_heard() -> None:
    heard(speaking()).then("step_entered").in_phase("gate")


def test_one_who_was_not_heard_yet_gets_the_floor_again() -> None:
    story = turn(speaking()).when(c.PassFloor("a"))
    given_back(story).when(c.Confirm("b", "not_yet"))
    for _ in range(2):
        story.when(c.Reflect("a", "So.")).when(c.Confirm("b", "not_yet"))
    story.when(c.ResolveGap("b", "accept_gap")).then("gap_accepted", "floor_given")
    assert speaker(story) == "a"
    turn(story).when(c.PassFloor("a"))
    turn(story).when(c.PassFloor("b")).in_phase("gate")


def test_a_heard_turn_counts_once_where_nothing_is_validated() -> None:
    used = template(
        replace(UNDERSTANDING, validation="left_out"), SOLUTIONS, turns_before_proposals=3, turns_before_swap_right=1
    )
    story = speaking(used)
    for number in range(5):
        given_back(story).when(c.Confirm(speaker(story), "accurate"))
        if number == 2:
            story.when(c.PassFloor("a"))
        if number == 3:
            story.when(c.ClaimFloor("a"))
    assert story.session.heard == Both(3, 2)
    assert speaker(story.in_phase("speaking")) == "a"


def test_a_template_may_ask_for_more_heard_turns_before_solutions() -> None:
    story = heard(speaking(turns_before_proposals=2)).in_phase("speaking")
    heard(story).in_phase("gate")


def test_no_template_opens_solutions_without_a_heard_turn_each() -> None:
    story = turn(speaking(turns_before_proposals=0)).when(c.PassFloor("a"))
    assert story.session.template.limits.turns_before_proposals == 1
    story.in_phase("speaking")


def test_while_paused_nobody_holds_the_floor() -> None:
    story = speaking().when(c.Pause("a"))
    assert story.view("a")["floor"] is None
    assert story.view("a")["you"]["role"] is None


def test_at_the_gate_nobody_holds_the_floor() -> None:
    assert gate().view("a")["floor"] is None
