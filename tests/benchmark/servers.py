"""Start what is measured and say which processes to count, each group told apart."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.database import migrate
from app.database.address import address_of
from app.security import master_key
from app.settings import Settings
from tests.benchmark.client import Plain, Roomed, SocketIo
from tests.benchmark.seeding import Seeded, seed
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmark.client import Dialect
    from tests.servers import PostgreSQL, Valkey

ROOT = Path(__file__).parents[2]
PEERS = Path(os.environ.get("REJOIN_BENCHMARK_PEERS", "/tmp/peers"))  # noqa: S108 - a folder to read from
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Running:
    """Something to talk to."""

    addresses: Sequence[tuple[str, int]]
    dialect: Dialect
    seeded: Sequence[Seeded]
    groups: dict[str, list[int]] = field(default_factory=dict)
    settings: Settings | None = None
    # With several processes: each partner at another one, or both of a session at the same.
    split: bool = True

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU of each group so far, ended children included."""
        return {name: sum(_cpu(pid) for root in pids for pid in _family(root)) for name, pids in self.groups.items()}

    def rss_kib(self) -> int:
        return sum(_rss(pid) for pid in self.groups["service"])


def _family(root: int) -> list[int]:
    try:
        children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    except OSError:
        children = []
    return [root, *(int(child) for child in children)]


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(one) for one in fields[11:15]) / TICK


def _rss(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


@contextlib.contextmanager
def program(*command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    path = os.pathsep.join((str(ROOT), str(PEERS)))
    process = subprocess.Popen(
        [sys.executable, *command],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path, **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _fresh(folder: Path, **more: str) -> Settings:
    settings = Settings(
        data_dir=folder / "data",
        argon2="cheapest",
        rate_limits="off",
        log_level="warning",
        connections_per_address=20_000,
        **more,  # type: ignore[arg-type] # checked by pydantic
    )
    settings.data_dir.mkdir(parents=True, mode=0o700, exist_ok=True)
    master_key.load(settings.key_file, may_create=True)
    return settings


def _environment(settings: Settings, port: int) -> dict[str, str]:
    found = {
        "REJOIN_DATA_DIR": str(settings.data_dir),
        "REJOIN_PORT": str(port),
        "REJOIN_RATE_LIMITS": "off",
        "REJOIN_ARGON2": "cheapest",
        "REJOIN_CONNECTIONS_PER_ADDRESS": "20000",
        "REJOIN_LOG_LEVEL": "warning",
        "REJOIN_MASTER_KEY_FILE": str(settings.key_file),
    }
    if settings.database_url:
        found["REJOIN_DATABASE_URL"] = settings.database_url
    if settings.valkey_url:
        found["REJOIN_VALKEY_URL"] = settings.valkey_url
    return found


def _until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    """Whoever accepts a connection answers it: all of them listen only once they have started."""
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as asking:
                asking.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if asking.recv(1):
                    return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("a server did not start")


@contextlib.contextmanager
def fan_out(_folder: Path, sessions: int) -> Iterator[Running]:
    """Bare `websockets`, nothing stored: the floor of the wire."""
    with program("-m", "tests.benchmark.contenders.fan_out") as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        seeded = [Seeded(f"room-{number:032}", ("", "")) for number in range(sessions)]
        silent = Roomed(path="/", replies=False)
        yield Running([("127.0.0.1", port)], silent, seeded, {"service": [process.pid]})


@contextlib.contextmanager
def usual_way(folder: Path, sessions: int) -> Iterator[Running]:
    """FastAPI and an ORM session for each message, on the same tables."""
    settings = _fresh(folder)
    migrate.upgrade(address_of(settings))
    seeded = seed(settings, sessions)
    port = free_port()
    file = str(settings.database_file)
    with program("-m", "tests.benchmark.contenders.usual_way", file, str(port)) as process:
        _until_it_answers(port, process)
        yield Running([("127.0.0.1", port)], Roomed(), seeded, {"service": [process.pid]})


@contextlib.contextmanager
def peer_socketio(folder: Path, sessions: int) -> Iterator[Running]:
    """python-socketio with a group-committing store, if it lies in the peers' folder."""
    port = free_port()
    file = str(folder / "peer.sqlite3")
    with program("-m", "tests.benchmark.contenders.python_socketio", file, str(port)) as process:
        _until_it_answers(port, process)
        seeded = [Seeded(f"room-{number:032}", ("", "")) for number in range(sessions)]
        dialect = SocketIo(path="/socket.io/?EIO=4&transport=websocket")
        yield Running([("127.0.0.1", port)], dialect, seeded, {"service": [process.pid]})


def has_socketio() -> bool:
    return (PEERS / "socketio").is_dir() or importlib.util.find_spec("socketio") is not None


@contextlib.contextmanager
def ours_on_sqlite(folder: Path, sessions: int) -> Iterator[Running]:
    settings = _fresh(folder)
    migrate.upgrade(address_of(settings))
    with _served(settings, seed(settings, sessions), processes=1) as running:
        yield running


@contextlib.contextmanager
def ours_on_postgresql(
    folder: Path, sessions: int, *, postgresql: PostgreSQL, valkey: Valkey, processes: int, split: bool = True
) -> Iterator[Running]:
    """PostgreSQL and Valkey. With two processes a session is served by both, or else each by one of them."""
    name = f"benchmark_{time.time_ns()}"
    postgresql.create(name)
    settings = _fresh(folder, database_url=postgresql.url(name), valkey_url=valkey.url)
    try:
        migrate.upgrade(address_of(settings))
        with _served(settings, seed(settings, sessions), processes=processes, split=split) as running:
            running.groups["postgresql"] = [postgresql.process.pid]
            running.groups["valkey"] = [valkey.process.pid]
            yield running
    finally:
        postgresql.drop(name)


@contextlib.contextmanager
def _served(settings: Settings, seeded: Sequence[Seeded], *, processes: int, split: bool = True) -> Iterator[Running]:
    with contextlib.ExitStack() as stack:
        ports = [free_port() for _ in range(processes)]
        pids = []
        for port in ports:
            process = stack.enter_context(program("-m", "app.cli", "serve", **_environment(settings, port)))
            _until_it_answers(port, process)
            pids.append(process.pid)
        addresses = [("127.0.0.1", port) for port in ports]
        yield Running(addresses, Plain(), seeded, {"service": pids}, settings, split)
