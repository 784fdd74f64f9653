"""`rejoin doctor`: it looks at everything, says it plainly, and changes nothing."""

from __future__ import annotations

import socket
import sqlite3
from typing import TYPE_CHECKING

import pytest

from app.doctor import Finding, examine
from app.main import make_resources
from app.security.ledger import Ledger
from app.security.master_key import load
from app.settings import Settings
from tests.ports import free_port
from tests.test_production import run
from tests.test_serving import serving

if TYPE_CHECKING:
    from pathlib import Path


def about(found: list[Finding], word: str) -> Finding:
    [one] = [finding for finding in found if word in finding.sentence]
    return one


@pytest.fixture
def ready(settings: Settings) -> Settings:
    """A place where the service ran before."""
    load(settings.key_file, may_create=True)
    return settings.model_copy(update={"port": free_port()})


def test_where_nothing_was_ever_started_nothing_is_made_and_nothing_is_wrong(tmp_path: Path) -> None:
    done = run("doctor", cwd=tmp_path, REJOIN_PORT=str(free_port()))

    assert (done.returncode, done.stderr) == (0, "")
    assert "✗" not in done.stdout
    assert done.stdout.endswith("✓ Nothing keeps Rejoin from starting in development.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_place_where_it_ran_is_well(ready: Settings) -> None:
    found = examine(ready)

    assert [finding for finding in found if finding.mark == "✗"] == []
    database = ("is whole",) if ready.database_kind == "sqlite" else ("an answer from the PostgreSQL database",)
    for word in ("Environment", "Python 3", "data folder", "master key", *database, "schema", "is free"):
        assert about(found, word).mark == "✓", word


def test_a_ledger_of_erasures_is_read_and_one_that_cannot_be_written_is_named(ready: Settings, tmp_path: Path) -> None:
    assert about(examine(ready), "ledger of erasures").mark == "!"

    ledger = Ledger(ready.ledger_file, load(ready.key_file, may_create=False))
    ledger.add(["one"])
    assert about(examine(ready), "it names 1 keys").mark == "✓"

    ready.ledger_file.write_text("something else\n")
    assert about(examine(ready), "ledger of erasures").mark == "✗"

    nowhere = ready.model_copy(update={"erasures_file": tmp_path / "nowhere" / "ledger"})
    assert about(examine(nowhere), "cannot be written").mark == "✗"


@pytest.mark.only_on("sqlite")
def test_a_data_folder_that_cannot_be_made_is_not_promised(ready: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for place in ("file", "file/below"):
        assert about(examine(ready.model_copy(update={"data_dir": tmp_path / place})), "data folder").mark == "✗"


def test_a_key_that_others_can_read_is_named(ready: Settings) -> None:
    ready.key_file.chmod(0o644)

    assert about(examine(ready), "chmod 600").mark == "✗"


async def test_a_key_that_went_missing_is_not_promised_to_be_made(ready: Settings) -> None:
    resources = make_resources(ready)
    await resources.database.write(lambda uow: resources.keyring.create(uow.db, ("account", resources.ids.private())))
    resources.close()

    ready.key_file.unlink()

    assert about(examine(ready), "master key").mark == "✗"


@pytest.mark.only_on("sqlite")
def test_a_damaged_database_is_named(ready: Settings) -> None:
    ready.database_file.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4096)

    assert about(examine(ready), "is damaged").mark == "✗"


def test_a_port_that_somebody_has_is_named(ready: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = ready.model_copy(update={"port": taken.getsockname()[1]})

        assert about(examine(busy), "cannot be used").mark == "✗"


@pytest.mark.only_on("postgresql")
def test_a_server_that_does_not_answer_is_named(ready: Settings) -> None:
    nowhere = ready.model_copy(update={"database_url": "postgresql://ada:secret@127.0.0.1:1/rejoin"})
    found = examine(nowhere)
    assert about(found, "cannot be reached").mark == "✗"
    assert "secret" not in str(found)


def test_a_service_that_runs_is_no_fault(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port):
        done = run("doctor", cwd=tmp_path, REJOIN_PORT=str(port))

    assert done.returncode == 0, done.stdout
    assert "! Rejoin runs on this data already" in done.stdout


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("version", "mark"),
    [((3, 40, 1), "!"), ((3, 44, 6), "✓"), ((3, 44, 5), "!"), ((3, 50, 7), "✓"), ((3, 51, 2), "!"), ((3, 52, 0), "✓")],
)
def test_an_old_sqlite_is_worth_knowing_and_no_fault(
    ready: Settings, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], mark: str
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    monkeypatch.setattr(sqlite3, "sqlite_version", ".".join(map(str, version)))

    assert about(examine(ready), "SQLite 3").mark == mark


@pytest.mark.only_on("sqlite")
def test_what_the_start_would_refuse_is_said_too(ready: Settings) -> None:
    assert about(examine(ready.model_copy(update={"workers": 2})), "REJOIN_WORKERS").mark == "✗"
