"""A service under load: what it uses, what its own numbers say, and how to end it in the middle and start it again."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.benchmark.processes import ROOT, cpu_seconds, keep_off, open_files, rss_kib
from tests.benchmark.servers import environment_of, until_it_answers
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.settings import Settings

LOOP_LAG = "rejoin_loop_lag_seconds_bucket"
LATE = 'le="0.05"'
ALL = 'le="+Inf"'


@dataclass
class Service:
    """One `rejoin serve` on a fixed port, over data that outlives it."""

    settings: Settings
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    metrics_port: int = field(default_factory=free_port)

    def start(self) -> None:
        environment = {
            "PATH": str(Path(sys.executable).parent),
            "PYTHONPATH": str(ROOT),
            **environment_of(self.settings, self.port),
            "REJOIN_METRICS_PORT": str(self.metrics_port),
            "TASKS_FILE": str(self._tasks_file),
            **self.environment,
        }
        command = [sys.executable, "-m", "tests.load.witness"]
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        keep_off([self.process.pid])
        until_it_answers(self.port, self.process)

    def kill(self) -> None:
        """Without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def leave(self) -> int:
        """Ask it to leave; how it ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    @property
    def rss_mib(self) -> float:
        return rss_kib(self.process.pid) / 1024

    @property
    def cpu(self) -> float:
        return cpu_seconds(self.process.pid)

    @property
    def files(self) -> int:
        return open_files(self.process.pid)

    @property
    def tasks(self) -> int:
        told = self._tasks_file.read_text() if self._tasks_file.exists() else ""
        return int(told or 0)

    @property
    def wal_mib(self) -> float:
        file = Path(f"{self.settings.database_file}-wal")
        return file.stat().st_size / 2**20 if file.exists() else 0.0

    async def numbers(self) -> dict[str, float]:
        """Its metrics, by name and labels as they are written."""
        async with httpx.AsyncClient() as client:
            text = (await client.get(f"http://127.0.0.1:{self.metrics_port}/metrics")).raise_for_status().text
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
        return {name: float(value) for name, value in lines}

    @property
    def _tasks_file(self) -> Path:
        return self.settings.data_dir.parent / f"tasks-{self.port}"


@contextlib.contextmanager
def serving(settings: Settings, **environment: str) -> Iterator[Service]:
    service = Service(settings, environment)
    service.start()
    try:
        yield service
    finally:
        service.leave()


def on_time(before: dict[str, float], after: dict[str, float]) -> float:
    """The share of looks at which the event loop came back within 50 ms: a guard against calls that block it."""

    def counted(numbers: dict[str, float], bound: str) -> float:
        return sum(value for name, value in numbers.items() if name.startswith(LOOP_LAG) and bound in name)

    looked = counted(after, ALL) - counted(before, ALL)
    return 1.0 if not looked else (counted(after, LATE) - counted(before, LATE)) / looked


async def until(condition: object, *, within: float) -> float:
    """Wait for a callable to become true; the seconds it took, or more than `within`."""
    assert callable(condition)
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not (found := condition()) and loop.time() - began < within:
        await asyncio.sleep(0.05)
    return loop.time() - began if found else within + 1
