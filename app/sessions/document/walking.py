"""Walks through many invented sessions to see which phase leads where, and what is offered to whom in each.

It asks the rules and records their answers; it never repeats one. What no walk meets, it does not know, and the
document says so.
"""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from app.frozen import dataclass
from app.sessions.document.saying import said_in
from app.sessions.protocol import commands as c
from app.sessions.protocol import state as s
from app.sessions.protocol.answers import Refused
from app.sessions.protocol.decide import allowed, decide
from app.sessions.protocol.elapse import CLOSING_LEAST, due
from app.sessions.protocol.events import EVENT_NAMES, Event, SessionOpened, StepEntered
from app.sessions.protocol.evolve import evolve
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.observer_commands import Admit, Observed, SuggestNextStep
from app.sessions.protocol.sides import SIDES, Both, Side
from app.templates import steps
from app.templates.builtin import builtin_templates
from app.templates.steps import Medium, Template, clamped

EVENING = datetime(2026, 3, 6, 18, 30, tzinfo=UTC)
WALKS = 10
LONGEST = 400
# How often each is tried beside one ordinary command; otherwise most walks would end before they began.
SELDOM: dict[type[c.Command], float] = {
    c.Leave: 0.002,
    c.Help: 0.003,
    c.Pause: 0.01,
    c.RateArousal: 0.05,
    c.ParkTopic: 0.05,
    c.NeedTime: 0.05,
    c.ClaimFloor: 0.1,
    c.PassFloor: 0.3,
    c.AcceptStep: 0.02,
}

# Some walks more, with somebody who watches.
WATCHED = 6
WATCHER = "observer"
# How often nothing is said but time passes, and how often a connection goes or comes.
WAITS = 0.03
CONNECTS = 0.01
COMES_BACK = 0.9

Role = Literal["speaker", "listener", "either"]
PhaseKind = type[s.Phase]
# From, by which event, to.
Move = tuple[PhaseKind, str, PhaseKind]
TIME_IS_UP = "step_entered: time is up"


@dataclass
class Seen:
    """What the walks met: moves between phases, who was offered what, and which commands are kept private."""

    moves: set[Move] = field(default_factory=set)
    offered: defaultdict[tuple[PhaseKind, type[c.Command]], set[Role]] = field(default_factory=lambda: defaultdict(set))
    marked: set[type[c.Command]] = field(default_factory=set)
    walks: int = 0
    acts: int = 0


def explore() -> Seen:
    """Walk through the built-in templates and one that has every kind of step. The same every time: the seeds are."""
    seen = Seen()
    media: tuple[Medium, ...] = ("text", "spoken")
    for template in (*builtin_templates(), every_kind("both_choose"), every_kind("requester")):
        for medium, seed in itertools.product(media, range(WALKS + WATCHED)):
            _Walk(clamped(template), medium, seed, seen).run()
            seen.walks += 1
    return seen


def every_kind(first: steps.FirstSpeaker) -> Template:
    """A template that meets every phase, in an order that no couple would want."""
    asked = steps.Wording("document.prompt", "What was it like?")
    return Template(
        slug="every-kind",
        version="every-kind",
        kind="full",
        title="Every kind of step",
        summary="For the document only.",
        media=("text", "spoken"),
        steps=(
            steps.CalmStart("Arrive", asked),
            steps.Grounding("Breathe", asked),
            steps.Frame("Agree", asked),
            steps.Opening("Begin kindly", asked),
            steps.PromptStep("One each", asked),
            steps.PromptStep("Both at once", asked, order="together"),
            steps.PromptStep("For yourself", asked, sharing="private"),
            steps.Understanding(
                "Hear each other",
                asked,
                first_speaker=first,
                validation="asked" if first == "both_choose" else "left_out",
            ),
            steps.Solutions("Look ahead", asked),
            steps.Closing("Part kindly", asked),
        ),
    )


class _Walk:
    """One invented session, until it ends."""

    def __init__(self, template: Template, medium: Medium, seed: int, seen: Seen) -> None:
        self.random = random.Random(f"{template.slug} {medium} {seed}")  # noqa: S311 - a walk is no secret.
        self.seen = seen
        self.at = EVENING
        self.facts = Facts()
        self.ids = itertools.count()
        self.session = s.opening(
            "session",
            template,
            people=Both("a", "b"),
            medium=medium,
            requester="a",
            previous_first="b",
            seed=seed,
        )
        opened = SessionOpened(
            self.at,
            by="a",
            template=template.slug,
            template_version=template.version,
            medium=medium,
            opens_at=self.at,
            closes_at=self.at + timedelta(minutes=15),
            wish="x" if seed % 2 else "",
        )
        self.session = evolve(self.session, opened)
        self.watched = seed >= WALKS

    def run(self) -> None:
        for _ in range(LONGEST):
            if isinstance(self.session.phase, s.Ended):
                return
            if self.watched:
                self._watch()
            open_now = self._look()
            self.seen.acts += 1
            chance = self.random.random()
            if chance < WAITS:
                self._wait()
            elif chance < WAITS + CONNECTS:
                self._connection()
            else:
                self._act(open_now)
            self.at += timedelta(seconds=self.random.choice((1, 6, 12)))

    def _watch(self) -> None:
        """Come in as early as can be, and suggest to leave the step wherever that was not seen yet."""
        self._do(Admit(WATCHER))
        if not self.seen.offered.get((type(self.session.phase), c.AcceptStep)):
            self._do(SuggestNextStep(WATCHER))

    def _look(self) -> list[tuple[type[c.Command], Side]]:
        """Ask the rules what each of the two may send now; what only time forbids counts as offered, not as open."""
        open_now = []
        for command, side in itertools.product(c.COMMAND_NAMES, SIDES):
            refused = allowed(self.session, command, side, self.facts, self.at)
            if refused is None:
                open_now.append((command, side))
            if refused is None or refused.retry_at is not None:
                self.seen.offered[type(self.session.phase), command].add(self._role(side))
        return open_now

    def _role(self, side: Side) -> Role:
        phase = self.session.phase
        floor = s.floor_of(phase)
        if floor is not None:
            return "speaker" if floor.holder == side else "listener"
        if isinstance(phase, s.Answering):
            return "speaker" if phase.remaining[:1] == (side,) else "listener"
        return "either"

    def _act(self, open_now: list[tuple[type[c.Command], Side]]) -> None:
        if open_now:
            weights = [SELDOM.get(command, 1.0) for command, _ in open_now]
            command, side = self.random.choices(open_now, weights)[0]
            self._do(said_in(self.session, command, by=side, at=self.at, rolls=self.random))

    def _wait(self) -> None:
        """Until something is due; in a pause more often until its earliest end, or nobody would ever come back."""
        phase, until = self.session.phase, due(self.session, self.facts)
        if isinstance(phase, s.Paused) and self.random.random() < COMES_BACK:
            until = phase.not_before
        self.at = max(self.at, min(until, self.at + timedelta(days=3)))
        self._do(c.Elapse())

    def _connection(self) -> None:
        if len(self.facts.present) == len(SIDES):
            gone = self.random.choice(SIDES)
            self.facts = replace(self.facts, present=frozenset(SIDES) - {gone}, absent_since={gone: self.at})
            return
        self.facts = replace(self.facts, present=frozenset(SIDES), absent_since={})
        self._do(c.Elapse())

    def _do(self, command: c.Command | Observed | c.Elapse) -> None:
        fresh = (f"agreement-{next(self.ids)}", f"nonce-{next(self.ids)}")
        decision = decide(self.session, command, replace(self.facts, fresh=fresh), self.at)
        if isinstance(decision, Refused):
            return
        for event in decision.events:
            before = self.session
            self.session = evolve(before, event)
            self.seen.moves.add(_move(before, event, self.session))
        if decision.marks and not decision.events and not isinstance(command, Observed | c.Elapse):
            self.seen.marked.add(type(command))
        self.facts = replace(self.facts, marks=(*self.facts.marks, *decision.marks))


def _move(before: s.Session, event: Event, after: s.Session) -> Move:
    """Time leads to the closing from everywhere (L-18), so that move is told apart from the next step's."""
    by_time = isinstance(event, StepEntered) and event.at >= min(before.ends_at, before.hard_end - CLOSING_LEAST)
    return type(before.phase), TIME_IS_UP if by_time else EVENT_NAMES[type(event)], type(after.phase)
