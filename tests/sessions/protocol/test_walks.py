"""A client that knows only `may` and the schemas meets no refusal that `may` ruled out, and comes to a good end."""

from __future__ import annotations

from random import Random

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.answers import Refused
from app.sessions.protocol.decide import allowed, decide
from app.sessions.protocol.observer_commands import OBSERVER_COMMANDS_BY_NAME, Admit
from app.sessions.protocol.observer_view import observer_may
from app.sessions.protocol.sides import SIDES, Side
from app.sessions.protocol.state import Ended
from app.templates.builtin import SLUGS
from app.templates.steps import Medium, Template
from tests.sessions.protocol.depth import times
from tests.sessions.protocol.play import RULED_OUT, TEMPLATES, World, command_of, refusal, schema_of
from tests.walker import body_for, choose

BATCHES = 20
STEPS = 30

# A night looks ten times as deep, and a busy machine is slow.
pytestmark = pytest.mark.timeout(1800)


# Mostly a breath; now and then long enough for silence, the end of a turn, a pause.
PASSING = (0, 1, 6, 6, 6, 6, 6, 6, 6, 30, 30, 90, 400, 1300)


def walked(seed: int, steps: int = STEPS) -> World:
    """One random walk: acts that are open now, time, lost connections, restarts. It may begin deep in a talk."""
    world = World.of(seed)
    if world.rng.random() < 0.5:
        # One who watches from the lobby on; the others come too late, or not at all.
        world.decide(Admit("maria"))
    world.go_on(world.rng.choice((0, 4, 10, 20, 30, 40, 60)))
    for _ in range(steps):
        if world.ended:
            break
        world.tick(world.rng.choice(PASSING))
        if world.rng.random() < 0.1:
            world.disturb()
        if world.rng.random() < 0.2:
            world.watch()
        side: Side = world.rng.choice(SIDES)
        offered = world.may(side)
        if offered and not world.ended:
            name, body = choose(offered, world.rng, schema_of=schema_of)
            code = refusal(world.send(name, body, side))
            assert code not in RULED_OUT, f"seed {seed}: {name} is {code}"
            # Which ways out of a gap are open is listed, so none of them is ever used up.
            assert (name, code) != ("resolve_gap", "limit_reached"), f"seed {seed}"
    return world


@pytest.mark.parametrize("batch", range(BATCHES))
def test_ten_thousand_random_walks_meet_no_refusal_that_may_ruled_out(batch: int) -> None:
    for number in range(times(500)):
        walked(batch + number * BATCHES)


@pytest.mark.parametrize("batch", range(4))
def test_after_any_walk_time_alone_ends_the_session(batch: int) -> None:
    """I-36."""
    for number in range(times(50)):
        world = walked(100_000 + batch + number * 4)
        world.let_time_end_it()
        assert isinstance(world.story.phase, Ended)


@pytest.mark.parametrize("batch", range(4))
def test_may_is_true_for_every_command_and_both_partners(batch: int) -> None:
    """Attack test 29: what it lists is taken, what it does not list is refused, what only time forbids says when."""
    for number in range(times(300)):
        world = walked(200_000 + batch + number * 4, steps=number % 8)
        for side in SIDES:
            for name, command in c.COMMANDS_BY_NAME.items():
                _compare(world, side, name=name, command=command)


def _compare(world: World, side: Side, *, name: str, command: type[c.Command]) -> None:
    story = world.story
    listed = {entry["name"]: entry for entry in world.may(side)}
    entry = listed.get(name)
    body = body_for(entry or {"name": name}, Random(7), schema_of=schema_of)
    before = (story.session, story.facts, story.log)
    code = refusal(world.decide(command_of(name, body, side)))
    answered = story.answer
    story.session, story.facts, story.log = before
    if entry is None:
        assert code in RULED_OUT, f"{name} is not listed and {code}"
    elif "not_before" not in entry:
        assert code not in RULED_OUT, f"{name} is listed and {code}"
    else:
        assert isinstance(answered, Refused)
        assert answered.retry_at == entry["not_before"]
        later = allowed(story.session, command, side, story.facts, entry["not_before"])
        assert later is None or later.retry_at is None


@pytest.mark.parametrize("batch", range(2))
def test_what_an_observer_is_offered_is_taken_and_nothing_else_is(batch: int) -> None:
    """Attack test 29, for whoever watches."""
    for number in range(times(300)):
        world = walked(250_000 + batch + number * 2, steps=number % 8)
        story = world.story
        for watcher in ("maria", "noah"):
            offered = {one["name"] for one in observer_may(story.session, watcher, story.now)}
            for name, command in OBSERVER_COMMANDS_BY_NAME.items():
                code = refusal(decide(story.session, command(watcher), story.facts, story.now))
                assert (code is None) == (name in offered), f"{name}: {code}"


MOMENT = 6


@pytest.mark.parametrize("medium", ["text", "spoken"])
@pytest.mark.parametrize("used", TEMPLATES[: len(SLUGS)], ids=lambda one: one.slug)
def test_two_who_mean_well_finish_every_built_in_template(used: Template, medium: Medium) -> None:
    world = World.of(1, used=used, medium=medium)
    began = world.story.now
    codes = world.go_on(400, pause=MOMENT)
    phase = world.story.phase
    assert isinstance(phase, Ended)
    assert phase.outcome == "closed"
    assert phase.kind in ("agreed", "understood", "none")
    assert codes & RULED_OUT == set()
    # They came to the end by what they did, and not because the time was over.
    assert e.TimeWarned not in {type(event) for event in world.story.log}
    assert world.story.now < world.story.session.ends_at
    assert world.story.now > began
