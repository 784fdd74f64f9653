"""Rounds: everybody once, in another order each time, so that what the machine does beside it favours nobody."""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmark import inside, peers, servers
from tests.benchmark.measuring import measure
from tests.benchmark.processes import keep_off
from tests.servers import running_postgresql, running_valkey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.servers import PostgreSQL, Valkey

    Jobs = dict[str, Callable[[], Any]]

AT_THE_RATE = (1000.0,)
SPLIT_RATE = (500.0,)


@contextlib.contextmanager
def real_servers() -> Iterator[tuple[PostgreSQL, Valkey]]:
    """PostgreSQL that flushes every commit, as in earnest, and Valkey; both on the serving cores."""
    with running_postgresql() as postgresql, running_valkey() as valkey:
        postgresql.stop()
        postgresql.start(fsync="on", full_page_writes="on")
        keep_off([postgresql.process.pid, valkey.process.pid])
        yield postgresql, valkey


def run_rounds(count: int, only: Sequence[str], *, sessions: int, seconds: float) -> Iterator[dict[str, Any]]:
    with real_servers() as (postgresql, valkey):
        jobs = _jobs(postgresql, valkey, sessions=sessions, seconds=seconds)
        if only:
            jobs = {name: job for name, job in jobs.items() if name in only}
        for number in range(count):
            yield _one_round(number, jobs)


def _jobs(postgresql: PostgreSQL, valkey: Valkey, *, sessions: int, seconds: float) -> Jobs:
    def measured(make: Any, rates: Sequence[float] = ()) -> Callable[[], Any]:  # Any: whatever starts a contender
        return lambda: measure(make, sessions=sessions, seconds=seconds, rates=rates).as_json()

    together = partial(servers.ours_on_postgresql, postgresql=postgresql, valkey=valkey)
    usual = partial(servers.usual_way_on_postgresql, postgresql=postgresql)
    jobs: Jobs = {
        "fan_out": measured(servers.fan_out, AT_THE_RATE),
        "append": lambda: _in_folder(inside.append_floor),
        "domain": lambda: _in_folder(inside.domain_loop),
        "usual_way": measured(servers.usual_way),
        "usual_way_postgresql": measured(usual),
        "sqlite": measured(servers.ours_on_sqlite, AT_THE_RATE),
        "postgresql_1": measured(partial(together, processes=1)),
        "postgresql_2_together": measured(partial(together, processes=2, together=True), SPLIT_RATE),
        "postgresql_2": measured(partial(together, processes=2), SPLIT_RATE),
    }
    return jobs | _peers(measured)


def _peers(measured: Callable[[Any], Callable[[], Any]]) -> Jobs:
    jobs: Jobs = {}
    if servers.has_socketio():
        jobs["python_socketio"] = measured(servers.peer_socketio)
    else:
        print("python-socketio: not measured here, `pip install --target /tmp/peers python-socketio`", file=sys.stderr)
    if modules := peers.node_modules():
        for name, mode in peers.MODES.items():
            jobs[name] = measured(partial(servers.peer_on_node, mode=mode, modules=modules))
    return jobs


def _one_round(number: int, jobs: Jobs) -> dict[str, Any]:
    order = list(jobs)
    random.shuffle(order)
    found: dict[str, Any] = {"load_average": round(os.getloadavg()[0], 2)}
    for name in order:
        found[name] = jobs[name]()
        print(f"round {number + 1} {name}: {_short(found[name])}", file=sys.stderr, flush=True)
    return found


def _in_folder(work: Callable[[Path], float]) -> float:
    with tempfile.TemporaryDirectory(prefix="rejoin-benchmark-") as folder:
        return round(work(Path(folder)), 1)


def _short(found: Any) -> Any:  # Any: figures as they were measured
    if not isinstance(found, dict):
        return found
    points = {
        name: f"{one['total_us']} us {one['per_second']}/s p50 {one['p50_ms']} p99 {one['p99_ms']}"
        for name, one in found["points"].items()
    }
    return {**points, "KiB": found["kib_per_session"], **({"faults": found["faults"]} if found["faults"] else {})}
