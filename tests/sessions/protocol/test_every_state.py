"""Every state that two partners and the clock can reach in so many moves (assurance 3): breadth first, without luck.

States that differ only in ids and in how long ago something was are one. What is looked at in each: one floor at most
(I-01), silence in a pause (I-09), both ready to come back (I-10), pause and leave open (I-34), a deadline, and an end
that time alone leads to (I-36).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decision, Refused
from app.sessions.protocol.decide import decide
from app.sessions.protocol.elapse import due
from app.sessions.protocol.evolve import replay
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.observer_commands import Admit, Dismiss, Observed, SuggestNextStep, SuggestPause
from app.sessions.protocol.sides import SIDES, Side
from app.sessions.protocol.state import (
    NEVER,
    Agreeing,
    Ended,
    Framing,
    Paused,
    Session,
    Waiting,
)
from app.sessions.protocol.view import view
from app.templates.steps import Medium, Template
from tests.sessions.protocol.depth import DEPTH
from tests.sessions.protocol.invariants import check_decision
from tests.sessions.protocol.story import (
    ACCOUNTABILITY,
    FRAME,
    GROUNDING,
    IN_TURN,
    PRIVATE,
    SOLUTIONS,
    TOGETHER,
    UNDERSTANDING,
    Reached,
    Story,
    agreeing,
    boundary,
    first_step,
    gap,
    gate,
    impact_gap,
    lobby,
    owning,
    paused,
    speaking,
    telling,
    template,
)

LIMITS: dict[str, Any] = {
    "reflection_max_attempts": 2,
    "clarify_max_per_turn": 1,
    "turns_before_swap_right": 1,
    "micro_gap": 0,
}
TALK = template(FRAME, UNDERSTANDING, SOLUTIONS, **LIMITS)
BRIEF = template(replace(UNDERSTANDING, validation="left_out", first_speaker="both_choose"), SOLUTIONS, **LIMITS)
AMENDS = template(FRAME, ACCOUNTABILITY, **LIMITS)
QUESTIONS = template(IN_TURN, GROUNDING, TOGETHER, PRIVATE, **LIMITS)

NIGHT = 10
IGNORED = {"seq", "since", "last_at", "moved_at", "opened_at", "started_at", "at", "id", "version", "nonce", "wish"}

# A night looks ten times as deep, and a busy machine is slow.
pytestmark = pytest.mark.timeout(1800)


@dataclass(frozen=True)
class State:
    session: Session
    facts: Facts
    now: datetime


def abstract(value: Any, now: datetime) -> Any:  # Any: every kind of value that a session holds.
    """The value without ids and dates: of a time it is kept only whether it has come."""
    if isinstance(value, datetime):
        return value <= now
    if isinstance(value, Template):
        return None
    if isinstance(value, tuple):
        return tuple([abstract(one, now) for one in value])
    kind: type = type(value)
    names = kept_of(kind)
    if names is not None:
        return (kind.__name__, *[abstract(getattr(value, name), now) for name in names])
    return value


@cache
def kept_of(kind: type) -> tuple[str, ...] | None:
    """The fields that tell two states apart; of a plain value none."""
    return tuple(one.name for one in fields(kind) if one.name not in IGNORED) if is_dataclass(kind) else None


def key(state: State) -> Any:  # Any: something that can be compared.
    since = getattr(state.session.phase, "since", -1)
    latest = {(one.by, one.kind): one.value for one in state.facts.marks if one.since == since}
    quiet = due(state.session, state.facts) - state.now
    return (
        abstract(state.session, state.now),
        frozenset(latest.items()),
        state.facts.present,
        quiet < timedelta(minutes=2),
    )


def acts(session: Session, by: Side) -> Iterator[c.Command]:
    """What one partner might do: each act once, and each answer that leads elsewhere."""
    phase = session.phase
    yield from (c.Arrive(by), c.RateArousal(by, 2), c.RateArousal(by, 6), c.RateArousal(by, 9))
    yield from (c.ProposePurpose(by, "x"), c.Speak(by, "x"), c.Reflect(by, "x"), c.Clarify(by, "x"), c.Answer(by, "x"))
    yield from (c.Confirm(by, "accurate"), c.Confirm(by, "not_yet"), c.Validate(by, "x"))
    yield from (c.ResolveGap(by, "accept_gap"), c.ResolveGap(by, "smaller"), c.ResolveGap(by, "park"))
    yield from (c.Landed(by, yes=True), c.Landed(by, yes=False), c.PassFloor(by), c.ClaimFloor(by))
    yield from (c.ChooseFirst(by, "me"), c.ReadyForSolutions(by, ready=True), c.ReadyForSolutions(by, ready=False))
    yield from (c.TellImpact(by, "x"), c.Own(by, "x"), c.Apologise(by, "x"), c.AnswerApology(by, "not_ready"))
    yield c.PlanPrevention(by, (c.PreventionStep("x", "x", "skill", session.last_at.date() + timedelta(days=60)),))
    yield from (c.AnswerPrompt(by, text="x"), c.Done(by), c.NeedTime(by), c.Pause(by), c.Help(by, "us"))
    yield from (c.Return(by), c.Leave(by))
    yield from (c.AcceptStep(by, one.version) for one in session.suggestions)
    if isinstance(phase, Framing) and phase.proposals:
        yield c.AcceptFrame(by, phase.proposals[-1].version)
    if isinstance(phase, Agreeing):
        if not session.drafts:
            yield boundary(by)
        for draft in session.drafts:
            yield from (c.Assent(by, draft.id, draft.version), c.SetAside(by, draft.id, draft.version))
    if isinstance(phase, Paused):
        yield c.OfferReturn(by, phase.not_before)
        yield from (c.AcceptReturn(by, offer.return_at) for offer in phase.offers)


def decided(state: State, command: c.Command | Observed | c.Elapse) -> tuple[State | None, Decision]:
    facts = replace(state.facts, fresh=(f"i{state.session.seq}", f"n{state.session.seq}"))
    decision = decide(state.session, command, facts, state.now)
    if isinstance(decision, Refused):
        return None, decision
    for mark in decision.marks:
        facts = facts.with_mark(mark)
    check_decision(state.session, command, decision, facts=facts, at=state.now)
    return State(replay(state.session, decision.events), facts, state.now), decision


def moves(state: State) -> Iterator[State]:
    """What can come next: an act of either, the next deadline, the end of a pause, a connection that comes or goes."""
    for by in SIDES:
        for command in acts(state.session, by):
            following, _ = decided(state, command)
            if following:
                yield following
    for watcher in state.session.observers:
        for suggestion in (SuggestPause(watcher.id), SuggestNextStep(watcher.id), Dismiss(watcher.id)):
            following, _ = decided(state, suggestion)
            if following:
                yield following
    yield from filter(None, (decided(one, c.Elapse())[0] for one in happenings(state)))


def happenings(state: State) -> Iterator[State]:
    yield replace(state, now=due(state.session, state.facts))
    if isinstance(state.session.phase, Paused):
        yield replace(state, now=max(state.now, state.session.phase.not_before))
    away = replace(state.facts, present=frozenset({"a"}), absent_since={"b": state.now})
    if "b" in state.facts.present:
        yield replace(state, facts=away)
    else:
        yield replace(state, facts=replace(state.facts, present=frozenset(SIDES), absent_since={}))


def ends_by_itself(state: State) -> bool:
    for _ in range(60):
        next_due = due(state.session, state.facts)
        if next_due == NEVER:
            return isinstance(state.session.phase, Ended)
        following, _decision = decided(replace(state, now=max(state.now, next_due)), c.Elapse())
        assert following
        state = following
    return False


def check(state: State) -> None:
    session, facts, now = state.session, state.facts, state.now
    assert due(session, facts) < NEVER
    assert ends_by_itself(state)
    seen = [view(session, side, facts, now) for side in SIDES]
    assert sum(one["you"]["role"] == "speaker" for one in seen) <= 1
    assert seen[0]["floor"] == seen[1]["floor"]
    for one in seen:
        offered = {entry["name"] for entry in one["may"]}
        assert {"leave", "help"} <= offered
        assert ("pause" in offered) == (one["phase"] != "lobby")
        if isinstance(session.phase, Paused | Waiting):
            assert not offered & {
                "speak",
                "reflect",
                "confirm",
                "propose_agreement",
                "tell_impact",
                "own",
                "apologise",
                "plan_prevention",
                "answer_apology",
                "answer_prompt",
                "propose_purpose",
            }


def beginning(reached: Story) -> State:
    return State(reached.session, reached.facts, reached.now)


def watched(reached: Reached) -> Story:
    return reached().when(Admit("maria"))


SPOKEN: Medium = "spoken"
# How many moves deep: from the lobby, and from where a talk has come to.
BEGINNINGS: dict[str, tuple[Reached, int]] = {
    "lobby": (lambda: lobby(TALK), 8),
    "lobby, spoken": (lambda: lobby(TALK, medium=SPOKEN), 8),
    "speaking": (lambda: first_step(BRIEF).both(c.ChooseFirst("a", "me")), 5),
    "gap": (lambda: gap(**LIMITS), 5),
    "gate": (lambda: gate(**LIMITS), 4),
    "agreeing": (lambda: agreeing(**LIMITS), 4),
    "impact": (lambda: telling(**LIMITS), 6),
    "an impact in a gap": (lambda: impact_gap(**LIMITS), 5),
    "owning": (lambda: owning(**LIMITS), 6),
    "amends, spoken": (lambda: lobby(AMENDS, medium=SPOKEN), 8),
    "questions, watched": (lambda: watched(lambda: lobby(QUESTIONS)), 8),
    "questions": (lambda: first_step(QUESTIONS), 5),
    "paused": (lambda: paused(speaking(**LIMITS)), 5),
}


@pytest.mark.parametrize("place", BEGINNINGS)
def test_every_state_within_reach_keeps_its_promises(place: str) -> None:
    reached, depth = BEGINNINGS[place]
    first = beginning(reached())
    known, frontier = {key(first)}, [first]
    for _ in range(depth + (2 if DEPTH >= NIGHT else 0)):
        following = []
        for state in frontier:
            check(state)
            for one in moves(state):
                named = key(one)
                if named not in known and not isinstance(one.session.phase, Ended):
                    known.add(named)
                    following.append(one)
        frontier = following
    assert len(known) > 500
