"""One process that serves: from a listening socket to an end at which nothing begun is lost, with short collections."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import socket
import sys
import time
from typing import TYPE_CHECKING, Final

import uvicorn

from app.doors import warm
from app.guard.connections import ConnectionCap, GuardedSocket, guarded_protocol
from app.main import create_app
from app.metrics_port import numbers_served
from app.realtime.close_codes import CloseCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from app.guard.draining import Draining
    from app.resources import Resources
    from app.settings import Settings

# A process is gone this long after it was asked at the latest; the parts below add up to less.
GRACE_SECONDS: Final = 20
ANSWERS_WITHIN: Final = 8.0
CLOSES_WITHIN: Final = 4.0
REQUESTS_WITHIN: Final = 5
LARGEST_FRAME: Final = 16 * 1024  # T23
BACKLOG: Final = 4096
GC_EVERY: Final = 2.0
FEW_SOCKETS: Final = 500
FULL_EVERY: Final = 600.0
FULL_AT_LATEST: Final = 6 * 3600.0


class CannotServe(Exception):  # noqa: N818 - it is a fact that the operator is told
    """Something on this machine is in the way; the message says what in one sentence."""


def run(settings: Settings, listening: socket.socket, *, started: Callable[[], None]) -> None:
    """Serve on `listening` until a signal comes; `started` is called when the first request would be answered."""
    for_numbers = listen_for_numbers(settings)
    app = create_app(settings)
    server = LeavingServer(server_config(app, settings), started=started)
    # The writer's thread gets its turn sooner: a sixth less work at saturation (performance.md 5).
    sys.setswitchinterval(0.0005)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(_serve_all(server, listening, app=app, for_numbers=for_numbers))


def listen_for_numbers(settings: Settings) -> socket.socket | None:
    """Take the port of the numbers, if there is to be one."""
    if settings.metrics_port is None:
        return None
    return take_port(settings.metrics_host, settings.metrics_port, choose="REJOIN_METRICS_PORT")


def take_port(host: str, port: int, *, choose: str) -> socket.socket:
    """Listen there, or say in one sentence why not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = "is taken by another program" if error.errno == errno.EADDRINUSE else "cannot be used"
        msg = f"Port {port} on {host} {reason}; choose another with {choose}."
        raise CannotServe(msg) from None


class LeavingServer(uvicorn.Server):
    """Uvicorn closes sockets in the middle of a command; this one lets what was begun finish, and says so first."""

    def __init__(self, config: uvicorn.Config, *, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._app: FastAPI = config.app  # type: ignore[assignment] # always ours
        self._started = started
        self._warming: asyncio.Task[None] | None = None

    def open_sockets(self) -> int:
        resources: Resources | None = getattr(self._app.state, "resources", None)
        return 0 if resources is None else len(resources.hub)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started()
        self._warming = asyncio.create_task(warm(self._app.routes))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept nobody, answer what was begun, close with 1012; then uvicorn's own end, and the lifespan's."""
        for server in self.servers:
            server.close()
        for accepting in sockets or ():
            accepting.close()
        if self._warming is not None:
            self._warming.cancel()
        await self._drain()
        await super().shutdown(sockets)

    async def _drain(self) -> None:
        draining: Draining = self._app.state.draining
        draining.begin()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWERS_WITHIN):
                await draining.quiet()
        hub = self._app.state.resources.hub
        hub.close_all(CloseCode.RESTARTING)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSES_WITHIN):
                while len(hub):  # noqa: ASYNC110 - once in a life, and the hub need not know of it
                    await asyncio.sleep(0.01)


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
        timeout_graceful_shutdown=REQUESTS_WITHIN,
    )


async def _serve_all(
    server: LeavingServer, listening: socket.socket, *, app: FastAPI, for_numbers: socket.socket | None
) -> None:
    tidy = asyncio.create_task(_keep_collections_short(server.open_sockets))
    try:
        async with numbers_served(app, for_numbers):
            await server.serve(sockets=[listening])
    finally:
        tidy.cancel()


async def _keep_collections_short(open_sockets: Callable[[], int]) -> None:
    """Full collections over thousands of open sessions took up to a second (performance.md 5): freeze what lives.

    What is frozen is never collected, so now and then, when few are connected or after hours, all is looked at again.
    """
    # What was made so far is modules and what they define. To look for garbage there took a tenth of the start.
    gc.freeze()
    gc.enable()
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
