"""`rejoin serve` with a witness: how long collections stopped it. Put around the product from outside; the product is
the same, or has Python's own collector instead of its tuning.

`python -m tests.benchmark.contenders.watched FILE [default]` keeps in FILE the longest pause since SIGUSR1.
"""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app import process
from app.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable


class Pauses:
    """Called by the interpreter at both ends of every collection; whoever reads the file need not ask."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._began = 0.0
        self.forget()

    def forget(self, *_: object) -> None:
        self._longest = 0.0
        self._file.write_text("0")

    def __call__(self, phase: str, _info: object) -> None:
        if phase == "start":
            self._began = time.perf_counter()
            return
        took = time.perf_counter() - self._began
        if took > self._longest:
            self._longest = took
            self._file.write_text(json.dumps(round(took * 1000, 1)))


async def _as_python_does(open_sockets: Callable[[], int]) -> None:
    del open_sockets
    await asyncio.get_running_loop().create_future()


def main() -> None:
    file, *how = sys.argv[1:]
    if how == ["default"]:
        process._keep_collections_short = _as_python_does  # noqa: SLF001 - from outside, on purpose
    pauses = Pauses(Path(file))
    gc.callbacks.append(pauses)
    signal.signal(signal.SIGUSR1, pauses.forget)
    sys.argv[1:] = ["serve"]
    cli()


if __name__ == "__main__":
    main()
