"""The program of one process among several: `python -m app.worker <number of the listening socket>`.

It is started by `app.workers` only, gets its settings through standard input, and leaves when that ends.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading

from app import process
from app.observability import logging
from app.settings import Settings
from app.workers import READY


def main() -> None:
    listening = socket.socket(fileno=int(sys.argv[1]))
    settings = Settings(**json.loads(sys.stdin.readline()))
    logging.configure(level=settings.log_level)
    threading.Thread(target=_leave_with_parent, name="parent", daemon=True).start()
    process.run(settings, listening, started=_tell)


def _tell() -> None:
    os.write(sys.stdout.fileno(), READY)


def _leave_with_parent() -> None:
    """Nobody would start this process again, or end it: so it ends as if it had been asked."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
