"""Random templates: whatever passes the check finishes, whoever the two are and whatever they do (T-1, T-2, I-36)."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import state as s
from app.sessions.protocol.answers import Decided
from app.sessions.protocol.decide import decide
from app.sessions.protocol.elapse import due
from app.sessions.protocol.evolve import replay
from app.sessions.protocol.observer_commands import Admit, Dismiss, Observed, SuggestNextStep, SuggestPause
from app.sessions.protocol.sides import SIDES
from app.sessions.rehearsing.rehearsal import PLAYERS, rehearse_all
from app.sessions.rehearsing.stage import on_stage
from app.templates.check import check
from app.templates.steps import clamped
from tests.sessions.protocol.depth import times
from tests.sessions.protocol.invariants import check_decision, check_state
from tests.sessions.protocol.play import MOST_DEADLINES, RULED_OUT, World, refusal, schema_of
from tests.templates.any_templates import any_templates
from tests.walker import choose, open_now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from app.sessions.protocol.answers import Decision
    from app.sessions.protocol.facts import Facts
    from app.sessions.rehearsing.rehearsal import Pair, Summary
    from app.templates.steps import Template

# A night looks many times as deep, and a busy machine is slow.
pytestmark = pytest.mark.timeout(1800)

PAIRS = tuple(product(PLAYERS, PLAYERS))
LONGEST_TALK = 90 * 60
# A pause may last a day and its grace; the talk around it is over in less than the rest.
LONGEST_OF_ALL = timedelta(hours=27)
# What passes between two acts: mostly a breath, now and then long enough for a silence, a turn, a pause.
PASSING = (0, 1, 6, 6, 6, 6, 6, 6, 30, 30, 90, 400, 1300)

STANDS_STILL = (e.Paused, e.ConnectionLost, e.SessionEnded)

OBSERVED = (Admit, Admit, Dismiss, SuggestPause, SuggestNextStep, SuggestNextStep)
seeds = st.integers(0, 2**16)


def deep(examples: int) -> settings:
    return settings(
        max_examples=times(examples),
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


@deep(10)
@given(any_templates(), seeds)
def test_what_passes_the_check_finishes_with_every_pair_of_partners(template: Template, seed: int) -> None:
    assume(not check(template))
    summaries = rehearse_all(template, seed=seed)
    assert len(summaries) == len(PAIRS) * len(template.media)
    for one in summaries:
        _is_well(one, template)


def _is_well(summary: Summary, template: Template) -> None:
    assert summary.finished, summary
    assert summary.outcome != "lapsed", "both came"
    # T29: no talk is longer than ninety minutes of its own time.
    assert summary.seconds - summary.paused <= LONGEST_TALK + template.limits.join_window, summary
    if "leaves" in summary.players:
        assert summary.outcome in ("adjourned", "closed")
    if not {"flooded"} & set(summary.players):
        assert summary.paused == 0


@deep(40)
@given(any_templates(), st.sampled_from(PAIRS), st.integers(1, 120), seeds)
def test_from_wherever_two_partners_have_come_time_alone_ends_it(
    template: Template, pair: Pair, acts: int, seed: int
) -> None:
    assume(not check(template))
    stage = on_stage(template, pair, medium=template.media[-1], seed=seed, shows=False)
    stage.play(acts)
    assert time_alone(stage.session, stage.facts, stage.now) < LONGEST_OF_ALL


def time_alone(session: s.Session, facts: Facts, at: datetime) -> timedelta:
    """How long it takes to the end when nobody does anything any more."""
    began = at
    for _ in range(MOST_DEADLINES):
        if isinstance(session.phase, s.Ended):
            return at - began
        at = max(at, due(session, facts))
        decision = decide(session, c.Elapse(), facts, at)
        assert isinstance(decision, Decided)
        session = replay(session, decision.events)
    raise AssertionError(type(session.phase).__name__)


class Watched(World):
    """A world in which every decision is held against the invariants."""

    def decide(self, command: c.Command | Observed | c.Elapse) -> Decision:
        before, at = self.story.session, self.story.now
        decision = super().decide(command)
        check_decision(before, command, decision, facts=self.story.facts, at=max(at, before.last_at))
        return decision


@deep(40)
@given(any_templates(), seeds)
def test_whatever_two_partners_do_time_alone_ends_it(template: Template, seed: int) -> None:
    """Attack 29 on templates that nobody has written yet: legal acts by chance, lost lines, restarts, then nothing.

    A therapist comes, suggests and goes in between (T-4).
    """
    assume(not check(template))
    rng = Random(seed)
    world = Watched.of(seed, used=clamped(template), medium=rng.choice(template.media))
    world.go_on(rng.choice((0, 4, 10, 20, 40)))
    for _ in range(30):
        if world.ended:
            break
        world.tick(rng.choice(PASSING))
        if rng.random() < 0.1:
            world.disturb()
        if rng.random() < 0.2:
            world.decide(rng.choice(OBSERVED)("a-therapist"))
        side = rng.choice(SIDES)
        if offered := world.may(side):
            name, body = choose(offered, rng, schema_of=schema_of)
            assert refusal(world.send(name, body, side)) not in RULED_OUT
    story = world.story
    check_state(
        story.session, story.log, before=story.before, facts=story.facts, at=max(story.now, story.session.last_at)
    )
    assert time_alone(story.session, story.facts, story.now) < LONGEST_OF_ALL


@deep(20)
@given(any_templates(), seeds)
def test_no_partner_alone_keeps_a_session_open(template: Template, seed: int) -> None:
    """One does a few things over and over, for ever; the other has fallen silent, and need not even leave."""
    assume(not check(template))
    rng = Random(seed)
    world = Watched.of(seed, used=clamped(template), medium=rng.choice(template.media))
    world.go_on(rng.choice((4, 10, 20, 40)))
    favourites = {"need_time", *rng.sample(sorted(c.COMMANDS_BY_NAME), k=rng.randint(0, 3))} - {"leave"}
    rarely = {name: 1.0 if name in favourites else 0.01 for name in c.COMMANDS_BY_NAME} | {"leave": 0.0}
    side, silent_since = rng.choice(SIDES), world.story.now
    while not world.ended and world.story.now - silent_since < LONGEST_OF_ALL:
        world.tick(rng.choice((6, 30, 90, 299, 599)))
        if offered := open_now(world.may(side)):
            name, body = choose(offered, rng, schema_of=schema_of, rarely=rarely)
            world.send(name, body, side)
    assert world.ended, type(world.story.phase).__name__
    assert own_time(world.story.log) <= LONGEST_TALK


def own_time(log: Iterable[e.Event]) -> float:
    """T29: the seconds of a talk, without those in which time stood still."""
    total, since = 0.0, None
    for event in log:
        if isinstance(event, STANDS_STILL) and since is not None:
            total, since = total + (event.at - since).total_seconds(), None
        elif since is None and isinstance(event, e.StepEntered | e.Resumed | e.ConnectionRestored):
            since = event.at
    return total
