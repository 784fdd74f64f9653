"""`rejoin serve`: from nothing to an answer, one process per database, and a clean end."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from app import process
from app.database import migrate
from app.process import is_time_for_all
from app.security.master_key import load
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]


def environment(port: int) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "REJOIN_PORT": str(port)}


@contextmanager
def serving(folder: Path, port: int, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run `rejoin serve` in its own process until it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"],
        cwd=folder,
        env=environment(port) | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until = time.monotonic() + 30
        while not answers(port):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until
            time.sleep(0.02)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def serve_once(folder: Path, *, port: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run `rejoin serve` where it is expected to refuse."""
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "serve"],
        cwd=folder,
        env=environment(free_port() if port is None else port),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place where nothing was ever started."""
    empty = tmp_path / "empty"
    empty.mkdir()
    return empty


def test_with_nothing_configured_it_migrates_makes_a_key_and_answers(folder: Path) -> None:
    port = free_port()
    with serving(folder, port):
        pass
    assert migrate.is_at_head(folder / "data" / "rejoin.sqlite3")
    assert (folder / "data.master-key").stat().st_mode & 0o077 == 0


def test_it_says_where_the_page_is_and_where_the_data_lies(folder: Path) -> None:
    port = free_port()
    with serving(folder, port) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
    assert f"http://127.0.0.1:{port}/" in line
    assert str(folder / "data") in line


def test_a_data_folder_that_cannot_be_made_is_said_in_one_line(folder: Path) -> None:
    (folder / "data").write_text("a file, and no folder")
    refused = serve_once(folder)
    assert refused.returncode == 2
    assert "cannot be made or written" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_second_process_on_the_same_data_is_refused(folder: Path) -> None:
    with serving(folder, free_port()):
        second = serve_once(folder)
    assert second.returncode == 2
    assert "Another process already serves" in second.stderr


def test_after_a_kill_it_starts_again_on_the_same_data(folder: Path) -> None:
    port = free_port()
    with serving(folder, port) as process:
        process.kill()
        process.wait()
    with serving(folder, port):
        assert answers(port)


def test_a_taken_port_is_told_in_a_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        refused = serve_once(folder, port=other.getsockname()[1])
    assert refused.returncode == 2
    assert "is taken by another program" in refused.stderr


@pytest.mark.parametrize(
    ("minutes", "sockets", "due"),
    [(9, 0, False), (10, 500, True), (10, 501, False), (359, 9_000, False), (360, 9_000, True)],
)
def test_a_full_collection_waits_for_a_quiet_moment_but_not_for_ever(minutes: int, sockets: int, due: bool) -> None:  # noqa: FBT001
    assert is_time_for_all(minutes * 60, sockets) is due


def test_it_ends_cleanly_when_asked(folder: Path) -> None:
    with serving(folder, free_port()) as process:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
    assert process.returncode in {0, -signal.SIGTERM}
    assert list((folder / "data").glob("*-wal")) == []


def test_data_whose_key_went_missing_is_not_given_another(folder: Path) -> None:
    port = free_port()
    with serving(folder, port):
        person = {"email": "ada@example.org", "password": "a long enough password", "name": "Ada"}
        made = httpx.post(f"http://127.0.0.1:{port}/v1/accounts", json=person)
        assert made.status_code == 201
    key_file = folder / "data.master-key"
    key_file.unlink()
    refused = serve_once(folder)
    assert refused.returncode == 2
    assert "data.master-key is missing" in refused.stderr
    assert not key_file.exists()

    load(key_file, may_create=True)
    refused = serve_once(folder)
    assert refused.returncode == 2
    assert "is not the one that the stored words were sealed with" in refused.stderr


async def test_whoever_serves_looks_for_garbage_again_after_a_start_that_did_not() -> None:
    before = gc.get_threshold()
    gc.disable()
    tidy = asyncio.create_task(process._keep_collections_short(lambda: 0))  # noqa: SLF001 - it never ends by itself
    try:
        await asyncio.sleep(0)
        assert gc.isenabled()
    finally:
        tidy.cancel()
        gc.enable()
        gc.set_threshold(*before)
