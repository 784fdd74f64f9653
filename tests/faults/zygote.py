"""Imports the service once and forks a new life of `rejoin serve` for each line on its standard input.

A start costs an import of a second; twenty-five of them would be all that a test about kills does. Each life is a
process of its own, runs the real command, and is killed with a real SIGKILL. What a line plants in a life (a place to
die at, a clock that tests set, a limit of the disk) is put around the product from here; the product knows none of it.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import signal
import struct
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn.protocols.websockets.websockets_sansio_impl
import uvloop

import app.main
import app.production
import app.serving
import app.sessions.engine.timers
from app.cli import cli
from app.clock import SystemClock
from app.database import postgresql, sqlite
from app.realtime import valkey_bus
from tests.faults import failpoints, watched_files

__all__ = ["app", "postgresql", "sqlite", "uvicorn", "uvloop", "valkey_bus"]

# How often timers look at a clock that jumps without a word.
LOOK_AGAIN = 0.05


def main() -> None:
    # Whoever died is forgotten at once; nobody waits for it here.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        life = os.fork()
        if life == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            live(json.loads(line))
            os._exit(0)
        sys.stdout.write(f"{life}\n")
        sys.stdout.flush()


def live(told: dict[str, Any]) -> None:
    log = os.open(told["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(told["folder"])
    os.environ.update(told["environment"])
    if told.get("clock"):
        set_by(told["clock"])
    if told.get("failpoint"):
        failpoints.plant(told["failpoint"], told["nth"])
    if told.get("order"):
        watched_files.watch(told["order"])
    if told.get("largest_file"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (told["largest_file"], told["largest_file"]))
    try:
        cli([told.get("command", "serve")])
    except SystemExit as end:
        os.write(2, f"left with {end.code}\n".encode())


def set_by(file: str) -> None:
    """The clock is the machine's plus the seconds that lie in this file, one file for all processes."""
    with open(file, "rb") as opened:  # noqa: PTH123 - its number is what is mapped
        offset = mmap.mmap(opened.fileno(), 8, access=mmap.ACCESS_READ)

    def now(_clock: SystemClock) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=struct.unpack("d", offset[:8])[0])

    SystemClock.now = now  # type: ignore[method-assign,assignment]
    app.sessions.engine.timers.LONGEST_SLEEP = LOOK_AGAIN


if __name__ == "__main__":
    main()
