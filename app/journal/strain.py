"""When somebody carries much for weeks, care is offered, to them alone. PURE. It judges nobody and stores nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.journal.weeks import Week

# practices.md 129 [design]: seven of ten is high; three such weeks are enough. A week may be left out between them,
# because whoever carries much does not answer every time.
HIGH: Final = 7
ENOUGH: Final = 3
WITHIN_WEEKS: Final = 5


@dataclass(frozen=True, slots=True)
class Card:
    """Something offered: a key for translations, and plain words. It asks for nothing back."""

    key: str
    title: str
    text: str


HELP: Final = Card(
    "help",
    "Not alone",
    "You can talk to somebody you trust, or to a doctor, a counsellor or a helpline near you. "
    "You do not have to have a reason.",
)
CARE: Final = (
    Card("care", "Something for you", "You have carried a lot. Pick one small thing that does you good."),
    Card("pace", "A slower pace", "You may do less for a while. You can rest from prompts; nobody is told."),
    HELP,
)


def offers_care(levels: Iterable[tuple[Week, int]], *, now: Week) -> bool:
    """Tell whether the latest three answers of the last five weeks were all high."""
    earliest = now.earlier(WITHIN_WEEKS - 1)
    latest = sorted((week, level) for week, level in levels if earliest <= week <= now)[-ENOUGH:]
    return len(latest) == ENOUGH and all(level >= HIGH for _, level in latest)
