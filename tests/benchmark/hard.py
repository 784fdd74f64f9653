"""`python -m tests.benchmark.hard`: every flush 2 ms slower, three of ten rings lost, and nothing may be wrong.

The flushes are slowed by a shim before the C library (`contenders/slow_flush.c`), in the service on SQLite and in
PostgreSQL, and one flush is timed through the same shim; rings are lost by `contenders/lossy.py`.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.database import migrate
from app.database.address import address_of
from tests.benchmark.figures import IN_TIME
from tests.benchmark.measuring import measure
from tests.benchmark.processes import keep_off, pin
from tests.benchmark.seeding import seed
from tests.benchmark.servers import database_for, fresh, served
from tests.servers import running_postgresql, running_valkey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmark.servers import Running
    from tests.servers import PostgreSQL, Valkey

SOURCE = Path(__file__).parent / "contenders" / "slow_flush.c"
LOSSY = "tests.benchmark.contenders.lossy"
SLOWER_US = 2000
LOST_SHARE = 0.3
# 1,000 a second where that is kept up with; otherwise what is.
RATES = (100.0, 300.0, 1000.0)
# A lost ring is made good by the next look at the database, seconds later: sessions must not be due again before.
SESSIONS, RATE, SECONDS = 500, 50.0, 12.0
TIME_FLUSHES = """
import os, sys, time
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
for _ in range(200):
    os.pwrite(file, b"x" * 4096, 0)
    began = time.perf_counter()
    os.fdatasync(file)
    print((time.perf_counter() - began) * 1000)
"""


def run(rounds: int = 2) -> Iterator[dict[str, Any]]:
    """One kind of trouble after the other."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        yield {"not_measured": "slow flushes need a C compiler for their shim, and there is none"}
        return
    with tempfile.TemporaryDirectory(prefix="rejoin-benchmark-") as folder:
        # PostgreSQL runs as somebody else and must be able to read the shim.
        Path(folder).chmod(0o755)
        shim = Path(folder) / "slow_flush.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", shim, SOURCE, "-ldl"], check=True)
        slowly = {"LD_PRELOAD": str(shim), "SLOW_FLUSH_US": str(SLOWER_US)}
        yield {"slow_disk": [_slow_disk(slowly) for _ in range(rounds)]}
        yield {"lost_rings": [_lost_rings(slowly)]}


def _slow_disk(slowly: dict[str, str]) -> dict[str, Any]:
    """At the highest rate that is kept up with, which is the last before the one that is not."""
    flush = _one_flush(slowly)
    found = measure(partial(_slow_sqlite, slowly=slowly), sessions=1000, seconds=3.0, rates=RATES).as_json()
    kept_up = [rate for rate in RATES if (found["points"].get(f"open {rate:.0f}/s") or {}).get("in_time", 0) >= IN_TIME]
    return _told(found, max(kept_up, default=RATES[0]), flush)


def _lost_rings(slowly: dict[str, str]) -> dict[str, Any]:
    flush = _one_flush(slowly)
    with _slow_servers(slowly) as (postgresql, valkey), tempfile.TemporaryDirectory() as folder:
        lost = Path(folder) / "lost"
        make = partial(_two_lossy, postgresql=postgresql, valkey=valkey, lost=lost)
        found = measure(make, sessions=SESSIONS, seconds=SECONDS, rates=(RATE,)).as_json()
        count = int(lost.read_text()) if lost.exists() else 0
    if not count:
        found["faults"].append("no ring was lost, so nothing was shown")
    return {**_told(found, RATE, flush), "rings_lost_by_one": count}


def _told(found: dict[str, Any], rate: float, flush: float) -> dict[str, Any]:
    point = found["points"][f"open {rate:.0f}/s"]
    told = {name: point[name] for name in ("p50_ms", "p95_ms", "p99_ms", "commands", "cpu_us", "in_time")}
    flushes = round(point["p50_ms"] / flush, 2)
    print(f"hard: {rate:.0f}/s {told} one flush {flush:.2f} ms, faults {found['faults']}", file=sys.stderr, flush=True)
    return {**told, "rate": rate, "flush_ms": round(flush, 3), "flushes": flushes, "faults": found["faults"]}


def _one_flush(slowly: dict[str, str]) -> float:
    """How long one flush takes now, in milliseconds, on the disk where the measurement writes."""
    with tempfile.TemporaryDirectory(prefix="rejoin-benchmark-") as folder:
        command = [sys.executable, "-c", TIME_FLUSHES, str(Path(folder) / "file")]
        printed = subprocess.check_output(command, env={"PATH": os.environ["PATH"], **slowly}, text=True)
    return statistics.median(float(line) for line in printed.split())


@contextlib.contextmanager
def _slow_sqlite(folder: Path, sessions: int, *, slowly: dict[str, str]) -> Iterator[Running]:
    settings = fresh(folder)
    migrate.upgrade(address_of(settings))
    with served(settings, seed(settings, sessions), environment=slowly) as running:
        yield running


@contextlib.contextmanager
def _slow_servers(slowly: dict[str, str]) -> Iterator[tuple[PostgreSQL, Valkey]]:
    with running_postgresql() as postgresql, running_valkey() as valkey:
        postgresql.stop()
        postgresql.environment.update(slowly)
        postgresql.start(fsync="on", full_page_writes="on", wal_sync_method="fdatasync")
        keep_off([postgresql.process.pid, valkey.process.pid])
        yield postgresql, valkey


@contextlib.contextmanager
def _two_lossy(folder: Path, sessions: int, *, postgresql: PostgreSQL, valkey: Valkey, lost: Path) -> Iterator[Running]:
    with database_for(postgresql) as url:
        settings = fresh(folder, database_url=url, valkey_url=valkey.url)
        migrate.upgrade(address_of(settings))
        seeded, deaf = seed(settings, sessions), {"LOST_SHARE": str(LOST_SHARE), "LOST_FILE": str(lost)}
        with served(settings, seeded, processes=2, module=LOSSY, environment=deaf) as running:
            keep_off([postgresql.process.pid, valkey.process.pid])
            yield running


def main() -> None:
    pin()
    results = {name: found for one in run() for name, found in one.items()}
    print(json.dumps(results, indent=1))
    faults = [fault for ones in results.values() if isinstance(ones, list) for one in ones for fault in one["faults"]]
    if faults:
        sys.exit(f"wrong: {faults}")


if __name__ == "__main__":
    main()
