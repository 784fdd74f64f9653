"""Lines for somebody who says that they did not manage: fixed texts, for nobody else (practice 122)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.couples.sharing import Line

if TYPE_CHECKING:
    from app.keeping.reading import Shown

KINDNESS: Final = Line(
    "self_kindness", "You said how it was. That is worth something, and one time is one time. Be kind to yourself."
)
NEW_DATE: Final = Line("new_date", "Would you like to choose a day on which you try again? Only you will see it.")


def pointers(shown: Shown) -> tuple[Line, ...]:
    """Return what is said to somebody after their own `missed`."""
    if shown.report != "missed":
        return ()
    return (KINDNESS,) if shown.new_date else (KINDNESS, NEW_DATE)
