"""The table of rules is what it says: each rule is written for the phase and the command of its key."""

from __future__ import annotations

import types
import typing
from typing import Any, get_args, get_type_hints

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decided, Refused
from app.sessions.protocol.decide import decide
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.state import CONVERSING, PHASE_NAMES, RUNNING, TALKING, Ended, Lobby, Paused
from app.sessions.protocol.table import RULES, SETTLING, Key
from tests.sessions.protocol.story import speaking


def kinds(annotation: Any) -> set[type]:  # Any: an annotation is a type, a union, or a type variable.
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        return {kind for one in get_args(annotation) for kind in kinds(one)}
    return {annotation}


def parameter(function: Any, number: int) -> set[type]:  # Any: a rule's half, whatever its phase.
    hints = list(get_type_hints(function).items())
    return kinds(hints[number][1])


@pytest.mark.parametrize("key", RULES, ids=lambda key: f"{key[0].__name__}-{key[1].__name__}")
def test_a_rule_is_written_for_its_phase_and_its_command(key: Key) -> None:
    phase, command = key
    rule = RULES[key]
    assert phase in parameter(rule.act, 1)
    assert command in parameter(rule.act, 2)
    assert phase in parameter(rule.allow, 1)


@pytest.mark.parametrize("phase", SETTLING)
def test_what_follows_by_itself_is_written_for_its_phase(phase: type) -> None:
    assert phase in parameter(SETTLING[phase], 1)


def test_the_three_great_exits_are_open_in_every_running_phase() -> None:
    for phase in (*RUNNING, Paused):
        assert {(phase, c.Pause), (phase, c.Help), (phase, c.Leave)} <= set(RULES)
    assert {(Lobby, c.Leave), (Lobby, c.Help)} <= set(RULES)


def test_an_ended_session_takes_nothing() -> None:
    assert not any(phase is Ended for phase, _ in RULES)


def test_a_pause_takes_no_words_and_no_turn() -> None:
    assert {command for phase, command in RULES if phase is Paused} == {
        c.RateArousal,
        c.OfferReturn,
        c.AcceptReturn,
        c.Return,
        c.Pause,
        c.Help,
        c.Leave,
    }


def test_the_rules_that_hold_everywhere_hold_everywhere() -> None:
    for command in (c.RateArousal, c.ParkTopic, c.NeedTime):
        assert {(phase, command) for phase in RUNNING} <= set(RULES)
    assert {(phase, c.ClaimFloor) for phase in CONVERSING} <= set(RULES)


def test_every_phase_and_every_command_has_a_name_and_every_command_a_phase() -> None:
    assert set(PHASE_NAMES) == {Lobby, *TALKING, *RUNNING, Paused, Ended}
    assert {command for _, command in RULES} == set(c.COMMAND_NAMES)
    assert len(c.COMMANDS_BY_NAME) == len(c.COMMAND_NAMES)


def test_a_decision_changes_nothing_until_it_is_folded() -> None:
    story = speaking()
    before = story.session
    assert isinstance(decide(before, c.Pause("a"), story.facts, story.now), Decided)
    assert isinstance(decide(before, c.Speak("b", "x"), story.facts, story.now), Refused)
    assert story.session is before
    assert Facts() == Facts()
