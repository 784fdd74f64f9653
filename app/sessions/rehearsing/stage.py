"""One rehearsed session: the real rules, two invented partners, and a clock that jumps to whatever comes next.

It holds no rule of a talk. What it keeps is bounded, so that no template can keep it running.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import state as s
from app.sessions.protocol.answers import Refused
from app.sessions.protocol.decide import decide
from app.sessions.protocol.elapse import due
from app.sessions.protocol.evolve import evolve
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.sides import SIDES, Both, Side
from app.sessions.protocol.view import View, view
from app.sessions.protocol.wording import TITLES
from app.sessions.rehearsing.acting import command_of
from app.sessions.rehearsing.frames import Frame, frame
from app.sessions.rehearsing.players import Player
from app.templates.steps import clamped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.sessions.protocol.events import Event
    from app.sessions.protocol.may import May
    from app.sessions.rehearsing.players import PlayerName, Wish
    from app.templates.steps import Medium, Template

# A Friday evening; a rehearsal is the same on every day.
EVENING: Final = datetime(2026, 3, 6, 18, 30, tzinfo=UTC)
# No talk within the limits comes near it. Beyond it the rehearsal stops and says that it is not finished.
MOST_COMMANDS: Final = 3000


@dataclass(frozen=True, slots=True)
class Plan:
    """What one partner is about to do, and when."""

    wish: Wish
    at: datetime


@dataclass
class Stage:
    """A session on its way, as far as it has come."""

    session: s.Session
    players: Both[Player]
    shows: bool
    now: datetime = EVENING
    facts: Facts = field(default_factory=Facts)
    commands: int = 0
    log: list[Event] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    views: dict[Side, View] = field(default_factory=dict)
    plans: dict[Side, Plan | None] = field(default_factory=dict)
    frames: dict[Side, list[Frame]] = field(default_factory=lambda: {"a": [], "b": []})

    @property
    def ended(self) -> bool:
        return isinstance(self.session.phase, s.Ended)

    def play(self) -> None:
        """Let happen what comes first, a plan or a deadline, until the end or the bound."""
        self._look(())
        while not self.ended and self.commands < MOST_COMMANDS:
            self.commands += 1
            next_due = due(self.session, self.facts)
            side = self._first_to_act()
            plan = self.plans[side] if side else None
            if side and plan and plan.at < next_due:
                self._act(side, plan)
            else:
                self.now = max(self.now, next_due)
                self._decide(c.Elapse())

    def _first_to_act(self) -> Side | None:
        planned = [(plan.at, side) for side in SIDES if (plan := self.plans.get(side))]
        return min(planned)[1] if planned else None

    def _act(self, side: Side, plan: Plan) -> None:
        self.now, self.plans[side] = max(self.now, plan.at), None
        # Time may have moved what is offered since the plan was made.
        seen = view(self.session, side, self.facts, self.now)
        entry = next((one for one in seen["may"] if one["name"] == plan.wish.name), None)
        if entry is None or "not_before" in entry:
            self.refused.append(plan.wish.name)
            return
        self.players.of(side).remember(plan.wish, seen)
        step = self.session.current_step if self.session.step >= 0 else None
        self._decide(command_of(entry, step, by=side, chosen=plan.wish.body))

    def _decide(self, command: c.Command | c.Elapse) -> None:
        fresh = (f"fresh-{self.commands}-a", f"fresh-{self.commands}-b")
        decision = decide(self.session, command, replace(self.facts, fresh=fresh), self.now)
        if isinstance(decision, Refused):
            self.refused.append(f"{type(command).__name__} {decision.code}")
            return
        for event in decision.events:
            self.session = evolve(self.session, event)
        self.log.extend(decision.events)
        self.facts = replace(self.facts, marks=(*self.facts.marks, *decision.marks))
        if isinstance(command, c.Elapse):
            self._look(decision.events)
        else:
            self._look(decision.events, by=command.by, did=TITLES[type(command)])

    def _look(self, events: Sequence[Event], *, by: Side | None = None, did: str = "") -> None:
        """Whoever sees something new looks at it, and thinks again about what to do."""
        for side in SIDES:
            if events or side == by or side not in self.views:
                seen = self.views[side] = view(self.session, side, self.facts, self.now)
                self._plan(side, seen)
                if self.shows:
                    own = did if side == by else ""
                    self.frames[side].append(frame(seen, events, viewer=side, began=EVENING, at=self.now, did=own))

    def _plan(self, side: Side, seen: View) -> None:
        wish, earlier = self.players.of(side).wish(seen), self.plans.get(side)
        if wish is None:
            self.plans[side] = None
            return
        opened_at = next((one["not_before"] for one in seen["may"] if _waits(one, wish)), self.now)
        opens = max(wish.not_before or self.now, opened_at)
        at = max(self.now, opens) + timedelta(seconds=wish.seconds)
        if earlier and earlier.wish.name == wish.name:
            # A warning, or a word of the partner beside it, does not make anybody begin anew.
            at = max(min(at, earlier.at), opens)
        self.plans[side] = Plan(wish, at)


def _waits(entry: May, wish: Wish) -> bool:
    return entry["name"] == wish.name and "not_before" in entry


def on_stage(
    template: Template, players: tuple[PlayerName, PlayerName], *, medium: Medium, seed: int, shows: bool
) -> Stage:
    """Two partners in the lobby of this template; nothing has been played yet."""
    first, second = players
    # The engine runs every template inside the hard limits of today, and so does its rehearsal.
    session = opened(clamped(template), medium=medium, seed=seed)
    return Stage(session, Both(Player(first, "a", seed), Player(second, "b", seed)), shows)


def opened(template: Template, *, medium: Medium, seed: int) -> s.Session:
    """A session of this template that both accepted; `a` asked for it, and is the hurt one where there are parts."""
    limits = template.limits
    before = s.opening(
        "rehearsal",
        template,
        people=Both("person-a", "person-b"),
        medium=medium,
        requester="a",
        previous_first="b",
        seed=seed,
    )
    closes_at = EVENING + timedelta(seconds=limits.join_window)
    return evolve(
        before,
        e.SessionOpened(
            EVENING,
            by="a",
            template=template.slug,
            template_version=template.version,
            medium=medium,
            opens_at=EVENING,
            closes_at=closes_at,
            part="hurt",
        ),
    )
