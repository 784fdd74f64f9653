"""Where tests put their files: in memory, where there is plenty, so that nobody waits for a disk to flush.

It never takes memory that a small machine needs for running the tests.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from typing import Final

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - folders in it are made for us alone, with names that nobody guesses
ENOUGH: Final = 6 * 1024**3


@cache
def shelf_in_memory() -> Path | None:
    """Return a place in memory, or nothing where there is too little of it."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ENOUGH or _available() < ENOUGH:
        return None
    return MEMORY


def _available() -> int:
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) * 1024
    return 0
