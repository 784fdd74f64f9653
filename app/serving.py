"""Run the application in one process: lock, schema, server, and a quiet garbage collector."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import gc
import os
import socket
import sys
import time
from typing import TYPE_CHECKING, Final

import uvicorn

from app.database import migrate
from app.database.address import address_of
from app.guard.connections import ConnectionCap, GuardedSocket, guarded_protocol
from app.main import create_app, make_resources
from app.metrics_port import numbers_served
from app.observability import logging
from app.security.encryption import foreign_master_keys
from app.security.master_key import NOT_A_SUCCESSOR, KeyFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from app.settings import Settings

GRACE_SECONDS: Final = 20
LARGEST_FRAME: Final = 16 * 1024  # T23
BACKLOG: Final = 4096
GC_EVERY: Final = 2.0
FEW_SOCKETS: Final = 500
FULL_EVERY: Final = 600.0
FULL_AT_LATEST: Final = 6 * 3600.0


class CannotServe(Exception):  # noqa: N818 - it is a fact that the operator is told
    """Something on this machine is in the way; the message says what in one sentence."""


def serve(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve until a signal comes; `announce` gets the address. The caller has checked that the settings are safe."""
    logging.configure(level=settings.log_level)
    if settings.workers > 1:
        msg = "Several workers of one command are not offered yet; start the command several times."
        raise CannotServe(msg)
    with only_one(settings):
        address = address_of(settings)
        if not migrate.is_at_head(address):
            migrate.upgrade(address)
        check_key(settings)
        listening = listen(settings)
        for_numbers = listen_for_numbers(settings)
        announce(page_of(settings, listening))
        app = create_app(settings)
        server = uvicorn.Server(server_config(app, settings))
        # The writer's thread gets its turn sooner: a sixth less work at saturation (performance.md 5).
        sys.setswitchinterval(0.0005)
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(_serve_all(server, listening, app=app, for_numbers=for_numbers))


def listen(settings: Settings) -> socket.socket:
    """Take the port before anything else is promised."""
    return _listen(settings.host, settings.port, choose="--port")


def listen_for_numbers(settings: Settings) -> socket.socket | None:
    """Take the port of the numbers, if there is to be one."""
    if settings.metrics_port is None:
        return None
    return _listen(settings.metrics_host, settings.metrics_port, choose="REJOIN_METRICS_PORT")


def _listen(host: str, port: int, *, choose: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = "is taken by another program" if error.errno == errno.EADDRINUSE else "cannot be used"
        msg = f"Port {port} on {host} {reason}; choose another with {choose}."
        raise CannotServe(msg) from None


def page_of(settings: Settings, listening: socket.socket) -> str:
    """Return where people find the page; with port 0 the system has chosen one."""
    port: int = listening.getsockname()[1]
    return settings.model_copy(update={"port": port}).base_url + "/"


def server_config(app: FastAPI, settings: Settings, *, port: int | None = None) -> uvicorn.Config:
    """Return how every server of ours runs, the tests' included."""
    # A proxy is one address for everybody.
    cap = ConnectionCap(settings.connections_per_address, exempt=frozenset(settings.trusted_proxies))
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port if port is None else port,
        loop="uvloop",
        http=guarded_protocol(cap),
        ws=GuardedSocket,
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
        backlog=BACKLOG,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def check_key(settings: Settings) -> None:
    """Raise `KeyFault` unless the master key is there and is the one that the stored words were sealed with."""
    resources = make_resources(settings)
    try:
        masters = [one for one in (resources.master_key, resources.other_master_key) if one]
        if not all(one.hashes_like(resources.master_key) for one in masters):
            raise KeyFault(NOT_A_SUCCESSOR)
        if resources.database.read_now(lambda db: foreign_master_keys(db, *masters)):
            msg = f"The master key {settings.key_file} is not the one that the stored words were sealed with."
            raise KeyFault(msg)
    finally:
        resources.close()


@contextlib.contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the data for this process; SQLite has one writer, and it is us. PostgreSQL serves many processes."""
    if settings.database_kind != "sqlite":
        yield
        return
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
        raise CannotServe(msg) from None
    try:
        yield
    finally:
        os.close(handle)


async def _serve_all(
    server: uvicorn.Server, listening: socket.socket, *, app: FastAPI, for_numbers: socket.socket | None
) -> None:
    tidy = asyncio.create_task(_keep_collections_short(lambda: len(app.state.resources.hub)))
    try:
        async with numbers_served(app, for_numbers):
            await server.serve(sockets=[listening])
    finally:
        tidy.cancel()


async def _keep_collections_short(open_sockets: Callable[[], int]) -> None:
    """Full collections over thousands of open sessions took up to a second (performance.md 5): freeze what lives.

    What is frozen is never collected, so now and then, when few are connected or after hours, all is looked at again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 1_000_000)
    last = time.monotonic()
    while True:
        await asyncio.sleep(GC_EVERY)
        if is_time_for_all(time.monotonic() - last, open_sockets()):
            last = time.monotonic()
            gc.unfreeze()
            gc.collect()
        else:
            gc.collect(1)
        gc.freeze()


def is_time_for_all(seconds: float, sockets: int) -> bool:
    """Tell whether a full collection is due, `seconds` after the last one."""
    return seconds >= (FULL_EVERY if sockets <= FEW_SOCKETS else FULL_AT_LATEST)
