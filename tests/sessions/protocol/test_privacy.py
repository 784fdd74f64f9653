"""What is private to one moves nothing that the other can see (README 1, I-12, I-26, A3), in any state of any walk."""

from __future__ import annotations

from typing import Any

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decided
from app.sessions.protocol.decide import decide
from app.sessions.protocol.elapse import due
from app.sessions.protocol.events import Event
from app.sessions.protocol.evolve import replay
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.observer_commands import SuggestPause
from app.sessions.protocol.observer_view import observer_view
from app.sessions.protocol.observers import Suggestion
from app.sessions.protocol.sides import SIDES, Side, other
from app.sessions.protocol.state import RUNNING, Ended, Paused
from app.sessions.protocol.view import view
from tests.sessions.protocol.depth import times
from tests.sessions.protocol.play import World
from tests.sessions.protocol.test_walks import walked

# A night looks ten times as deep, and a busy machine is slow.
pytestmark = pytest.mark.timeout(1800)


def private_acts(by: Side, suggestions: tuple[Suggestion, ...] = ()) -> list[c.Command]:
    return [
        *(c.RateArousal(by, level) for level in (0, 4, 6, 7)),
        c.ParkTopic(by, share=False, text="Only mine"),
        c.Pause(by, "unsafe"),
        c.Help(by, "self"),
        c.ChooseFirst(by, "me"),
        c.ReadyForSolutions(by, ready=False),
        c.AnswerPrompt(by, text="A secret"),
        c.RateFelt(by, 1, 2, 3),
        c.Done(by),
        c.Return(by),
        *(c.AcceptStep(by, one.version) for one in suggestions),
    ]


def states(batch: int, count: int) -> list[World]:
    worlds = (walked(300_000 + batch + 4 * number, steps=number % 8) for number in range(times(count)))
    return [world for world in worlds if not isinstance(world.story.phase, Ended)]


@pytest.mark.parametrize("batch", range(4))
def test_a_private_act_of_one_changes_nothing_for_the_other(batch: int) -> None:
    for world in states(batch, 200):
        story = world.story
        for by in SIDES:
            before = view(story.session, other(by), story.facts, story.now)
            watched = observer_view(story.session, "maria", story.facts, story.now)
            for act in private_acts(by, story.session.suggestions):
                decision = decide(story.session, act, story.facts, story.now)
                if isinstance(decision, Decided) and not decision.events:
                    known = with_marks(story.facts, decision)
                    assert view(story.session, other(by), known, story.now) == before
                    assert observer_view(story.session, "maria", known, story.now) == watched
                    assert next_by_time(world, known) == next_by_time(world, story.facts), type(act).__name__


def with_marks(facts: Facts, decision: Decided) -> Facts:
    for mark in decision.marks:
        facts = facts.with_mark(mark)
    return facts


def next_by_time(world: World, facts: Facts) -> Any:  # Any: a moment, and what it brings.
    """When time will next move this session, and to what. P-6: only a missed return may ask how somebody is."""
    at = due(world.story.session, facts)
    if isinstance(world.story.phase, Paused):
        return at
    decision = decide(world.story.session, c.Elapse(), facts, at)
    assert isinstance(decision, Decided)
    return at, decision.events


@pytest.mark.parametrize("batch", range(4))
def test_every_pause_is_the_same_pause(batch: int) -> None:
    """Attack test 7, from any state: called by either, for help, by itself, or suggested by whoever watches."""
    for world in states(batch, 200):
        if isinstance(world.story.phase, RUNNING):
            watching = [SuggestPause(one.id) for one in world.story.session.observers]
            called = [act for by in SIDES for act in causes(by)]
            assert len({pause_by(world, act) for act in (*called, *watching)}) == 1


def causes(by: Side) -> list[c.Command]:
    return [c.Pause(by), c.Pause(by, "flooded"), c.Help(by, "self"), c.Help(by, "us"), c.RateArousal(by, 10)]


def pause_by(world: World, act: c.Command | SuggestPause) -> tuple[Event, ...]:
    decision = decide(world.story.session, act, world.story.facts, world.story.now)
    assert isinstance(decision, Decided)
    return decision.events


@pytest.mark.parametrize("batch", range(4))
def test_a_snapshot_and_the_events_after_it_are_a_snapshot_of_now(batch: int) -> None:
    for number in range(times(50)):
        world = walked(400_000 + batch + 4 * number)
        story, log = world.story, world.story.log
        early = world.rng.randrange(len(log) + 1)
        caught_up = replay(replay(story.before, log[:early]), log[early:])
        for side in SIDES:
            assert view(caught_up, side, story.facts, story.now) == story.view(side)
        seen = [observer_view(one, "maria", story.facts, story.now) for one in (caught_up, story.session)]
        assert seen[0] == seen[1]
        assert caught_up == story.session


@pytest.mark.parametrize("batch", range(4))
def test_any_prefix_of_a_log_can_be_shown(batch: int) -> None:
    """A client that reads event by event may ask for a view between two events of one act."""
    for number in range(times(30)):
        world = walked(500_000 + batch + 4 * number)
        session = world.story.before
        for event in world.story.log:
            session = replay(session, (event,))
            for side in SIDES:
                assert view(session, side, world.story.facts, event.at)["seq"] == session.seq
            assert observer_view(session, "maria", world.story.facts, event.at)["seq"] == session.seq
            due(session, world.story.facts)
