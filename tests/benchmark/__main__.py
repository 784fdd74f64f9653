"""`python -m tests.benchmark`: the floor, the usual way, ours and a peer, in shuffled rounds; ratios inside each round.

Takes under five minutes. Prints a table; `--results FILE` also writes the figures, `--picture FILE` a picture of them.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmark import inside, servers
from tests.benchmark.drawing import picture
from tests.benchmark.measuring import measure
from tests.benchmark.reporting import summary, table
from tests.servers import running_postgresql, running_valkey

if TYPE_CHECKING:
    from collections.abc import Callable

RATES = (100.0, 1000.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each operating point")
    parser.add_argument("--sizes", default="100,1000,9000", help="open sessions at which ours is measured once")
    parser.add_argument("--only", default="", help="names, separated by commas")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    begun = time.monotonic()
    results = run(options)
    results["took_s"] = round(time.monotonic() - begun)
    results["summary"] = summary(results)
    print(table(results))
    if options.results:
        options.results.write_text(json.dumps(results, indent=1) + "\n")
    if options.picture:
        options.picture.write_text(picture(results))
    if faults := [
        fault
        for one in (*results["rounds"], *results["sizes"].values())
        for name in one
        for fault in _faults(one[name])
    ]:
        sys.exit(f"not verified: {sorted(set(faults))}")


def run(options: argparse.Namespace) -> dict[str, Any]:
    with contextlib.ExitStack() as stack:
        postgresql = stack.enter_context(running_postgresql())
        valkey = stack.enter_context(running_valkey())
        # As in earnest: every commit is flushed.
        postgresql.stop()
        postgresql.start(fsync="on", full_page_writes="on")
        together = partial(servers.ours_on_postgresql, postgresql=postgresql, valkey=valkey)
        seconds, sessions = options.seconds, options.sessions
        measured = partial(measure, sessions=sessions, seconds=seconds)
        jobs: dict[str, Callable[[], Any]] = {
            "fan_out": lambda: measured(servers.fan_out, rates=RATES).as_json(),
            "append": lambda: in_folder(inside.append_floor),
            "domain": lambda: in_folder(inside.domain_loop),
            "usual_way": lambda: measured(servers.usual_way, rates=RATES[:1]).as_json(),
            "sqlite": lambda: measured(servers.ours_on_sqlite, rates=RATES).as_json(),
            "postgresql_1": lambda: measured(partial(together, processes=1), rates=RATES).as_json(),
            "postgresql_2_together": lambda: measured(
                partial(together, processes=2, split=False), rates=RATES
            ).as_json(),
            "postgresql_2": lambda: measured(partial(together, processes=2), rates=RATES).as_json(),
        }
        if servers.has_socketio():
            jobs["python_socketio"] = lambda: measured(servers.peer_socketio, rates=RATES[:1]).as_json()
        else:
            print("python-socketio is not there: `pip install --target /tmp/peers python-socketio`", file=sys.stderr)
        if options.only:
            jobs = {name: job for name, job in jobs.items() if name in options.only.split(",")}
        rounds = [one_round(number, jobs) for number in range(options.rounds)]
        sizes = {} if not options.sizes else at_sizes([int(size) for size in options.sizes.split(",")])
    machine = {"cores": os.cpu_count(), "load_average": os.getloadavg(), "python": sys.version.split()[0]}
    given = {"rounds": options.rounds, "sessions": sessions, "seconds": seconds}
    return {"machine": machine, "options": given, "rounds": rounds, "sizes": sizes}


def one_round(number: int, jobs: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    """Everybody once, in another order each time, so that what the machine does beside it favours nobody."""
    order = list(jobs)
    random.shuffle(order)
    found: dict[str, Any] = {"load_average": os.getloadavg()[0]}
    for name in order:
        found[name] = jobs[name]()
        print(f"round {number + 1} {name}: {_short(found[name])}", file=sys.stderr, flush=True)
    return found


def at_sizes(sizes: list[int]) -> dict[str, Any]:
    """Cost of a command, and memory of a session, by how many are open; each beside the floor with as many."""
    found: dict[str, Any] = {}
    for size in sizes:
        both = {
            name: measure(make, sessions=size, seconds=3.0).as_json()
            for name, make in (("fan_out", servers.fan_out), ("sqlite", servers.ours_on_sqlite))
        }
        found[str(size)] = both
        print(f"{size} sessions: { ({name: _short(one) for name, one in both.items()}) }", file=sys.stderr, flush=True)
    return found


def in_folder(work: Callable[[Path], float]) -> float:
    with tempfile.TemporaryDirectory(prefix="rejoin-benchmark-") as folder:
        return round(work(Path(folder)), 1)


def _short(found: Any) -> Any:
    if not isinstance(found, dict):
        return found
    points = {
        name: f"{one['total_us']} us {one['per_second']}/s p50 {one['p50_ms']} p99 {one['p99_ms']}"
        for name, one in found["points"].items()
    }
    return {**points, "KiB": found["kib_per_session"], **({"faults": found["faults"]} if found["faults"] else {})}


def _faults(found: Any) -> list[str]:
    return found.get("faults", []) if isinstance(found, dict) else []


if __name__ == "__main__":
    main()
