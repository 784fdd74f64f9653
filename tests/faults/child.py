"""`rejoin serve` as a child process that can be killed and started again on the same data and port."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import httpx

if TYPE_CHECKING:
    from types import TracebackType

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Child:
    """One service over its data folder. What it prints is kept in one file over all its lives."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "service.log"
        self.lives = 0
        self._settings = {f"REJOIN_{name.upper()}": value for name, value in settings.items()}
        self._zygote: subprocess.Popen[str] | None = None
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

    def start(self) -> None:
        """Begin a new life; the last one must be over."""
        zygote = self._zygote = self._zygote or self._prepared()
        assert zygote.stdin is not None
        assert zygote.stdout is not None
        zygote.stdin.write("live\n")
        zygote.stdin.flush()
        self._life = int(zygote.stdout.readline())
        self.lives += 1

    def _prepared(self) -> subprocess.Popen[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "REJOIN_PORT": str(self.port),
            "REJOIN_RATE_LIMITS": "off",
            "REJOIN_ARGON2": "cheapest",
            "REJOIN_LOG_LEVEL": "debug",
            **self._settings,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote", str(self.log)],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

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
    def alive(self) -> bool:
        try:
            os.kill(self._life, 0)
        except ProcessLookupError:
            return False
        return self._life > 0

    def kill(self) -> None:
        """SIGKILL: nothing is finished, flushed or said."""
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

    def close(self) -> None:
        self.stop()
        if self._zygote is not None:
            assert self._zygote.stdin is not None
            assert self._zygote.stdout is not None
            self._zygote.stdin.close()
            self._zygote.wait(timeout=10)
            self._zygote.stdout.close()

    async def __aenter__(self) -> Self:
        self.start()
        await self.answering()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
