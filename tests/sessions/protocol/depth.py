"""How deep the random and exhaustive tests look: `REJOIN_TEST_DEPTH` multiplies what a pull request looks at.

1 is the pull request, 10 the night; a fraction is for a quick look while developing.
"""

from __future__ import annotations

import os

DEPTH = float(os.environ.get("REJOIN_TEST_DEPTH", "1"))


def times(count: int) -> int:
    """So many in a pull request; more in the night."""
    return max(int(count * DEPTH), 1)
