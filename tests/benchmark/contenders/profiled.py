"""`rejoin serve` with a profile of each thread that serves, from SIGUSR1 to SIGUSR2; put around it from outside.

`python -m tests.benchmark.contenders.profiled` keeps one file for each thread in the folder that `PROFILES` names.
"""

from __future__ import annotations

import cProfile
import os
import signal
import sys
import threading
from collections import Counter
from concurrent.futures import thread
from pathlib import Path
from typing import Any

from app.cli import cli

FOLDER = "PROFILES"


class Profiles:
    """The main thread begins with the signal, the others with the first work that they are given after it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begun = False
        self._by_thread: dict[str, cProfile.Profile] = {}

    def start(self, *_: object) -> None:
        self._begun = True
        self._of_this_thread()

    def stop(self, *_: object) -> None:
        self._begun = False
        counted: Counter[str] = Counter()
        for name, profile in self._by_thread.items():
            kind = name.split("_")[0]
            profile.dump_stats(self._folder / f"{kind}-{counted[kind]}")
            counted[kind] += 1
        (self._folder / "done").touch()

    def work(self) -> None:
        """Called before each piece of work in a thread of a pool."""
        if self._begun:
            self._of_this_thread()

    def _of_this_thread(self) -> None:
        name = threading.current_thread().name
        if name not in self._by_thread:
            self._by_thread[name] = profile = cProfile.Profile()
            profile.enable()


def main() -> None:
    profiles = Profiles(Path(os.environ.pop(FOLDER)))
    piece: Any = thread._WorkItem  # noqa: SLF001 - from outside, on purpose
    run = piece.run

    def watched(item: Any) -> None:  # Any: what the pool calls a piece of work is its own affair.
        profiles.work()
        run(item)

    piece.run = watched
    signal.signal(signal.SIGUSR1, profiles.start)
    signal.signal(signal.SIGUSR2, profiles.stop)
    sys.argv[1:] = ["serve"]
    cli()


if __name__ == "__main__":
    main()
