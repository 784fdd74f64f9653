"""Any history of two partners, hostile or not, a clock and restarts keeps the invariants (assurance 3; S1)."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decision
from app.sessions.protocol.observer_commands import Observed
from app.sessions.protocol.sides import SIDES, Side
from tests.sessions.protocol.depth import DEPTH, times
from tests.sessions.protocol.invariants import check_decision, check_state
from tests.sessions.protocol.play import TEMPLATES, World, schema_of
from tests.walker import body_for, choose

sides = st.sampled_from(SIDES)
seeds = st.integers(0, 2**16)
names = st.sampled_from(sorted(c.COMMANDS_BY_NAME))
PASSING = st.sampled_from((0, 1, 5, 6, 20, 59, 61, 125, 181, 300, 601, 1199, 1201, 2401, 3601, 86400, 3 * 86400))


class Watched(World):
    """A world in which every decision is held against the invariants."""

    def decide(self, command: c.Command | Observed | c.Elapse) -> Decision:
        before, at = self.story.session, self.story.now
        decision = super().decide(command)
        known = self.story.facts
        check_decision(before, command, decision, facts=known, at=max(at, before.last_at))
        return decision


class AnyHistory(RuleBasedStateMachine):
    """Two partners who may do anything at any time, well-formed or not, in or out of turn."""

    world: Watched

    @initialize(used=st.sampled_from(TEMPLATES), medium=st.sampled_from(("text", "spoken")), seed=seeds)
    def made(self, used: object, medium: object, seed: int) -> None:
        self.world = Watched.of(seed, used=used, medium=medium)  # type: ignore[arg-type]  # drawn from both

    @precondition(lambda self: not self.world.ended)
    @rule(acts=st.integers(1, 30))
    def both_go_on(self, acts: int) -> None:
        self.world.go_on(acts)

    @precondition(lambda self: not self.world.ended)
    @rule(side=sides, seed=seeds)
    def one_does_what_may_offers(self, side: Side, seed: int) -> None:
        name, body = choose(self.world.may(side), Random(seed), schema_of=schema_of)
        self.world.send(name, body, side)

    @rule(side=sides, name=names, seed=seeds, knowing=st.booleans())
    def one_does_anything_at_all(self, side: Side, name: str, seed: int, *, knowing: bool) -> None:
        offered = {entry["name"]: entry for entry in self.world.may(side)} if knowing else {}
        entry = offered.get(name, {"name": name})
        self.world.send(name, body_for(entry, Random(seed), schema_of=schema_of), side)

    @rule(first=sides, name=names, seed=seeds)
    def both_do_the_same_at_once(self, first: Side, name: str, seed: int) -> None:
        for side in (first, *(one for one in SIDES if one != first)):
            self.one_does_anything_at_all(side, name, seed, knowing=True)

    @rule(seconds=PASSING)
    def time_passes(self, seconds: int) -> None:
        self.world.tick(seconds)

    @rule(seconds=PASSING)
    def the_timer_rings_late(self, seconds: int) -> None:
        self.world.jump(seconds)

    @rule(seconds=st.integers(1, 30))
    def the_clock_is_set_back(self, seconds: int) -> None:
        self.world.story.later(seconds=-seconds)

    @rule()
    def somebody_watches_who_may_or_may_not(self) -> None:
        self.world.watch()

    @precondition(lambda self: self.world.story.session.suggestions)
    @rule()
    def both_accept_what_is_suggested(self) -> None:
        for side in SIDES:
            suggested = self.world.story.session.suggestions
            if suggested:
                self.world.decide(c.AcceptStep(side, suggested[-1].version))

    @rule()
    def the_world_is_as_it_is(self) -> None:
        self.world.disturb()

    @invariant()
    def everything_holds(self) -> None:
        story = self.world.story
        check_state(
            story.session, story.log, before=story.before, facts=story.facts, at=max(story.now, story.session.last_at)
        )

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.let_time_end_it()
            assert self.world.ended, "I-36"


AnyHistory.TestCase.settings = settings(
    max_examples=times(2000),
    stateful_step_count=30 if DEPTH <= 1 else 50,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
# One test as far as pytest can tell, and a minute's work on an idle machine.
TestAnyHistory = pytest.mark.timeout(1800)(AnyHistory.TestCase)
