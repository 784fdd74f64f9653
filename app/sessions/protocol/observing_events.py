"""What is logged of an observer: came in, went, suggested the next step. Neutral, and the same for everybody.

A pause that an observer suggests is not here: it is the pause that everybody's is (P-2).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from app.frozen import dataclass


@dataclass(frozen=True, slots=True)
class ObserverJoined:
    """A therapist is here, with the consent of both for this session, before its first turn (T-4)."""

    at: datetime
    observer: str


@dataclass(frozen=True, slots=True)
class ObserverLeft:
    """A therapist is not here any more. It is one event for every cause: went, was asked to go, or consent ended."""

    at: datetime
    observer: str


@dataclass(frozen=True, slots=True)
class StepSuggested:
    """A therapist suggests to go on to the next step; nothing moves until both partners said yes."""

    at: datetime
    observer: str
    version: str


Observing = ObserverJoined | ObserverLeft | StepSuggested

# Stored and sent under these names, for ever. Any: the kinds are keys of a larger dictionary of events.
NAMES: Final[dict[Any, str]] = {
    ObserverJoined: "observer_joined",
    ObserverLeft: "observer_left",
    StepSuggested: "step_suggested",
}
