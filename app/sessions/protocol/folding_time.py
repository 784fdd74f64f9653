"""What pauses, lost connections, warnings and more time leave behind. Time that stood still is given back."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.sessions.protocol import events as e
from app.sessions.protocol.history import phase_as, talking_in
from app.sessions.protocol.state import (
    NEVER,
    CalmStart,
    Closing,
    Gap,
    Grounding,
    Paused,
    Phase,
    Reflecting,
    Session,
    Speaking,
    Talking,
    TurnTime,
    Waiting,
)
from app.values import replace

_NEXT_TIME: dict[TurnTime, TurnTime] = {"running": "warned", "extended": "warned_again", "warned_again": "over"}


_UNHEARD = (e.TimeWarned, e.ObserverJoined, e.ObserverLeft, e.StepSuggested)


def brought_by_time(phase: Phase, event: e.Event) -> bool:
    """L-14: a silence is broken by any event but a warning, more time that nobody asked for, or what observers do."""
    if isinstance(event, e.TimeExtended):
        return event.what == "quiet" or (event.what == "turn" and _is_free(phase, event))
    return isinstance(event, _UNHEARD)


def _is_free(phase: Phase, event: e.TimeExtended) -> bool:
    """L-9: the one extension that comes by itself, when a turn's time was over."""
    return isinstance(phase, Speaking) and phase.time == "warned" and event.at >= phase.until


def paused(session: Session, event: e.Paused) -> Session:
    phase = session.phase
    paused = Paused(
        since=session.seq,
        # Time stood still already while the connection was lost.
        since_at=phase.since_at if isinstance(phase, Waiting) else event.at,
        not_before=event.not_before,
        return_at=event.return_at,
        latest=event.latest,
        interrupted=phase.interrupted if isinstance(phase, Waiting) else talking_in(session),
    )
    # What was suggested before is not what helps after it.
    return replace(session, phase=paused, suggestions=())


def pause_extended(session: Session, event: e.PauseExtended) -> Session:
    phase = phase_as(session, Paused)
    # I-10: the marks of the first part of the pause do not count for the next.
    extended = replace(
        phase,
        since=session.seq,
        not_before=event.not_before,
        return_at=event.return_at,
        extensions=phase.extensions + 1,
        offers=(),
    )
    return session.now_in(extended)


def moved_on(session: Session, phase: Talking, ends_at: datetime) -> Session:
    """Time stood still: the session's end and the phase's deadline move by what was lost."""
    lost = ends_at - session.ends_at
    return replace(session, ends_at=ends_at, phase=shifted(phase, lost))


def shifted(phase: Talking, lost: timedelta) -> Talking:
    if isinstance(phase, Reflecting):
        return replace(phase, not_before=phase.not_before + lost)
    if isinstance(phase, CalmStart | Speaking | Gap | Grounding | Closing) and phase.until != NEVER:
        return replace(phase, until=phase.until + lost)
    return phase


def warned(session: Session, event: e.TimeWarned) -> Session:
    if event.what == "quiet":
        return replace(session, quiet="warned")
    if event.what == "session":
        return replace(session, warnings=session.warnings | {"session"})
    speaking = phase_as(session, Speaking)
    return session.now_in(replace(speaking, time=_NEXT_TIME[speaking.time]))


def extended(session: Session, event: e.TimeExtended) -> Session:
    phase = session.phase
    if event.what == "quiet":
        return replace(session, quiet="granted")
    if event.what == "turn" and isinstance(phase, Speaking):
        time: TurnTime = "extended" if _is_free(phase, event) else "running"
        return session.now_in(replace(phase, until=event.until, time=time))
    if isinstance(phase, CalmStart | Gap | Grounding | Closing):
        return session.now_in(replace(phase, until=event.until))
    return session
