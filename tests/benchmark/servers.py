"""Start what is measured and say which processes to count, each group told apart."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.database import migrate
from app.database.address import address_of
from app.security import master_key
from app.settings import Settings
from tests.benchmark.client import Plain, Roomed, SocketIo
from tests.benchmark.processes import PEERS, ROOT, cpu_seconds, family, keep_off, program, rss_kib
from tests.benchmark.seeding import Seeded, seed
from tests.ports import free_port

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping, Sequence

    from tests.benchmark.client import Dialect
    from tests.benchmark.origin import Origin
    from tests.servers import PostgreSQL, Valkey

WATCHED = "tests.benchmark.contenders.watched"
SERVE = ["-m", "app.cli", "serve"]
SOCKET_IO = SocketIo(path="/socket.io/?EIO=4&transport=websocket")


@dataclass(frozen=True, slots=True)
class Running:
    """Something to talk to. `store`: where it keeps what it was told, to be looked at in the end."""

    addresses: Sequence[tuple[str, int]]
    dialect: Dialect
    seeded: Sequence[Seeded]
    groups: dict[str, list[int]] = field(default_factory=dict)
    store: str = ""
    # Both partners with one process, and only the sessions spread over several.
    together: bool = False
    pauses: Path | None = None

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU of each group so far."""
        return {
            name: sum(cpu_seconds(pid) for root in pids for pid in family(root)) for name, pids in self.groups.items()
        }

    def rss_kib(self) -> int:
        return sum(rss_kib(pid) for pid in self.groups["service"])

    def forget_pauses(self) -> None:
        if self.pauses:
            os.kill(self.groups["service"][0], signal.SIGUSR1)

    def longest_pause_ms(self) -> float | None:
        return float(self.pauses.read_text()) if self.pauses else None


def fresh(folder: Path, **more: str) -> Settings:
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


def environment_of(settings: Settings, port: int) -> dict[str, str]:
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


def until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
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
        silent = Roomed(path="/", replies=False)
        yield Running([("127.0.0.1", port)], silent, rooms(sessions), {"service": [process.pid]})


@contextlib.contextmanager
def usual_way(folder: Path, sessions: int) -> Iterator[Running]:
    """FastAPI and an ORM session for each message, on the same tables."""
    settings = fresh(folder)
    migrate.upgrade(address_of(settings))
    with _usual(f"sqlite:///{settings.database_file}", seed(settings, sessions)) as running:
        yield running


@contextlib.contextmanager
def usual_way_on_postgresql(folder: Path, sessions: int, *, postgresql: PostgreSQL) -> Iterator[Running]:
    with database_for(postgresql) as url:
        settings = fresh(folder, database_url=url)
        migrate.upgrade(address_of(settings))
        with _usual(url.replace("postgresql:", "postgresql+psycopg:"), seed(settings, sessions)) as running:
            keep_off([postgresql.process.pid])
            running.groups["postgresql"] = [postgresql.process.pid]
            yield running


@contextlib.contextmanager
def _usual(url: str, seeded: Sequence[Seeded]) -> Iterator[Running]:
    port = free_port()
    with program("-m", "tests.benchmark.contenders.usual_way", url, str(port)) as process:
        until_it_answers(port, process)
        yield Running([("127.0.0.1", port)], Roomed(), seeded, {"service": [process.pid]}, url)


@contextlib.contextmanager
def peer_socketio(folder: Path, sessions: int) -> Iterator[Running]:
    """python-socketio with a group-committing store, if it lies in the peers' folder."""
    port = free_port()
    file = str(folder / "peer.sqlite3")
    with program("-m", "tests.benchmark.contenders.python_socketio", file, str(port)) as process:
        until_it_answers(port, process)
        yield Running(
            [("127.0.0.1", port)], SOCKET_IO, rooms(sessions), {"service": [process.pid]}, f"sqlite:///{file}"
        )


@contextlib.contextmanager
def peer_on_node(folder: Path, sessions: int, *, mode: str, modules: Path) -> Iterator[Running]:
    """`ws` or Socket.IO on Node with better-sqlite3, doing the same job."""
    file = str(folder / "peer.sqlite3")
    program_file = str(ROOT / "tests" / "benchmark" / "contenders" / "node" / "peer.js")
    node = shutil.which("node") or "node"
    with program(program_file, mode, file, str(modules), interpreter=node) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        dialect = Roomed() if mode == "ws" else SOCKET_IO
        yield Running([("127.0.0.1", port)], dialect, rooms(sessions), {"service": [process.pid]}, f"sqlite:///{file}")


def rooms(count: int) -> list[Seeded]:
    """For peers that know rooms and nobody in them."""
    return [Seeded(f"room-{number:032}", ("", "")) for number in range(count)]


def has_socketio() -> bool:
    return (PEERS / "socketio").is_dir() or importlib.util.find_spec("socketio") is not None


@contextlib.contextmanager
def ours_on_sqlite(folder: Path, sessions: int) -> Iterator[Running]:
    settings = fresh(folder)
    migrate.upgrade(address_of(settings))
    with served(settings, seed(settings, sessions)) as running:
        yield running


@contextlib.contextmanager
def ours_on_copy(folder: Path, sessions: int, *, origin: Origin, collector: str) -> Iterator[Running]:
    """On a copy of what was seeded once; `collector` "ours" or "default", whose pauses are watched."""
    shutil.copytree(origin.folder, folder, dirs_exist_ok=True)
    with served(fresh(folder), origin.seeded[:sessions], collector=collector) as running:
        yield running


@contextlib.contextmanager
def ours_on_postgresql(
    folder: Path, sessions: int, *, postgresql: PostgreSQL, valkey: Valkey, processes: int, together: bool = False
) -> Iterator[Running]:
    """PostgreSQL and Valkey. With two processes the partners are split, unless they are to be `together`."""
    with database_for(postgresql) as url:
        settings = fresh(folder, database_url=url, valkey_url=valkey.url)
        migrate.upgrade(address_of(settings))
        seeded = seed(settings, sessions)
        with served(settings, seeded, processes=processes, together=together) as running:
            keep_off([postgresql.process.pid, valkey.process.pid])
            running.groups["postgresql"] = [postgresql.process.pid]
            running.groups["valkey"] = [valkey.process.pid]
            yield running


@contextlib.contextmanager
def database_for(postgresql: PostgreSQL) -> Iterator[str]:
    name = f"benchmark_{time.time_ns()}"
    postgresql.create(name)
    try:
        yield postgresql.url(name)
    finally:
        postgresql.drop(name)


@contextlib.contextmanager
def served(
    settings: Settings,
    seeded: Sequence[Seeded],
    *,
    processes: int = 1,
    together: bool = False,
    collector: str = "",
    module: str = "",
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Running]:
    """`rejoin serve`, or `module` in its place, so many times, each with a port of its own."""
    pauses = settings.data_dir.parent / "longest-pause" if collector else None
    command = ["-m", WATCHED, str(pauses), collector] if collector else ["-m", module] if module else SERVE
    with contextlib.ExitStack() as stack:
        ports = [free_port() for _ in range(processes)]
        pids = []
        for port in ports:
            process = stack.enter_context(program(*command, **environment_of(settings, port), **environment))
            until_it_answers(port, process)
            pids.append(process.pid)
        addresses = [("127.0.0.1", port) for port in ports]
        groups = {"service": pids}
        yield Running(addresses, Plain(), seeded, groups, url_of(settings), together, pauses)


def url_of(settings: Settings) -> str:
    """For whoever looks at what was stored."""
    url = settings.database_url or f"sqlite:///{settings.database_file}"
    return url.replace("postgresql:", "postgresql+psycopg:")
