"""Run the application in one process: lock, schema, server, and a quiet garbage collector."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import gc
import os
import sys
from typing import TYPE_CHECKING, Final

import uvicorn

from app.database import migrate
from app.guard.connections import ConnectionCap, guarded_protocol
from app.main import create_app, make_resources
from app.observability import logging
from app.security.encryption import foreign_master_keys
from app.security.master_key import KeyFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from app.settings import Settings

GRACE_SECONDS: Final = 20
LARGEST_FRAME: Final = 16 * 1024  # T23
GC_EVERY: Final = 2.0


class AlreadyRunning(Exception):  # noqa: N818 - it is a fact that the operator is told
    """Another process serves this data; the message says so in one sentence."""


def serve(settings: Settings) -> None:
    """Serve until a signal comes. The caller has checked that the settings are safe."""
    logging.configure(level=settings.log_level)
    with only_one(settings):
        if not migrate.is_at_head(settings.database_file):
            migrate.upgrade(settings.database_file)
        check_key(settings)
        app = create_app(settings)
        server = uvicorn.Server(server_config(app, settings))
        sys.setswitchinterval(0.0005)
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(_serve_quietly(server))


def server_config(app: FastAPI, settings: Settings, *, port: int | None = None) -> uvicorn.Config:
    """Return how every server of ours runs, the tests' included."""
    cap = ConnectionCap(settings.connections_per_address)
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port if port is None else port,
        loop="uvloop",
        http=guarded_protocol(cap),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_FRAME,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        backlog=4096,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def check_key(settings: Settings) -> None:
    """Raise `KeyFault` unless the master key is there and is the one that the stored words were sealed with."""
    resources = make_resources(settings)
    try:
        if resources.database.read_now(lambda db: foreign_master_keys(db, resources.master_key)):
            msg = f"The master key {settings.key_file} is not the one that the stored words were sealed with."
            raise KeyFault(msg)
    finally:
        resources.close()


@contextlib.contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the data for this process; SQLite has one writer, and it is us."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The lock belongs to the database, wherever it lies, and the system drops it when the process dies.
    lock_file = settings.database_file.with_suffix(".lock")
    lock_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        msg = f"Another process already serves {settings.database_file}; stop it first, or choose another data folder."
        raise AlreadyRunning(msg) from None
    try:
        yield
    finally:
        os.close(handle)


async def _serve_quietly(server: uvicorn.Server) -> None:
    tidy = asyncio.create_task(_keep_collections_short())
    try:
        await server.serve()
    finally:
        tidy.cancel()


async def _keep_collections_short() -> None:
    """Full collections over thousands of open sessions took up to a second (performance.md 5): freeze what lives."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 1_000_000)
    while True:
        await asyncio.sleep(GC_EVERY)
        gc.collect(1)
        gc.freeze()
