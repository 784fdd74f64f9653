"""One rehearsed session: the real rules, two invented partners, and a clock that jumps to whatever comes next.

It holds no rule of a talk. What it keeps is bounded, so that no template can keep it running.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from app.frozen import dataclass
from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import state as s
from app.sessions.protocol.answers import Refused
from app.sessions.protocol.decide import decide
from app.sessions.protocol.elapse import due
from app.sessions.protocol.evolve import evolve, replay
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.sides import SIDES, Both, Side
from app.sessions.protocol.view import View, own_part, shared_part
from app.sessions.protocol.wording import TITLES
from app.sessions.rehearsing.acting import Moment, command_of
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
MOST_COMMANDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """What one partner is about to do, and when; `place` is where in the talk they began to think about it."""

    wish: Wish
    entry: May
    at: datetime
    place: tuple[str, int, int]


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

    def play(self, most: int = MOST_COMMANDS) -> None:
        """Let happen what comes first, until the end or the bound."""
        self._look(())
        while not self.ended and self.commands < most:
            self.go_on()

    def go_on(self) -> None:
        """What comes first: what one of the two is about to do, or what time brings."""
        self.commands += 1
        next_due = due(self.session, self.facts)
        side = self._first_to_act()
        plan = self.plans[side] if side else None
        if side and plan and plan.at < next_due:
            self._act(side, plan, due_at=next_due)
        else:
            self.now = max(self.now, next_due)
            self._decide(c.Elapse(), due_at=next_due)

    def _first_to_act(self) -> Side | None:
        planned = [(plan.at, side) for side in SIDES if (plan := self.plans.get(side))]
        return min(planned)[1] if planned else None

    def _act(self, side: Side, plan: Plan, *, due_at: datetime) -> None:
        self.now, self.plans[side] = max(self.now, plan.at), None
        player, seen = self.players.of(side), self.views[side]
        step = self.session.current_step if self.session.step >= 0 else None
        moment = Moment(step, seen["turn"], player.often(plan.wish.name))
        player.remember(plan.wish, seen)
        self._decide(command_of(plan.entry, moment, by=side, chosen=plan.wish.body), due_at=due_at)

    def _decide(self, command: c.Command | c.Elapse, *, due_at: datetime) -> None:
        fresh = (f"fresh-{self.commands}-a", f"fresh-{self.commands}-b")
        decision = decide(self.session, command, replace(self.facts, fresh=fresh, due=due_at), self.now)
        by, did = (None, "") if isinstance(command, c.Elapse) else (command.by, TITLES[type(command)])
        if isinstance(decision, Refused):
            # Nothing changed. Whoever tried looks again, as a client would.
            self.refused.append(decision.code)
            self._look((), by=by)
            return
        self.session = decision.after or replay(self.session, decision.events)
        self.log.extend(decision.events)
        if decision.marks:
            self.facts = replace(self.facts, marks=(*self.facts.marks, *decision.marks))
        self._look(decision.events, by=by, did=did)

    def _look(self, events: Sequence[Event], *, by: Side | None = None, did: str = "") -> None:
        """Whoever has something new before them looks at it and thinks again; of a private answer only its author."""
        looking = SIDES if events or not self.views else () if by is None else (by,)
        shared = shared_part(self.session, self.now)
        for side in looking:
            seen: View = {**shared, **own_part(self.session, side, self.facts, self.now)}
            self.views[side], self.plans[side] = seen, self._planned(side, seen)
            if self.shows:
                own = did if side == by else ""
                self.frames[side].append(frame(seen, events, viewer=side, began=EVENING, at=self.now, did=own))

    def _planned(self, side: Side, seen: View) -> Plan | None:
        wish, earlier = self.players.of(side).wish(seen), self.plans.get(side)
        entry = next((one for one in seen["may"] if wish and one["name"] == wish.name), None)
        if wish is None or entry is None:
            return None
        opens = max(self.now, wish.not_before or self.now, entry.get("not_before", self.now))
        at, place = opens + timedelta(seconds=wish.seconds), (seen["phase"], self.session.step, self.session.holdings)
        if earlier and (earlier.wish.name, earlier.place) == (wish.name, place):
            # A warning, or the partner's word beside it, does not make anybody begin anew.
            at = max(min(at, earlier.at), opens)
        return Plan(wish, entry, at, place)


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
