"""Leaving and help work always, at once, and look like something ordinary (L-16, S-10, I-34)."""

from __future__ import annotations

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.sides import SIDES, Side
from tests.sessions.protocol.story import Reached, ended, lobby, paused, speaking, waiting
from tests.sessions.protocol.test_pause import RUNNING

ANYWHERE: dict[str, Reached] = {**RUNNING, "paused": paused}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("reached", ANYWHERE.values(), ids=ANYWHERE)
def test_either_can_leave_at_any_time_by_one_act(reached: Reached, side: Side) -> None:
    story = reached().when(c.Leave(side)).then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="adjourned")


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("reached", ANYWHERE.values(), ids=ANYWHERE)
def test_pause_help_and_leave_are_offered_to_both_wherever_they_are(reached: Reached, side: Side) -> None:
    offered = reached().may(side)
    assert {"pause", "help", "leave"} <= set(offered)
    assert not any("not_before" in offered[name] for name in ("pause", "help", "leave"))


def test_an_end_is_the_same_whether_one_left_missed_the_return_lost_the_connection_or_fell_silent() -> None:
    left = speaking().when(c.Leave("a")).event
    missed = paused().until_due().event
    lost = waiting().until_due().event
    silent = speaking().after(minutes=10).event
    for one in (left, missed, lost, silent):
        assert one == e.SessionEnded(one.at, outcome="adjourned", kind="none")


@pytest.mark.parametrize("reached", RUNNING.values(), ids=RUNNING)
def test_help_is_a_pause_to_the_partner(reached: Reached) -> None:
    story = reached().when(c.Help("a", "self")).then("paused")
    assert [(mark.kind, mark.value) for mark in story.marks] == [("help", "self")]


def test_help_in_a_pause_moves_nothing_for_the_partner() -> None:
    story = paused()
    before = {**story.view("b")}
    story.when(c.Help("a", "us")).then()
    assert story.view("b") == before


@pytest.mark.parametrize("command", [kind for kind in c.COMMAND_NAMES if kind is not c.ProposeAgreement])
def test_the_end_is_the_end(command: type[c.Command]) -> None:
    story = ended()
    assert story.may("a") == {}
    made = next(one for one in COMMANDS if isinstance(one, command))
    story.when(made).refused("ended")


COMMANDS: list[c.Command] = [
    c.Arrive("a"),
    c.ProposePurpose("a", "x"),
    c.AcceptFrame("a", "v"),
    c.Speak("a", "x"),
    c.Reflect("a", "x"),
    c.Clarify("a", "x"),
    c.Answer("a", "x"),
    c.Confirm("a", "accurate"),
    c.ResolveGap("a", "park"),
    c.Validate("a", "x"),
    c.Landed("a", yes=True),
    c.PassFloor("a"),
    c.ClaimFloor("a"),
    c.ChooseFirst("a", "me"),
    c.TellImpact("a", "x"),
    c.Own("a", "x"),
    c.Apologise("a", "x"),
    c.PlanPrevention("a"),
    c.AnswerApology("a", "received"),
    c.ReadyForSolutions("a", ready=True),
    c.Assent("a", "d", "v"),
    c.SetAside("a", "d", "v"),
    c.AnswerPrompt("a", text="x"),
    c.Appreciate("a", "x"),
    c.Learn("a", "x"),
    c.RateFelt("a", 1, 2, 3),
    c.AcceptStep("a", "v"),
    c.Return("a"),
    c.AcceptReturn("a", lobby().now),
    c.OfferReturn("a", lobby().now),
    c.RateArousal("a", 10),
    c.Done("a"),
    c.ParkTopic("a", share=True, text="x"),
    c.NeedTime("a"),
    c.Pause("a"),
    c.Help("a", "self"),
    c.Leave("a"),
]


def test_an_ended_session_waits_for_nothing() -> None:
    ended().after(days=400).then().in_phase("ended")


def test_leaving_while_the_other_is_gone_is_as_simple() -> None:
    waiting().when(c.Leave("a")).then("session_ended")
