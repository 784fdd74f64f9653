"""The rules of observing (T-4, P-9): who comes in when, what an observer may suggest, and how the two say yes to it.

An observer moves nothing but a pause. A suggested step opens with two yeses, through the gates of every other way.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.frozen import dataclass
from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import observer_commands as o
from app.sessions.protocol.answers import Decided, Decision, Refused, happened
from app.sessions.protocol.facts import Facts, Mark
from app.sessions.protocol.flow import heard_each_other, next_index, next_step, time_is_up
from app.sessions.protocol.observers import Suggestion
from app.sessions.protocol.pausing import pause_now
from app.sessions.protocol.sides import SIDES, Side
from app.sessions.protocol.state import (
    RUNNING,
    Agreeing,
    Answering,
    Apologising,
    Choosing,
    Collecting,
    Ended,
    Gate,
    Grounding,
    Impact,
    Opening,
    Owning,
    Paused,
    Planning,
    Session,
    Speaking,
    Waiting,
)

NOT_NOW = Refused("not_now")
# More eyes than this are an audience.
MOST_OBSERVERS = 2
# Steps in which nobody holds the floor yet: an observer comes in before they are over, or not at all (T-4).
BEFORE_A_TURN = frozenset({"calm_start", "frame", "opening", "grounding"})
# Where a step can be left with nothing half said. Calm start, frame and closing are gates of their own; a choice of
# who begins, a turn that waits for its reflection and an apology that waits for its answer are finished first.
LEAVABLE = (Opening, Speaking, Impact, Owning, Apologising, Planning, Gate, Agreeing, Answering, Collecting, Grounding)
Leavable = (
    Opening | Speaking | Impact | Owning | Apologising | Planning | Gate | Agreeing | Answering | Collecting | Grounding
)


def before_first_turn(session: Session) -> bool:
    """T-4: whoever watches was there, for both to see, before anybody took a turn."""
    steps = session.template.steps[: session.step + 1]
    if all(step.kind in BEFORE_A_TURN for step in steps):
        return True
    phase = session.phase
    choosing = isinstance(phase.interrupted if isinstance(phase, Paused | Waiting) else phase, Choosing)
    return choosing and all(step.kind in BEFORE_A_TURN for step in steps[:-1])


def is_here(session: Session, observer: str) -> bool:
    return any(one.id == observer for one in session.observers)


def may_come_in(session: Session, observer: str, _: datetime) -> Refused | None:
    if isinstance(session.phase, Ended):
        return Refused("ended")
    if is_here(session, observer):
        return None
    # I-09: while they pause nothing happens but the pause itself.
    if isinstance(session.phase, Paused) or not before_first_turn(session):
        return NOT_NOW
    return None if len(session.observers) < MOST_OBSERVERS else Refused("limit_reached")


def come_in(session: Session, command: o.Admit, _: Facts, at: datetime) -> Decision:
    # A connection that was lost is no coming and going: once here, an observer is here until they go.
    return Decided() if is_here(session, command.observer) else happened(e.ObserverJoined(at, command.observer))


def may_go(session: Session, _: str, __: datetime) -> Refused | None:
    return Refused("ended") if isinstance(session.phase, Ended) else None


def go(session: Session, command: o.Dismiss, _: Facts, at: datetime) -> Decision:
    return happened(e.ObserverLeft(at, command.observer)) if is_here(session, command.observer) else Decided()


def may_suggest_pause(session: Session, observer: str, _: datetime) -> Refused | None:
    if isinstance(session.phase, Ended):
        return Refused("ended")
    here = is_here(session, observer) and isinstance(session.phase, (*RUNNING, Paused))
    return None if here else NOT_NOW


def suggest_pause(session: Session, _: o.SuggestPause, __: Facts, at: datetime) -> Decision:
    # P-9, P-2: entered like any other and the same to every byte. P-4: in a pause it changes nothing.
    return Decided() if isinstance(session.phase, Paused) else happened(pause_now(session, at))


def may_suggest_next_step(session: Session, observer: str, at: datetime) -> Refused | None:
    if isinstance(session.phase, Ended):
        return Refused("ended")
    here = is_here(session, observer)
    # One suggestion at a time: a row of them would be pressing.
    return None if here and not session.suggestions and may_move_on(session, at) else NOT_NOW


def suggest_next_step(_: Session, command: o.SuggestNextStep, facts: Facts, at: datetime) -> Decision:
    return happened(e.StepSuggested(at, command.observer, version=facts.fresh[0]))


def may_move_on(session: Session, at: datetime) -> bool:
    """Whether this step may be left now by both saying so. No suggestion opens what the rules keep shut."""
    if not isinstance(session.phase, LEAVABLE) or time_is_up(session, at) or next_index(session) is None:
        return False
    # L-10: two who have not heard each other yet are not led away from understanding.
    return heard_each_other(session) if isinstance(session.phase, Speaking) else True


def may_accept_step(session: Session, _: Leavable, by: Side, facts: Facts, at: datetime) -> Refused | None:
    if not session.suggestions or not may_move_on(session, at):
        return NOT_NOW
    return NOT_NOW if accepted_step(session.suggestions[-1], by, facts) else None


def accept_step(session: Session, _: Leavable, command: c.AcceptStep, __: Facts, at: datetime) -> Decision:
    suggested = session.suggestions[-1]
    if command.version != suggested.version:
        return Refused("wrong_version")
    return Decided(marks=(Mark(command.by, "step", suggested.since, at, command.version),))


def accepted_step(suggested: Suggestion, by: Side, facts: Facts) -> bool:
    return facts.marked(by, "step", suggested.since) is not None


def settle_step(session: Session, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """Both said yes: the step is left, the way that it is left when it is done."""
    if not session.suggestions or not may_move_on(session, at):
        return ()
    both = all(accepted_step(session.suggestions[-1], side, facts) for side in SIDES)
    return next_step(session, facts, at) if both else ()


@dataclass(frozen=True, slots=True)
class ObserverRule:
    """What such a command needs, and what it brings. `allow` never looks at what was said."""

    # Any: each is written for the command of its key.
    act: Callable[[Session, Any, Facts, datetime], Decision]
    allow: Callable[[Session, str, datetime], Refused | None]


OBSERVER_RULES: dict[type[o.Observed], ObserverRule] = {
    o.Admit: ObserverRule(come_in, may_come_in),
    o.Dismiss: ObserverRule(go, may_go),
    o.SuggestPause: ObserverRule(suggest_pause, may_suggest_pause),
    o.SuggestNextStep: ObserverRule(suggest_next_step, may_suggest_next_step),
}


def observed(session: Session, command: o.Observed, facts: Facts, at: datetime) -> Decision:
    rule = OBSERVER_RULES[type(command)]
    return rule.allow(session, command.observer, at) or rule.act(session, command, facts, at)
