"""When somebody felt less safe than before: then help is pointed to, for them alone. PURE. It keeps nothing (134)."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# [design] Low is low, whatever it was before; a fall is three points below the middle of the last talks.
LOW: Final = 4
FALL: Final = 3
BEFORE: Final = 5


def points_to_help(safe: Sequence[int]) -> bool:
    """Tell, from the ratings of one's own talks in their order, whether the latest is low or much lower than before."""
    if not safe:
        return False
    earlier = safe[-BEFORE - 1 : -1]
    return safe[-1] <= LOW or (bool(earlier) and median(earlier) - safe[-1] >= FALL)
