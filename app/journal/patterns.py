"""A person's own words for what comes back, with the days. PURE. It counts and concludes nothing."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

# A few neutral words for whoever wants to begin with some. They are offered, never chosen by us.
SUGGESTED: Final = (
    "I went quiet",
    "I left first",
    "I expected the worst",
    "I gave in",
    "I spoke sharply",
    "I asked for what I need",
    "I stayed",
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One tag: how often in the window, and on which days, the earliest first."""

    tag: str = field(repr=False)
    times: int
    days: tuple[date, ...]


def patterns(marked: Iterable[tuple[date, tuple[str, ...]]]) -> tuple[Pattern, ...]:
    """Return every tag in the order of the alphabet: no tag is more important than another."""
    spelled: dict[str, str] = {}
    days: dict[str, list[date]] = {}
    for day, tags in sorted(marked):
        # One entry counts once; the latest spelling is the author's present one.
        for name, tag in {tag.casefold(): tag for tag in tags}.items():
            spelled[name] = tag
            days.setdefault(name, []).append(day)
    return tuple(Pattern(spelled[tag], len(days[tag]), tuple(sorted(set(days[tag])))) for tag in sorted(days))
