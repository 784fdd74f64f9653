"""What an observer's coming, going and suggesting leave behind: no phase, no floor and no time is touched."""

from __future__ import annotations

from app.sessions.protocol import events as e
from app.sessions.protocol.observers import Observer, Suggestion
from app.sessions.protocol.state import Session
from app.values import replace


def observer_joined(session: Session, event: e.ObserverJoined) -> Session:
    return replace(session, observers=(*session.observers, Observer(event.observer, session.seq)))


def observer_left(session: Session, event: e.ObserverLeft) -> Session:
    """Whoever is gone suggests nothing any more."""
    return replace(
        session,
        observers=tuple(one for one in session.observers if one.id != event.observer),
        suggestions=tuple(one for one in session.suggestions if one.by != event.observer),
    )


def step_suggested(session: Session, event: e.StepSuggested) -> Session:
    return replace(session, suggestions=(Suggestion(event.observer, session.seq, event.version),))
