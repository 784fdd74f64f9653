"""`python -m tests.benchmark.compare TREE [TREE …]`: the same load on the service of several trees, in turns.

On a machine that does other things too, only what was measured in the same minute can be compared. It says the CPU of
the service for each command of each tree, that of the event loop's thread apart from the others', and for each socket
that opens; and ratios to the first tree, formed inside each round.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from app.database import migrate
from app.database.address import address_of
from tests.benchmark.client import Plain, closed_loop, connect
from tests.benchmark.measuring import IN_FLIGHT, WARM_UP
from tests.benchmark.processes import end
from tests.benchmark.seeding import seed
from tests.benchmark.servers import SERVE, environment_of, fresh, until_it_answers
from tests.ports import free_port

SESSIONS = 60
TICKS = os.sysconf("SC_CLK_TCK")
NAMES = ("loop", "threads", "command", "socket")


def _used(pid: int) -> tuple[float, float]:
    """Seconds so far: of the thread that the process began with, which has the loop, and of all others together."""
    whole, loop = (_seconds(Path(f"/proc/{pid}") / place) for place in ("stat", f"task/{pid}/stat"))
    return loop, whole - loop


def _seconds(stat: Path) -> float:
    found = stat.read_text().rsplit(")", 1)[1].split()
    return (int(found[11]) + int(found[12])) / TICKS


def once(tree: Path, *, seconds: float) -> dict[str, float]:
    """Microseconds of one run."""
    with tempfile.TemporaryDirectory(prefix="rejoin-compare-") as folder:
        settings = fresh(Path(folder))
        migrate.upgrade(address_of(settings))
        seeded = seed(settings, SESSIONS)
        port = free_port()
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tree), **environment_of(settings, port)}
        process = subprocess.Popen([sys.executable, *SERVE], env=environment, cwd=tree, stdout=subprocess.DEVNULL)
        try:
            until_it_answers(port, process)
            # What is made ready after the start is no part of a command.
            time.sleep(2.0)
            return uvloop.run(_driven(process.pid, port, [(one.session_id, one.tickets) for one in seeded], seconds))
        finally:
            end(process)


async def _driven(pid: int, port: int, seeded: list[tuple[str, tuple[str, str]]], seconds: float) -> dict[str, float]:
    began = sum(_used(pid))
    talks = await connect([("127.0.0.1", port)], Plain(), seeded, together=True)
    socket = (sum(_used(pid)) - began) / len(seeded) / 2
    await closed_loop(talks, in_flight=IN_FLIGHT, seconds=WARM_UP)
    before = _used(pid)
    tally = await closed_loop(talks, in_flight=IN_FLIGHT, seconds=seconds)
    after = _used(pid)
    loop, threads = ((late - early) / len(tally.delays) for early, late in zip(before, after, strict=True))
    for talk in talks:
        for one in talk.sockets:
            one.close()
    return dict(zip(NAMES, (one * 1e6 for one in (loop, threads, loop + threads, socket)), strict=True))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("trees", nargs="+", type=Path)
    asked.add_argument("--rounds", type=int, default=4)
    asked.add_argument("--seconds", type=float, default=3.0)
    given = asked.parse_args()
    rounds = []
    for number in range(given.rounds):
        # Every second round the other way about, so that nobody always comes first.
        trees = given.trees if number % 2 == 0 else given.trees[::-1]
        rounds.append({tree: once(tree, seconds=given.seconds) for tree in trees})
    first = given.trees[0]
    for tree in given.trees:
        for name in NAMES:
            seen = [one[tree][name] for one in rounds]
            ratios = sorted(one[tree][name] / one[first][name] for one in rounds if one[first][name])
            middle = statistics.median(ratios)
            spread = f"ratio {middle:.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})"
            print(f"{tree.name:20} {name:8} {statistics.median(seen):8.0f} µs   {spread}", flush=True)


if __name__ == "__main__":
    main()
