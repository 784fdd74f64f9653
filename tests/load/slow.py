"""L4: many stop reading. Each is sent away once nothing more fits, memory stays, and their partners feel nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.load.clients import Client, ask_for_time, connected
from tests.load.report import Bar, Report, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmark.seeding import Seeded
    from tests.load.service import Service

# With the small buffers that the service and the deaf are given, so many frames fill everything between the two; three
# times as many fill what waits in the service itself too.
BURST = 60
RECEIVE_BUFFER = 2048
SEND_BUFFER = "4096"
RATE = 60.0


async def deafened(
    service: Service,
    seeded: Sequence[Seeded],
    *,
    stop_for: float = 60.0,
    calm: float = 8.0,
    rate: float = RATE,
    burst: int = BURST,
) -> Report:
    """The listeners stop reading; the speakers go on. First a burst that fills the buffers, then as before."""
    speakers = [Client(service, one, 0) for one in seeded]
    listeners = [Client(service, one, 1, receive_buffer=RECEIVE_BUFFER) for one in seeded]
    await connected([*speakers, *listeners])
    await ask_for_time(speakers, rate=rate, seconds=calm)
    before, first = _taken(speakers), service.rss_mib
    # Commands leave something in memory whoever reads: the same burst with everybody reading says how much.
    await _burst(speakers, rate=rate, each=burst)
    memory = service.rss_mib
    for one in listeners:
        one.socket.pause()
    await _burst(speakers, rate=rate, each=burst)
    asking = asyncio.create_task(ask_for_time(speakers, rate=rate, seconds=calm))
    closed, most = await _until_closed(service, len(speakers), within=stop_for)
    await asking
    during = _taken(speakers)
    report = Report()
    await _judge(report, service, speakers, listeners)
    report.figures = {
        "deaf": len(listeners),
        "MiB more by the same commands with everybody reading": memory - first,
        "MiB more with the deaf": most - memory,
        "p95 ms before": share(before, 0.95),
        "p95 ms beside the deaf": share(during, 0.95),
    }
    report.bars = [
        Bar("all of the deaf are sent away after nothing more fits", closed, 15, " s"),
        Bar("memory for the deaf at most", (most - memory) - (memory - first), 20, " MiB"),
        Bar("p95 of the partners / before", share(during, 0.95) / share(before, 0.95), 1.1),
    ]
    return report


async def _burst(clients: list[Client], *, rate: float, each: int) -> None:
    await ask_for_time(clients, rate=rate * 5, seconds=each * len(clients) / (rate * 5))
    await _answered(clients)
    _taken(clients)


def _taken(clients: list[Client]) -> list[float]:
    """The delays since the last time."""
    found = [delay for one in clients for delay in one.delays]
    for one in clients:
        one.delays.clear()
    return found


async def _answered(clients: list[Client], *, within: float = 120.0) -> None:
    async with asyncio.timeout(within):
        while any(one.waiting for one in clients):
            await asyncio.sleep(0.05)


async def _until_closed(service: Service, remaining: int, *, within: float) -> tuple[float, float]:
    """Seconds until the service holds nobody but those who read, and the most memory on the way."""
    loop = asyncio.get_running_loop()
    began, most = loop.time(), service.rss_mib
    while (await service.numbers())["rejoin_sockets_open"] > remaining:
        most = max(most, service.rss_mib)
        if loop.time() - began > within:
            return float("inf"), most
        await asyncio.sleep(0.2)
    return loop.time() - began, most


async def _judge(report: Report, service: Service, speakers: list[Client], listeners: list[Client]) -> None:
    await _answered(speakers)
    report.expect(not any(one.gaps or one.refused for one in speakers), "a partner missed something or was refused")
    report.expect(not any(one.socket.closed for one in speakers), "a partner was sent away")
    held = (await service.numbers())["rejoin_sockets_open"]
    report.expect(held == len(speakers), f"{held:.0f} sockets are open, and {len(speakers)} people read")
    for one in listeners:
        one.socket.close()
    # Whoever comes back gets all that they missed.
    await connected(listeners)
    ends = {one.session_id: one.seq for one in speakers}
    report.expect(all(one.seq == ends[one.session_id] for one in listeners), "who came back has not seen everything")
    for one in (*speakers, *listeners):
        one.socket.close()
