"""The witness of a late loop says where the loop was, and what it had of the machine meanwhile."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from tests.load.lateness import Lateness, told

if TYPE_CHECKING:
    from pathlib import Path


def stand_still(seconds: float) -> None:
    time.sleep(seconds)  # on the loop, which is what must be found


async def test_a_loop_that_stood_still_is_seen_with_the_place_that_held_it(tmp_path: Path) -> None:
    witness = Lateness(tmp_path / "late")
    witness.begin(asyncio.get_running_loop())
    try:
        async with asyncio.timeout(20):
            while "stand_still" not in "".join(told(tmp_path / "late")):
                stand_still(0.2)
                await asyncio.sleep(0.05)
    finally:
        witness.end()
    first, longest, *places = told(tmp_path / "late", most=1)
    assert first.startswith("the loop was ")
    assert "had a core ms" in longest
    assert any("loop: load/test_lateness.py" in place for place in places)


def test_a_loop_that_was_never_late_is_said_to_be_so(tmp_path: Path) -> None:
    assert told(tmp_path / "late")[0].startswith("the loop was 0 times")
