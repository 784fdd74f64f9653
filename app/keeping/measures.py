"""Figures of a window of days: how often it came round, and how often it was kept. Practices 4 and 93.

PURE: the standard library only. There is no streak that breaks, no rank, no figure that tells one of two people from
the other, and no miss that somebody did not report.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.keeping.lifecycle import Occurrence

DAYS: Final = 30
# A window is long enough to forgive a bad day, and short enough to be about now.
LEAST_DAYS, MOST_DAYS = 7, 92
Whose = Literal["you", "both"]


@dataclass(frozen=True, slots=True)
class Window:
    """So many of the last days: `kept` and `partly` of the `came_round` times that both have not excused."""

    whose: Whose
    since: date
    until: date
    came_round: int
    kept: int
    partly: int

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


def window(
    occurrences: Iterable[Occurrence], *, owners: frozenset[str], person: str, until: date, days: int = DAYS
) -> Window | None:
    """Return the figure that this person may see of one agreement; None where it is the other's alone.

    What is both's has one figure for both: kept is what both kept. One's own part beside it would tell the other's.
    """
    if person not in owners:
        return None
    since = until - timedelta(days=min(max(days, LEAST_DAYS), MOST_DAYS) - 1)
    counted = [one for one in occurrences if since <= one.on <= until and one.excuse != "agreed"]
    return Window(
        whose="both" if len(owners) > 1 else "you",
        since=since,
        until=until,
        came_round=len(counted),
        kept=sum(_all(one, {"kept"}) for one in counted),
        partly=sum(_all(one, {"kept", "partly"}) and not _all(one, {"kept"}) for one in counted),
    )


def _all(occurrence: Occurrence, outcomes: set[str]) -> bool:
    reports = occurrence.reports
    return all(owner in reports and reports[owner].outcome in outcomes for owner in occurrence.owners)
