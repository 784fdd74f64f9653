"""`rejoin serve` as a program of its own, for tests that end it in every way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.settings import Settings

ROOT = Path(__file__).parents[1]


class Service:
    """One running command, with the processes below it."""

    def __init__(self, settings: Settings, **more: str) -> None:
        self.port = free_port()
        self.told = ""
        given = {
            "REJOIN_PORT": str(self.port),
            "REJOIN_DATA_DIR": str(settings.data_dir),
            "REJOIN_RATE_LIMITS": settings.rate_limits,
            "REJOIN_ARGON2": settings.argon2,
            "REJOIN_LOG_LEVEL": "warning",
            **({"REJOIN_DATABASE_URL": settings.database_url} if settings.database_url else {}),
            **({"REJOIN_MASTER_KEY_FILE": str(settings.master_key_file)} if settings.master_key_file else {}),
            **({"REJOIN_VALKEY_URL": settings.valkey_url} if settings.valkey_url else {}),
            **more,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            cwd=settings.data_dir,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def below(self) -> set[int]:
        """The processes that this command has started and that are alive."""
        return children_of(self.process.pid)

    def until_it_answers(self) -> None:
        """Wait for the address, which is told when all processes of the service answer."""
        assert self.process.stdout is not None
        self.told = self.process.stdout.readline()
        assert self.told, self.process.communicate()
        assert self.answers()

    def ask_to_leave(self) -> None:
        self.process.send_signal(signal.SIGTERM)


def children_of(pid: int) -> set[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return set()
    return {int(child) for child in listed.split() if is_alive(int(child))}


def is_alive(pid: int) -> bool:
    """Whether it runs; what has ended and was not fetched does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1][0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def a_service(settings: Settings, **more: str) -> Iterator[Service]:
    """Run it until it answers, and see that nothing of it is left afterwards."""
    service = Service(settings, **more)
    try:
        service.until_it_answers()
        yield service
    finally:
        if service.process.poll() is None:
            service.ask_to_leave()
        service.process.communicate(timeout=40)
