"""A history that cannot have happened: what the fold says when an event does not fit the phase that it meets."""

from __future__ import annotations

from typing import TypeVar

from app.sessions.protocol.state import TALKING, Session, Talking

P = TypeVar("P")


class CorruptHistory(Exception):  # noqa: N818 - it is a fact about the log
    """The log holds an event that cannot follow what came before it."""


def phase_as(session: Session, kind: type[P]) -> P:
    if not isinstance(session.phase, kind):
        raise CorruptHistory(type(session.phase).__name__)
    return session.phase


def talking_in(session: Session) -> Talking:
    if not isinstance(session.phase, TALKING):
        raise CorruptHistory(type(session.phase).__name__)
    return session.phase
