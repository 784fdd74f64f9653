"""Processes that are measured: started, kept to their own cores, and asked what they used. The generator has a core of
its own, so that neither takes the other's time.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
PEERS = Path(os.environ.get("REJOIN_BENCHMARK_PEERS", "/tmp/peers"))  # noqa: S108 - a folder to read from
NANO = 1e9


def cores() -> tuple[frozenset[int], frozenset[int]]:
    """Cores of what is measured, and of the generator: the last one, if there are two."""
    every = sorted(os.sched_getaffinity(0) if not _PINNED else _PINNED[0] | _PINNED[1])
    return (frozenset(every[:-1]), frozenset(every[-1:])) if len(every) > 1 else (frozenset(every), frozenset(every))


_PINNED: list[frozenset[int]] = []


def pin() -> None:
    """Keep this process, the generator, to its core; what is started from now on is kept to the others."""
    serving, generating = cores()
    _PINNED[:] = [serving, generating]
    os.sched_setaffinity(0, generating)


def keep_off(pids: Iterable[int]) -> None:
    """Put running processes and their threads on the serving cores; a no-op where nothing was pinned."""
    if not _PINNED:
        return
    for root in pids:
        for pid in family(root):
            for thread in _threads(pid):
                with contextlib.suppress(ProcessLookupError):
                    os.sched_setaffinity(int(thread.name), _PINNED[0])


def raise_limit_of_files() -> int:
    """As many open files as the system lets us have: two sockets a session, here and in the server."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


@contextlib.contextmanager
def program(*command: str, interpreter: str = sys.executable, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    path = os.pathsep.join((str(ROOT), str(PEERS)))
    process = subprocess.Popen(
        [interpreter, *command],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path, **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    keep_off([process.pid])
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to leave; end it if it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def family(root: int) -> list[int]:
    try:
        children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    except OSError:
        children = []
    return [root, *(int(child) for child in children)]


def cpu_seconds(pid: int) -> float:
    """What the scheduler gave to all threads of a process, to the nanosecond: clock ticks are too coarse."""
    total = 0
    for thread in _threads(pid):
        with contextlib.suppress(OSError):
            total += int((thread / "schedstat").read_text().split()[0])
    return total / NANO


def rss_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def open_files(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def _threads(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []
