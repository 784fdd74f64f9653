"""What the coach says of some lines is what it said before; when it is meant to change, write it again and read it."""

from __future__ import annotations

import pytest

from tests.coach.golden import GOLDEN, KINDS, whole


@pytest.mark.parametrize("kind", KINDS)
def test_the_coach_says_what_is_written_down(kind: str) -> None:
    """When this fails on purpose, run `python -m tests.coach.golden` and read the difference."""
    assert whole(kind) == (GOLDEN / f"{kind}.tsv").read_text(encoding="utf-8")
