"""A service of the demonstration's own: in a temporary folder, on a free port, with the sandbox on. Nothing stays."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from app.demo.wire import Unexpected

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

STARTS_WITHIN: Final = 30.0
STOPS_WITHIN: Final = 25.0
SOURCE: Final = Path(__file__).parents[2]


@asynccontextmanager
async def own_server() -> AsyncIterator[str]:
    """Yield the address of a running service; it is stopped and its data deleted at the end, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="rejoin-demo-") as folder:
        port = _free_port()
        process = await _start(Path(folder), port)
        try:
            url = f"http://127.0.0.1:{port}"
            await _until_ready(process, url)
            yield url
        finally:
            await _stop(process)


async def _start(folder: Path, port: int) -> Process:
    # Settings of another service, in the environment of whoever runs this, are not ours.
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith("REJOIN_")}
    paths = [str(SOURCE), *filter(None, [inherited.get("PYTHONPATH")])]
    environment = inherited | {
        "PYTHONPATH": os.pathsep.join(paths),
        "REJOIN_DATA_DIR": str(folder / "data"),
        "REJOIN_HOST": "127.0.0.1",
        "REJOIN_PORT": str(port),
        "REJOIN_SANDBOX": "true",
        # Two people who are played send more in a second than two people who type.
        "REJOIN_RATE_LIMITS": "off",
        "REJOIN_LOG_LEVEL": "warning",
    }
    with (folder / "log").open("wb") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.cli", "serve", cwd=folder, env=environment, stdin=asyncio.subprocess.DEVNULL,
            stdout=log, stderr=log,
            # Ctrl+C is for us; the service is stopped when the conversation has let go of it.
            start_new_session=True,
        )  # fmt: skip


async def _until_ready(process: Process, url: str) -> None:
    try:
        async with asyncio.timeout(STARTS_WITHIN), httpx.AsyncClient() as client:
            while not await _answers(client, url):
                if process.returncode is not None:
                    raise Unexpected(f"The service did not start; it ended with {process.returncode}.")
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise Unexpected(f"The service did not answer within {STARTS_WITHIN:.0f} seconds.") from None


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(f"{url}/health/ready")).is_success
    except httpx.TransportError:
        return False


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOPS_WITHIN):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
