"""`python -m tests.benchmark.profile_service [connect]`: where the time of the whole service goes, thread by thread,
while everybody talks, or while all sockets open. Shares and not microseconds, as in `profile`.
"""

from __future__ import annotations

import asyncio
import os
import pstats
import signal
import sys
import tempfile
from pathlib import Path

import uvloop

from app.database import migrate
from app.database.address import address_of
from tests.benchmark.client import closed_loop, connect
from tests.benchmark.contenders.profiled import FOLDER
from tests.benchmark.measuring import IN_FLIGHT, WARM_UP
from tests.benchmark.seeding import seed
from tests.benchmark.servers import Running, fresh, served

SESSIONS = 100
SECONDS = 3.0
SHOWN = 45


async def _drive(running: Running, folder: Path, *, connecting: bool) -> None:
    pid = running.groups["service"][0]
    seeded = [(one.session_id, one.tickets) for one in running.seeded]
    if connecting:
        os.kill(pid, signal.SIGUSR1)
    talks = await connect(running.addresses, running.dialect, seeded, together=True)
    if not connecting:
        await closed_loop(talks, in_flight=IN_FLIGHT, seconds=WARM_UP)
        os.kill(pid, signal.SIGUSR1)
        tally = await closed_loop(talks, in_flight=IN_FLIGHT, seconds=SECONDS)
        print("delays", len(tally.delays))
    os.kill(pid, signal.SIGUSR2)
    while not (folder / "done").exists():
        await asyncio.sleep(0.05)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rejoin-profile-") as name:
        folder = Path(name)
        settings = fresh(folder)
        migrate.upgrade(address_of(settings))
        seeded = seed(settings, SESSIONS)
        profiles = folder / "profiles"
        profiles.mkdir()
        environment = {FOLDER: str(profiles)}
        with served(settings, seeded, module="tests.benchmark.contenders.profiled", environment=environment) as running:
            uvloop.run(_drive(running, profiles, connecting=sys.argv[1:] == ["connect"]))
        for file in sorted(profiles.iterdir()):
            if file.name != "done":
                print(file.name)
                pstats.Stats(str(file)).sort_stats("tottime").print_stats(SHOWN)
                pstats.Stats(str(file)).sort_stats("cumtime").print_stats("app|uvicorn", 110)


if __name__ == "__main__":
    main()
