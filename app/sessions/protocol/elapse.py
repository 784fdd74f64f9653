"""What happens because time passed (L-9, L-14, L-15, L-18, P-7, I-36): a session's deadlines, and what each brings.

`due` tells the durable timer when to look again; `Elapse` lets happen what is due. Every state has at least one
deadline, so every session ends by itself.
"""

from __future__ import annotations

from collections.abc import Callable
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


def deadlines(session: Session, facts: Facts) -> list[Due]:
    phase = session.phase
    if isinstance(phase, Lobby):
        return [Due(phase.closes_at, lambda at: (lapsed(at),))]
    if isinstance(phase, Waiting):
        return [Due(phase.until, lambda at: (adjourned(at),))]
    if isinstance(phase, Paused):
        grace = timedelta(seconds=session.template.limits.pause_missed_grace)
        return [Due(phase.return_at + grace, lambda at: missed_return(session, phase, facts, at))]
    if isinstance(phase, Ended):
        return []
    return [
        *_step_deadlines(session, phase, facts),
        *_length(session, phase, facts),
        *_silence(session, phase, facts),
        *_connection(session, facts),
    ]


def _step_deadlines(session: Session, phase: Talking, facts: Facts) -> list[Due]:
    if isinstance(phase, Speaking):
        return [] if phase.until == NEVER else _turn_time(session, phase, facts)
    if isinstance(phase, CalmStart):
        # Calm was not reached in time: another day, and nobody is named.
        return [Due(phase.until, lambda at: (adjourned(at),))]
    if isinstance(phase, Grounding):
        return [Due(phase.until, lambda at: next_step(session, facts, at))]
    if isinstance(phase, Gap):
        return [Due(phase.until, lambda at: park_turn(session, phase, facts, at))]
    if isinstance(phase, Closing):
        return [Due(phase.until, lambda at: (closed(session, at),))]
    return []


def _turn_time(session: Session, phase: Speaking, facts: Facts) -> list[Due]:
    """L-9: a warning, one free extension, a warning, and then the listener may ask. The floor itself stays."""

    def warned(at: datetime) -> tuple[e.Event, ...]:
        return (e.TimeWarned(at, what="turn"),)

    def extended(at: datetime) -> tuple[e.Event, ...]:
        return (e.TimeExtended(at, what="turn", until=turn_until(session, phase.floor.holder, facts, at)),)

    if phase.time in ("running", "extended"):
        return [Due(phase.until - WARN_TURN, warned)]
    if phase.time == "warned":
        return [Due(phase.until, extended)]
    return [Due(phase.until, warned)] if phase.time == "warned_again" else []


def _length(session: Session, phase: Talking, facts: Facts) -> list[Due]:
    if isinstance(phase, Closing):
        return []
    if isinstance(phase, CalmStart):
        return [Due(session.ends_at, lambda at: (adjourned(at),))]
    # A turn that was begun, and its reflection, are finished before the closing opens.
    late = OVERRUN if isinstance(phase, WITH_FLOOR) else timedelta(0)
    # The closing must still have room before the last minute of all.
    over = min(session.ends_at + late, session.hard_end - CLOSING_LEAST)
    closing = Due(over, lambda at: to_closing(session, facts, at))
    if "session" in session.warnings:
        return [closing]
    return [Due(session.ends_at - WARN_SESSION, lambda at: (e.TimeWarned(at, what="session"),)), closing]


def _silence(session: Session, phase: Talking, facts: Facts) -> list[Due]:
    if session.medium == "spoken" or isinstance(phase, (CalmStart, Grounding, Closing)):
        return []
    for side in awaited(phase):
        if facts.pace.of(side) != 1:
            # Attack test 27: the partner sees when the line comes; one that came twice as late would tell the pace.
            return []
    # README 1: a private mark moves no time that the partner can see, so it breaks no silence.
    quiet_since = max(session.moved_at, facts.active_at)
    over = quiet_since + SILENCE
    end = Due(over, lambda at: (adjourned(at),))
    if session.quiet == "none":
        return [Due(quiet_since + QUIET_LINE, lambda at: (e.TimeWarned(at, what="quiet"),)), end]
    if session.quiet == "warned":
        return [Due(quiet_since + QUIET_GRANT, lambda at: (e.TimeExtended(at, what="quiet", until=over),)), end]
    return [end]


def awaited(phase: Talking) -> tuple[Side, ...]:
    """Whose act the phase waits for."""
    if isinstance(phase, (Reflecting, Validating)):
        return (other(phase.floor.holder),)
    if isinstance(phase, WITH_FLOOR):
        return (phase.floor.holder,)
    if isinstance(phase, Answering):
        return phase.remaining[:1] or SIDES
    return SIDES


def _connection(session: Session, facts: Facts) -> list[Due]:
    if session.medium == "spoken" or not facts.absent_since:
        return []
    grace = timedelta(seconds=session.template.limits.connection_grace)
    return [
        Due(gone_since + grace, lambda at: (e.ConnectionLost(at, until=at + WAITING_ENDS),))
        for side, gone_since in facts.absent_since.items()
        if side not in facts.present
    ]
