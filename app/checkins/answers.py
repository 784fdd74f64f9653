"""What a person answers in a check-in: five prompts in a fixed order, each of which may be left out.

PURE: the standard library only. It reads no meaning into what was left out.
"""

from __future__ import annotations

import json
from dataclasses import asdict, field
from typing import Any, Final

from app.frozen import dataclass

# rules.md 0, `checkin.weekly`: up to five appreciations from each.
MOST_APPRECIATIONS: Final = 5


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that is hard, and what would help. A draft may still lack the second."""

    about: str = field(repr=False)
    request: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """In the order in which it is asked and shown: first what was good, last what one hopes for."""

    appreciations: tuple[str, ...] = field(default=(), repr=False)
    how_we_are: str | None = field(default=None, repr=False)
    concern: Concern | None = field(default=None, repr=False)
    plan: str | None = field(default=None, repr=False)
    hope: str | None = field(default=None, repr=False)

    @property
    def is_empty(self) -> bool:
        return self == Answer()

    @property
    def lacks_request(self) -> bool:
        """A concern goes to the other with a request, never alone (practice 96)."""
        return self.concern is not None and self.concern.request is None


def packed(answer: Answer) -> bytes:
    return json.dumps(asdict(answer)).encode()


def unpacked(raw: bytes) -> Answer:
    known: dict[str, Any] = json.loads(raw)
    concern = known.pop("concern")
    appreciations = tuple(known.pop("appreciations"))
    return Answer(**known, appreciations=appreciations, concern=None if concern is None else Concern(**concern))
