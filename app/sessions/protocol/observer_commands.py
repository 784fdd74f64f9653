"""What comes from an observer, or happens to one. None of it speaks for a partner, and none of it has a side.

The door asks for access, the consents of both and the login; these say only what was let through.
"""

from __future__ import annotations

from typing import Final

from app.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Admit:
    """A therapist with both consents comes in. The door sends it, and nobody else."""

    observer: str


@dataclass(frozen=True, slots=True)
class Dismiss:
    """A therapist goes, or may not be here any more. It never says which."""

    observer: str


@dataclass(frozen=True, slots=True)
class SuggestPause:
    """A pause for the two: it begins at once, and is the pause that everybody's is (P-2, P-9)."""

    observer: str


@dataclass(frozen=True, slots=True)
class SuggestNextStep:
    """To go on to the next step, once both partners say yes."""

    observer: str


ObserverCommand = SuggestPause | SuggestNextStep
Observed = Admit | Dismiss | ObserverCommand

# For asking what a command is: a tuple is looked through several times faster than a union, and everybody is asked.
SUGGESTIONS: Final = (SuggestPause, SuggestNextStep)
OBSERVED: Final = (Admit, Dismiss, SuggestPause, SuggestNextStep)

# The names on the wire, in the order in which a view offers them. All that an observer can ever send.
OBSERVER_COMMAND_NAMES: dict[type[ObserverCommand], str] = {
    SuggestPause: "suggest_pause",
    SuggestNextStep: "suggest_next_step",
}
OBSERVER_COMMANDS_BY_NAME: dict[str, type[ObserverCommand]] = {
    name: kind for kind, name in OBSERVER_COMMAND_NAMES.items()
}
