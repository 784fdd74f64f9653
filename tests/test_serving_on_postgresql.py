"""`rejoin serve` on PostgreSQL: several processes may start at once on an empty database, and serve the same people."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from app.database import migrate
from app.database.address import address_of
from app.settings import Settings
from tests.builders import PASSWORD
from tests.conftest import fresh_database
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers import PostgreSQL

ROOT = Path(__file__).parents[1]


@pytest.fixture
def environment(postgresql: PostgreSQL, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty database, and a key made by the command for it."""
    with fresh_database(postgresql, template="template1") as url:
        given = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "REJOIN_DATABASE_URL": url,
            "REJOIN_MASTER_KEY_FILE": str(tmp_path / "keys" / "master-key"),
        }
        assert rejoin("key", given["REJOIN_MASTER_KEY_FILE"], environment=given).returncode == 0
        yield given


def rejoin(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def serving(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start one more process without waiting for it; where it will answer."""
    port = free_port()
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", str(port)],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def until_ready(url: str) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            if httpx.get(f"{url}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    pytest.fail("the service did not start")


def test_processes_that_start_at_once_migrate_once_and_know_the_same_people(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with ExitStack() as processes:
        urls = [processes.enter_context(serving(tmp_path / str(number), environment)) for number in range(3)]
        for url in urls:
            until_ready(url)
        person = {"email": "ada@example.org", "password": PASSWORD, "name": "Ada"}
        token = httpx.post(f"{urls[0]}/v1/accounts", json=person).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        assert [httpx.get(f"{url}/v1/me", headers=headers).status_code for url in urls] == [200, 200, 200]
    assert migrate.is_at_head(address_of(Settings(database_url=environment["REJOIN_DATABASE_URL"])))
    # Nothing of the people lies beside the processes.
    assert list(tmp_path.rglob("*.sqlite3*")) == []


def test_migrate_and_doctor_speak_of_the_server_and_never_of_the_password(
    environment: dict[str, str], tmp_path: Path
) -> None:
    environment["REJOIN_DATABASE_URL"] = environment["REJOIN_DATABASE_URL"].replace("postgres@", "postgres:secret@")
    said = [
        rejoin("doctor", "--data-dir", str(tmp_path / "data"), environment=environment),
        rejoin("migrate", environment=environment),
        rejoin("migrate", environment=environment),
        rejoin("doctor", "--data-dir", str(tmp_path / "data"), environment=environment),
    ]
    assert "not at this version's schema" in said[0].stdout
    assert "now at revision" in said[1].stdout
    assert "up to date" in said[2].stdout
    assert "is at this version's schema" in said[3].stdout
    assert "secret" not in "".join(one.stdout + one.stderr for one in said)


def test_a_server_that_cannot_be_reached_is_told_in_a_sentence(environment: dict[str, str]) -> None:
    environment["REJOIN_DATABASE_URL"] = f"postgresql://ada:secret@127.0.0.1:{free_port()}/rejoin"
    for command in ("serve", "migrate"):
        refused = rejoin(command, environment=environment)
        assert refused.returncode == 2
        assert "cannot be reached" in refused.stderr
        assert "secret" not in refused.stdout + refused.stderr
        assert "Traceback" not in refused.stderr
