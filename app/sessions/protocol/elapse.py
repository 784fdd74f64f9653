"""What happens because time passed (L-9, L-14, L-15, L-18, P-7, I-36): a session's deadlines, and what each brings.

`due` tells the durable timer when to look again; `Elapse` lets happen what is due. Every state has at least one
deadline, so every session ends by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from app.sessions.protocol import events as e
from app.sessions.protocol.anywhere import SILENCE
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.flow import OVERRUN, adjourned, closed, lapsed, next_step, to_closing, turn_until
from app.sessions.protocol.pausing import missed_return
from app.sessions.protocol.sides import SIDES, Side, other
from app.sessions.protocol.state import (
    NEVER,
    WITH_FLOOR,
    Answering,
    CalmStart,
    Closing,
    Ended,
    Gap,
    Grounding,
    Lobby,
    Paused,
    Reflecting,
    Session,
    Speaking,
    Talking,
    Validating,
    Waiting,
)
from app.sessions.protocol.turns import park_turn

# WCAG 2.2.1: at least twenty seconds' warning before a turn's time is over.
WARN_TURN = timedelta(seconds=20)
# L-18: both are told this long before the planned end.
WARN_SESSION = timedelta(minutes=5)
# L-14: a neutral line, then more time granted once, then the neutral end (`SILENCE`).
QUIET_LINE = timedelta(seconds=60)
QUIET_GRANT = timedelta(minutes=5)

# rules.md 0, connection.grace: after the grace, ten minutes of waiting, then the neutral end.
WAITING_ENDS = timedelta(minutes=10)

# However late it opens, the closing has this long before the hard end.
CLOSING_LEAST = timedelta(minutes=5)

Happening = Callable[[datetime], tuple[e.Event, ...]]


class Due(NamedTuple):
    """A deadline, and what it brings when it has passed. After every command a few of them are made and looked at."""

    at: datetime
    happening: Happening


def due(session: Session, facts: Facts) -> datetime:
    """When time alone will next move this session; NEVER once it has ended."""
    return min([one.at for one in deadlines(session, facts)], default=NEVER)


def deadlines(session: Session, facts: Facts) -> Iterator[Due]:
    phase = session.phase
    if isinstance(phase, Lobby):
        yield Due(phase.closes_at, lambda at: (lapsed(at),))
    elif isinstance(phase, Waiting):
        yield Due(phase.until, lambda at: (adjourned(at),))
    elif isinstance(phase, Paused):
        grace = timedelta(seconds=session.template.limits.pause_missed_grace)
        yield Due(phase.return_at + grace, lambda at: missed_return(session, phase, facts, at))
    elif not isinstance(phase, Ended):
        yield from _step_deadlines(session, phase, facts)
        yield from _length(session, phase, facts)
        yield from _silence(session, phase, facts)
        yield from _connection(session, facts)


def _step_deadlines(session: Session, phase: Talking, facts: Facts) -> Iterator[Due]:
    if isinstance(phase, Speaking) and phase.until != NEVER:
        yield from _turn_time(session, phase, facts)
    elif isinstance(phase, CalmStart):
        # Calm was not reached in time: another day, and nobody is named.
        yield Due(phase.until, lambda at: (adjourned(at),))
    elif isinstance(phase, Grounding):
        yield Due(phase.until, lambda at: next_step(session, facts, at))
    elif isinstance(phase, Gap):
        yield Due(phase.until, lambda at: park_turn(session, phase, facts, at))
    elif isinstance(phase, Closing):
        yield Due(phase.until, lambda at: (closed(session, at),))


def _turn_time(session: Session, phase: Speaking, facts: Facts) -> Iterator[Due]:
    """L-9: a warning, one free extension, a warning, and then the listener may ask. The floor itself stays."""

    def warned(at: datetime) -> tuple[e.Event, ...]:
        return (e.TimeWarned(at, what="turn"),)

    def extended(at: datetime) -> tuple[e.Event, ...]:
        return (e.TimeExtended(at, what="turn", until=turn_until(session, phase.floor.holder, facts, at)),)

    if phase.time in ("running", "extended"):
        yield Due(phase.until - WARN_TURN, warned)
    elif phase.time == "warned":
        yield Due(phase.until, extended)
    elif phase.time == "warned_again":
        yield Due(phase.until, warned)


def _length(session: Session, phase: Talking, facts: Facts) -> Iterator[Due]:
    if isinstance(phase, Closing):
        return
    if isinstance(phase, CalmStart):
        yield Due(session.ends_at, lambda at: (adjourned(at),))
        return
    if "session" not in session.warnings:
        yield Due(session.ends_at - WARN_SESSION, lambda at: (e.TimeWarned(at, what="session"),))
    # A turn that was begun, and its reflection, are finished before the closing opens.
    late = OVERRUN if isinstance(phase, WITH_FLOOR) else timedelta(0)
    # The closing must still have room before the last minute of all.
    over = min(session.ends_at + late, session.hard_end - CLOSING_LEAST)
    yield Due(over, lambda at: to_closing(session, facts, at))


def _silence(session: Session, phase: Talking, facts: Facts) -> Iterator[Due]:
    if session.medium == "spoken" or isinstance(phase, CalmStart | Grounding | Closing):
        return
    for side in awaited(phase):
        if facts.pace.of(side) != 1:
            # Attack test 27: the partner sees when the line comes; one that came twice as late would tell the pace.
            return
    # README 1: a private mark moves no time that the partner can see, so it breaks no silence.
    quiet_since = max(session.moved_at, facts.active_at)
    over = quiet_since + SILENCE
    if session.quiet == "none":
        yield Due(quiet_since + QUIET_LINE, lambda at: (e.TimeWarned(at, what="quiet"),))
    elif session.quiet == "warned":
        yield Due(quiet_since + QUIET_GRANT, lambda at: (e.TimeExtended(at, what="quiet", until=over),))
    yield Due(over, lambda at: (adjourned(at),))


def awaited(phase: Talking) -> tuple[Side, ...]:
    """Whose act the phase waits for."""
    if isinstance(phase, Reflecting | Validating):
        return (other(phase.floor.holder),)
    if isinstance(phase, WITH_FLOOR):
        return (phase.floor.holder,)
    if isinstance(phase, Answering):
        return phase.remaining[:1] or SIDES
    return SIDES


def _connection(session: Session, facts: Facts) -> Iterator[Due]:
    if session.medium == "spoken" or not facts.absent_since:
        return
    grace = timedelta(seconds=session.template.limits.connection_grace)
    for side, gone_since in facts.absent_since.items():
        if side not in facts.present:
            yield Due(gone_since + grace, lambda at: (e.ConnectionLost(at, until=at + WAITING_ENDS),))
