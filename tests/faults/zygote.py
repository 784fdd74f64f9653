"""Imports the service once and forks a new life of `rejoin serve` for each line on its standard input.

A start costs an import of a second; twenty-five of them would be all that a test about kills does. Each life is a
process of its own, runs the real command, and is killed with a real SIGKILL.
"""

from __future__ import annotations

import os
import signal
import sys

import uvicorn.protocols.websockets.websockets_sansio_impl
import uvloop

import app.main
import app.production
import app.serving
from app.cli import cli

__all__ = ["app", "uvicorn", "uvloop"]


def main() -> None:
    # Whoever died is forgotten at once; nobody waits for it here.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for _ in sys.stdin:
        life = os.fork()
        if life == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(log, 1)
            os.dup2(log, 2)
            cli(["serve"])
            os._exit(0)
        sys.stdout.write(f"{life}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
