"""F6: the lines of the clients are slow, sliced, cut in the middle of a frame, reset, and dead in one way or both.
Whoever comes back gets what was missed, once and in order.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.faults.crowd import Crowd
from tests.faults.proxy import Proxy
from tests.sessions.protocol.depth import times

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.faults.child import Child


def slow(line: Proxy) -> None:
    line.delay = 0.05


def sliced(line: Proxy) -> None:
    line.slice = 3


def cut_in_frames(line: Proxy) -> None:
    line.cut_within = 6_000


TOXICS: dict[str, Callable[[Proxy], None]] = {
    "slow": slow,
    "sliced": sliced,
    "cut in the middle of frames": cut_in_frames,
    "reset": Proxy.cut,
    "dead without a word": lambda line: line.swallow(),
    "dead upwards": lambda line: line.swallow("up"),
    "dead downwards": lambda line: line.swallow("down"),
}


@pytest.mark.timeout(1800)
async def test_clients_on_bad_lines_lose_nothing(child: Child, rng: Random) -> None:
    async with (
        httpx.AsyncClient(base_url=child.url, timeout=60) as client,
        Proxy(child.port, rng=rng) as line,
    ):
        # Ada of every session is on the bad line, Ben on a good one; a line that says nothing is soon given up.
        crowd = Crowd((line, child), rng, patience=1.5)
        await crowd.gather(client, 2, operator=child)
        crowd.run()
        for name in [*TOXICS] * times(1):
            await crowd.acknowledgements(5)
            TOXICS[name](line)
            await asyncio.sleep(1.8 if "dead" in name else 0.8)
            await crowd.acknowledgements(5)
            line.heal()
            if "dead" in name and rng.random() < 0.5:
                line.cut()
            await crowd.go_home()
        await crowd.finish(client)
        await crowd.judge(client)
        assert line.troubles >= 4 * times(1)
    crowd.assert_unspoken(child.log.read_text())


async def test_a_handshake_that_is_cut_after_any_byte_harms_nobody(child: Child) -> None:
    """The request for a ticket and the opening of a socket, cut after every so many bytes; the service stays well."""
    opening = (
        b"GET /v1/live HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        b"\x81\x96\x00\x00\x00\x00" + b'{"type":"hello","x":1}'
    )
    for length in range(len(opening)):
        _, writer = await asyncio.open_connection("127.0.0.1", child.port)
        writer.write(opening[:length])
        await writer.drain()
        writer.transport.abort()
    async with httpx.AsyncClient(base_url=child.url, timeout=60) as client:
        assert (await client.get("/health/ready")).status_code == 200
    assert "Traceback" not in child.log.read_text()
