"""Two clients that know only `may` and the body schemas, played over the core without any door."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any, Self

from app.sessions.bodies import BODIES
from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decided, Decision, Refused
from app.sessions.protocol.decide import decide
from app.sessions.protocol.elapse import due
from app.sessions.protocol.evolve import replay
from app.sessions.protocol.facts import UNTIMED
from app.sessions.protocol.may import May, may
from app.sessions.protocol.observer_commands import Admit, Dismiss, Observed, SuggestNextStep, SuggestPause
from app.sessions.protocol.sides import SIDES, Both, Side
from app.sessions.protocol.state import NEVER, Ended
from app.templates.builtin import builtin_templates
from app.templates.steps import Medium, Step, Template, clamped
from tests.sessions.protocol.story import (
    ACCOUNTABILITY,
    GROUNDING,
    IN_TURN,
    OPENING,
    PRIVATE,
    SOLUTIONS,
    TOGETHER,
    UNDERSTANDING,
    Story,
    lobby,
    template,
)
from tests.sessions.protocol.story import FRAME as FRAME_STEP
from tests.walker import WellMeaning

# `may` rules these out: an act that it lists is never answered with one of them.
RULED_OUT = {"not_now", "floor_not_held", "locked", "ended", "too_early", "pause_not_over", "not_calm_yet"}
WATCHERS = ("maria", "maria", "maria", "noah", "olga")
# What a session waits for when nobody does anything: `until_due` reaches its end in so many steps at most.
MOST_DEADLINES = 80


@cache
def schema_of(name: str) -> dict[str, Any]:  # Any: a JSON Schema.
    return BODIES[c.COMMANDS_BY_NAME[name]].model_json_schema()


def command_of(name: str, body: dict[str, Any], by: Side) -> c.Command:  # Any: a JSON body.
    return BODIES[c.COMMANDS_BY_NAME[name]].model_validate(body).command(by)


def many_templates() -> tuple[Template, ...]:
    """The library, and some that a therapist might write: every kind of step, tight and wide limits."""
    return (*(clamped(one) for one in builtin_templates()), *(random_template(Random(seed)) for seed in range(40)))


def random_template(rng: Random) -> Template:
    """A template that could be published as far as its order goes; its limits may even be beyond what is allowed."""
    talk = replace(
        UNDERSTANDING,
        rounds=rng.randint(1, 3),
        first_speaker=rng.choice(("requester", "alternate", "coin", "both_choose", "hurt_partner")),
        validation=rng.choice(("asked", "left_out")),
    )
    quieter: tuple[Step, ...] = (OPENING, IN_TURN, TOGETHER, PRIVATE, GROUNDING)
    between = rng.sample(quieter, k=rng.randint(0, 4))
    steps: list[Step] = [FRAME_STEP, *between, talk]
    if rng.random() < 0.5:
        steps.insert(rng.randint(1, len(steps)), ACCOUNTABILITY)
    if rng.random() < 0.6:
        steps.append(SOLUTIONS)
    if rng.random() < 0.3:
        steps.append(replace(talk, rounds=1))
    limits = {
        "planned": rng.choice((300, 600, 1500, 3000, 5400)),
        "micro_gap": rng.choice((0, 5, 15)),
        "turn_max_sentences": rng.choice((1, 3, 8)),
        "turn_seconds": rng.choice((60, 180, 600)),
        "turns_before_swap_right": rng.randint(1, 6),
        "turns_before_proposals": rng.randint(1, 3),
        "reflection_max_attempts": rng.randint(1, 5),
        "clarify_max_per_turn": rng.randint(0, 4),
        "pause_min": rng.choice((60, 1200, 3600)),
        "pause_suggested_return": rng.choice((1200, 1800, 86400)),
        "pause_max": rng.choice((3600, 86400)),
        "pause_extensions": rng.randint(0, 3),
        "max_arousal": rng.randint(2, 5),
        "pause_auto_at": rng.randint(7, 9),
    }
    return template(*steps, kind=rng.choice(("full", "brief_repair")), **limits)


MEDIA: tuple[Medium, ...] = ("text", "spoken")
TEMPLATES = many_templates()


@dataclass
class World:
    """A story whose clock, connections and restarts are moved from outside."""

    story: Story
    rng: Random

    @classmethod
    def of(cls, seed: int, *, used: Template | None = None, medium: Medium | None = None) -> Self:
        rng = Random(seed)
        story = lobby(
            used or rng.choice(TEMPLATES),
            medium=rng.choice(MEDIA) if medium is None else medium,
            wish=rng.choice(("", "The weekend")),
            seed=rng.randint(0, 9),
            requester=rng.choice(SIDES),
            previous_first=rng.choice(SIDES),
            part=rng.choice(("hurt", "accountable")),
        )
        return cls(story, rng)

    @property
    def ended(self) -> bool:
        return isinstance(self.story.phase, Ended)

    def may(self, side: Side) -> list[May]:
        return may(self.story.session, side, self.story.facts, self.story.now)

    def send(self, name: str, body: dict[str, Any], by: Side) -> Decision:  # Any: a JSON body.
        """What a door does, without its form."""
        return self.decide(command_of(name, body, by))

    def decide(self, command: c.Command | Observed | c.Elapse) -> Decision:
        story = self.story
        story.made += 1
        story.known(fresh=(f"00000000-0000-4000-8000-{story.made:012x}", f"{story.made:x}"))
        story.answer = decide(story.session, command, story.facts, story.now)
        if isinstance(story.answer, Decided):
            story.session = replay(story.session, story.answer.events)
            story.log += story.answer.events
            for mark in story.answer.marks:
                story.facts = story.facts.with_mark(mark)
        return story.answer

    def tick(self, seconds: float = 0) -> None:
        """Time passes, and the timer rings for every deadline on the way."""
        target = self.story.now + timedelta(seconds=seconds)
        for _ in range(MOST_DEADLINES):
            next_due = due(self.story.session, self.story.facts)
            if next_due > target:
                break
            self.story.now = max(self.story.now, next_due)
            self.decide(c.Elapse())
        self.story.now = target
        self.decide(c.Elapse())

    def jump(self, seconds: float) -> None:
        """The server was down: the timer rings once, late."""
        self.story.later(seconds=seconds)
        self.decide(c.Elapse())

    def go_on(self, acts: int, *, pause: float = 6) -> set[str | None]:
        """Both mean well for so many acts; which refusals they met."""
        clients = {side: WellMeaning(schema_of, seed=number) for number, side in enumerate(SIDES)}
        codes: set[str | None] = set()
        for number in range(acts):
            self.tick(pause)
            if self.ended:
                break
            side: Side = SIDES[number % 2]
            session = self.story.session
            act = clients[side].choose(self.may(side), place=(session.step, session.holdings))
            if act:
                codes.add(refusal(self.send(*act, side)))
        return codes

    def watch(self) -> Decision:
        """Somebody comes in, goes, or suggests, whether they may or not."""
        kind = self.rng.choice((Admit, Admit, Dismiss, SuggestPause, SuggestNextStep, SuggestNextStep))
        return self.decide(kind(self.rng.choice(WATCHERS)))

    def disturb(self) -> None:
        """Connections come and go, people write, and sometimes the process begins anew."""
        story, rng = self.story, self.rng
        disturbance = rng.choice(("gone", "back", "back", "typing", "typing", "restart", "pace", "down"))
        if disturbance == "gone":
            story.gone(rng.choice(SIDES))
        elif disturbance == "back":
            story.known(present=frozenset(SIDES), absent_since={})
        elif disturbance == "typing":
            story.known(active_at=story.now)
        elif disturbance == "restart":
            story.restarted()
        elif disturbance == "pace":
            story.known(pace=Both(rng.choice((1.0, 1.0, 4.0, UNTIMED)), 1.0))
        elif rng.random() < 0.1:
            self.jump(rng.choice((3600, 3 * 86400)))
        self.decide(c.Elapse())

    def let_time_end_it(self) -> int:
        """Nobody does anything any more: how many deadlines pass before the end."""
        for passed in range(MOST_DEADLINES):
            next_due = due(self.story.session, self.story.facts)
            if next_due == NEVER:
                return passed
            self.story.now = max(self.story.now, next_due)
            self.decide(c.Elapse())
        raise AssertionError(type(self.story.phase).__name__)


def refusal(decision: Decision) -> str | None:
    return decision.code if isinstance(decision, Refused) else None
