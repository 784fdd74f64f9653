"""`rejoin serve` that also tells how many tasks it has, and may have small buffers for what it sends.

Put around the product from outside: TASKS_FILE gets the number every second; SEND_BUFFER, if given, is what the system
keeps for each socket, so that one who does not read is felt after kilobytes instead of megabytes; LATE_FILE, if given,
gets what the event loop did whenever it was late (`lateness`).
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app import process
from app.cli import cli
from tests.load.lateness import Lateness

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = 1.0
tidy = process._keep_collections_short  # noqa: SLF001 - from outside, on purpose
take = process.take_port


async def _tidy_and_tell(open_sockets: Callable[[], int]) -> None:
    file = Path(os.environ["TASKS_FILE"])
    telling = asyncio.create_task(_tell(file))
    if "LATE_FILE" in os.environ:
        Lateness(Path(os.environ["LATE_FILE"])).begin(asyncio.get_running_loop())
    try:
        await tidy(open_sockets)
    finally:
        telling.cancel()


async def _tell(file: Path) -> None:
    while True:
        # In a thread: opening a file waits for the disk while the writer flushes, up to a quarter of a second, and what
        # stood still then would be counted as the product's.
        await asyncio.to_thread(file.write_text, str(len(asyncio.all_tasks())))
        await asyncio.sleep(EVERY)


def _take_narrow(host: str, port: int, *, choose: str) -> socket.socket:
    listening = take(host, port, choose=choose)
    # What is accepted here inherits it.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, int(os.environ["SEND_BUFFER"]))
    return listening


def main() -> None:
    process._keep_collections_short = _tidy_and_tell  # noqa: SLF001 - from outside, on purpose
    if "SEND_BUFFER" in os.environ:
        process.take_port = _take_narrow
    sys.argv[1:] = ["serve"]
    cli()


if __name__ == "__main__":
    main()
