"""Who watches a session beside its two partners, and what was suggested from there. Values only."""

from __future__ import annotations

from app.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Observer:
    """A therapist who came in with both consents. Nothing before the event `since` is theirs to read (I-28)."""

    id: str
    since: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The next step, suggested by an observer at the event `since`; `version` names exactly this suggestion."""

    by: str
    since: int
    version: str
