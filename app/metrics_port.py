"""The second port, for the numbers of `app.observability.metrics`: closed unless it is asked for, and never public."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import uvicorn

from app.guard.connections import ConnectionCap, guarded_protocol

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator

    from fastapi import FastAPI

MOST_LOOKING: Final = 16


@contextlib.asynccontextmanager
async def numbers_served(app: FastAPI, listening: socket.socket | None) -> AsyncIterator[None]:
    """Serve the numbers on their own port, in the same loop, so that nothing is read while it changes."""
    if listening is None:
        yield
        return
    from app.observability.exposition import metrics_app, registry_of  # noqa: PLC0415 - only where it is wanted

    config = uvicorn.Config(
        metrics_app(registry_of(app.state.metrics)),
        http=guarded_protocol(ConnectionCap(MOST_LOOKING)),
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    try:
        yield
    finally:
        await server.shutdown(sockets=[listening])
