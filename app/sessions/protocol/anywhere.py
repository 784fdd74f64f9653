"""What is open in every running phase: a private reading, a parked topic, more time."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import lengths
from app.sessions.protocol.answers import Decided, Decision, Refused, happened
from app.sessions.protocol.facts import Facts, Mark
from app.sessions.protocol.flow import turn_until
from app.sessions.protocol.pausing import pause_now
from app.sessions.protocol.state import (
    NEVER,
    CalmStart,
    Closing,
    Gap,
    Grounding,
    Paused,
    Phase,
    Running,
    Session,
    Speaking,
    Waiting,
)

MORE_TIME = timedelta(minutes=5)
# L-14: a silence is let go for this long before the session ends neutrally.
SILENCE = timedelta(minutes=10)
# One's parking lot in one session; more is another conversation.
MAX_PARKED = 10


def since_of(phase: Phase) -> int:
    """The `seq` that marks made now are keyed to; phases that settle nothing privately need none."""
    if isinstance(phase, Waiting):
        return since_of(phase.interrupted)
    return int(getattr(phase, "since", 0))


def rate_arousal(session: Session, phase: Running | Paused, command: c.RateArousal, _: Facts, at: datetime) -> Decision:
    """P-2: at the threshold the pause comes by itself, and is the same pause as any other."""
    mark = Mark(command.by, "arousal", since_of(phase), at, command.level)
    too_high = command.level >= session.template.limits.pause_auto_at
    if too_high and not isinstance(phase, Paused):
        return Decided((pause_now(session, at),), (mark,))
    return Decided(marks=(mark,))


def before_calm(phase: Phase) -> bool:
    return isinstance(phase.interrupted if isinstance(phase, Waiting) else phase, CalmStart)


def park_topic(session: Session, phase: Running, command: c.ParkTopic, facts: Facts, at: datetime) -> Decision:
    if not lengths.TOPIC.fits(command.text):
        return Refused("too_long")
    if command.share and before_calm(phase):
        # I-05: before both are calm no words go from one to the other. One's own note is welcome.
        return Refused("not_now")
    # L-13: private until offered.
    own = sum(topic.by == command.by for topic in session.parked)
    own += sum(mark.by == command.by and mark.kind == "parked" for mark in facts.marks)
    if own >= MAX_PARKED:
        return Refused("limit_reached")
    if command.share:
        return happened(e.TopicParked(at, by=command.by, text=command.text))
    return Decided(marks=(Mark(command.by, "parked", session.seq, at, command.text),))


def need_time(session: Session, phase: Running, _: c.NeedTime, facts: Facts, at: datetime) -> Decision:
    """L-9: more time by one simple act, as often as needed; it never costs anything and names nobody."""
    return happened(_more_time(session, phase, facts, at))


def _more_time(session: Session, phase: Running, facts: Facts, at: datetime) -> e.TimeExtended:
    if isinstance(phase, Speaking) and phase.until != NEVER:
        until = turn_until(session, phase.floor.holder, facts, max(phase.until, at))
        return e.TimeExtended(at, what="turn", until=until)
    if isinstance(phase, CalmStart | Gap | Grounding | Closing):
        return e.TimeExtended(at, what="step", until=min(max(phase.until, at) + MORE_TIME, session.hard_end))
    if isinstance(phase, Waiting):
        # Nobody here can bring the other's connection back by asking.
        return e.TimeExtended(at, what="step", until=phase.until)
    # Nothing runs out here but the silence, and asking breaks it.
    return e.TimeExtended(at, what="step", until=at + SILENCE)
