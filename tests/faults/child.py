"""`rejoin serve` as child processes that can be killed and started again on the same data and port."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.ports import free_port

if TYPE_CHECKING:
    from types import TracebackType

ROOT = Path(__file__).parents[2]


class Zygote:
    """The process that all lives are forked from; one is enough for any number of services of one version."""

    def __init__(self, tree: Path = ROOT) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=tree,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tree)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def live(self, told: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=10)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class SetClock:
    """The time of all services that were told of this file: the machine's, and so many seconds more or less."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set(0)

    def set(self, seconds: float) -> None:
        self.seconds = seconds
        if not self.file.exists():
            self.file.write_bytes(bytes(8))
        # In place: the services have mapped the file.
        with self.file.open("r+b") as opened:
            opened.write(struct.pack("d", seconds))


class Child:
    """One service over its data folder. What it prints is kept in one file over all its lives."""

    def __init__(self, folder: Path, zygote: Zygote, *, clock: SetClock | None = None, **settings: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.log = folder / "service.log"
        self.lives = 0
        self._zygote = zygote
        self._clock = clock
        self._settings = {f"REJOIN_{name.upper()}": value for name, value in settings.items()}
        self._life = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    def start(self, *, failpoint: str = "", nth: int = 1, largest_file: int = 0, order: str = "") -> None:
        """Begin a new life; the last one must be over. It may be planted to die at a place, to have a full disk, or to
        write down the order of what it does with its files.
        """
        told = {"log": str(self.log), "folder": str(self.folder), "environment": self._environment}
        clock = str(self._clock.file) if self._clock else ""
        planted = {"clock": clock, "failpoint": failpoint, "nth": nth, "largest_file": largest_file, "order": order}
        self._life = self._zygote.live({**told, **planted})
        self.lives += 1

    @property
    def _environment(self) -> dict[str, str]:
        return {
            "REJOIN_PORT": str(self.port),
            "REJOIN_RATE_LIMITS": "off",
            "REJOIN_ARGON2": "cheapest",
            "REJOIN_LOG_LEVEL": "debug",
            **self._settings,
        }

    async def invites_a_therapist(self) -> str:
        """Return the code that `rejoin invite-therapist` prints beside the running service."""
        return (await self.does("invite-therapist")).splitlines()[0]

    async def does(self, command: str) -> str:
        """Return what a command prints that an operator gives with the settings of this service."""
        printed = self.folder / command
        printed.unlink(missing_ok=True)
        told = {"log": str(printed), "folder": str(self.folder), "environment": self._environment}
        life = self._zygote.live({**told, "command": command})
        async with asyncio.timeout(60):
            while is_alive(life):
                await asyncio.sleep(0.01)
        return printed.read_text()

    async def answering(self) -> None:
        """Wait until it serves."""
        async with asyncio.timeout(40), httpx.AsyncClient() as client:
            while True:
                assert self.alive, self.log.read_text()[-2000:]
                try:
                    if (await client.get(f"{self.url}/health/ready")).status_code == 200:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.02)

    @property
    def pid(self) -> int:
        """The process of this life."""
        return self._life

    @property
    def alive(self) -> bool:
        return self._life > 0 and is_alive(self._life)

    async def dead(self, *, within: float = 30) -> None:
        """Wait until it died by itself."""
        async with asyncio.timeout(within):
            while self.alive:
                await asyncio.sleep(0.005)

    def kill(self) -> None:
        """SIGKILL: nothing is finished, flushed or said. It may have died by itself already."""
        with suppress(ProcessLookupError):
            self._end_life(signal.SIGKILL)

    def stop(self) -> None:
        """End this life as an operator would."""
        if self.alive:
            self._end_life(signal.SIGTERM)

    def _end_life(self, how: signal.Signals) -> None:
        os.kill(self._life, how)
        until = time.monotonic() + 30
        while self.alive:
            assert time.monotonic() < until
            time.sleep(0.002)

    async def __aenter__(self) -> Self:
        self.start()
        await self.answering()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)
