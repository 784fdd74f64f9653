"""Solutions are locked until each was heard and both say so (L-10); one "not yet" leads back without a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.sides import SIDES
from tests.sessions.protocol.story import (
    SOLUTIONS,
    UNDERSTANDING,
    Reached,
    boundary,
    calm_start,
    closing,
    confirming,
    ended,
    gate,
    heard,
    paused,
    speaker,
    speaking,
    template,
)


@pytest.mark.parametrize("reached", [calm_start, speaking, confirming, gate])
@pytest.mark.parametrize("command", [boundary("a"), c.Assent("a", "x", "y")])
def test_proposals_are_locked_before_both_are_understood(reached: Reached, command: c.Command) -> None:
    """Attack test 30."""
    reached().when(command).refused("locked")


def test_readiness_is_locked_before_both_were_heard() -> None:
    speaking().when(c.ReadyForSolutions("a", ready=True)).refused("locked")


def test_where_no_solutions_are_to_come_they_are_out_of_place() -> None:
    speaking(template(UNDERSTANDING)).when(boundary("a")).refused("not_now")
    closing().when(boundary("a")).refused("not_now")
    paused().when(boundary("a")).refused("not_now")
    ended().when(boundary("a")).refused("ended")


def test_one_ready_partner_shows_nothing_to_the_other() -> None:
    story = gate()
    before = {**story.view("b")}
    story.when(c.ReadyForSolutions("a", ready=False)).then()
    assert story.view("b") == before
    assert story.view("a")["private"]["given"] == ["ready"]


def test_both_ready_opens_solutions() -> None:
    gate().both(c.ReadyForSolutions("a", ready=True)).then("solutions_opened").in_phase("agreeing")


def test_one_may_change_their_mind_until_the_other_has_answered() -> None:
    story = gate().when(c.ReadyForSolutions("a", ready=False), c.ReadyForSolutions("a", ready=True))
    story.when(c.ReadyForSolutions("b", ready=True)).then("solutions_opened")


@pytest.mark.parametrize("ready", [(True, False), (False, True), (False, False)])
def test_not_yet_leads_back_to_understanding_and_names_nobody(ready: tuple[bool, bool]) -> None:
    story = gate()
    for side, answer in zip(SIDES, ready, strict=True):
        story.when(c.ReadyForSolutions(side, ready=answer))
    assert [type(event) for event in story.events] == [e.StepEntered, e.FloorGiven]
    assert story.events[0] == e.StepEntered(story.now, index=1)
    assert speaker(story.in_phase("speaking")) == "a"


def test_the_round_that_follows_leads_to_the_gate_again() -> None:
    story = gate().both(c.ReadyForSolutions("a", ready=False))
    heard(story).in_phase("gate").both(c.ReadyForSolutions("a", ready=True)).in_phase("agreeing")


def test_a_not_yet_from_before_does_not_count_at_the_next_gate() -> None:
    story = gate().both(c.ReadyForSolutions("a", ready=False))
    heard(story).when(c.ReadyForSolutions("b", ready=True)).then().in_phase("gate")


def test_a_not_yet_without_end_leads_to_the_closing() -> None:
    story = gate(planned=4800)
    for _ in range(3):
        heard(story.both(c.ReadyForSolutions("a", ready=False))).in_phase("gate")
    story.both(c.ReadyForSolutions("a", ready=False)).then("step_entered").in_phase("closing")


def test_the_round_that_is_added_belongs_to_the_last_understanding_step() -> None:
    story = heard(speaking(template(UNDERSTANDING, UNDERSTANDING, SOLUTIONS, planned=4800))).in_phase("speaking")
    heard(story).in_phase("gate").both(c.ReadyForSolutions("a", ready=False))
    assert story.events[0] == e.StepEntered(story.now, index=2)


def test_a_round_is_one_holding_each() -> None:
    story = speaking(template(replace(UNDERSTANDING, rounds=2), SOLUTIONS))
    heard(story).in_phase("speaking")
    heard(story).in_phase("gate")
    story.both(c.ReadyForSolutions("a", ready=False))
    heard(story).in_phase("gate")
