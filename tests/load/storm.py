"""L3: the service is killed with everybody connected. They come back within seconds of each other, and miss nothing."""

from __future__ import annotations

import asyncio
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, text

from tests.benchmark.servers import url_of
from tests.load.clients import Client, ask_for_time, connected
from tests.load.report import Bar, Report, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmark.seeding import Seeded
    from tests.load.service import Service

SEED = 20261122
SETTLES_WITHIN = 20.0


async def stormed(
    service: Service, seeded: Sequence[Seeded], *, spread: float = 10.0, rate: float = 50.0, seconds: float = 4.0
) -> Report:
    """Commands are under way when it dies; what was answered must be stored, and everybody must see all of it."""
    clients = [Client(service, one, side) for one in seeded for side in (0, 1)]
    await connected(clients)
    loop = asyncio.get_running_loop()
    speakers, rng = clients[::2], Random(SEED)
    asking = asyncio.create_task(ask_for_time(speakers, rate=rate, seconds=seconds))
    back = [asyncio.create_task(one.come_back(rng, spread=spread)) for one in clients]
    await asyncio.sleep(seconds / 2)
    service.kill()
    await asyncio.to_thread(service.start)
    up, cpu, tried = loop.time(), service.cpu, sum(one.tries for one in clients)
    moments = await asyncio.gather(*back)
    cpu = service.cpu - cpu
    await asking
    # A last word in every session: it comes only after everything that was missed.
    await ask_for_time(speakers, rate=200.0, seconds=len(speakers) / 200.0)
    ends = await _ends(service, clients)
    report = Report()
    report.figures = {
        "sockets": len(clients),
        "acknowledged": sum(len(one.acked) for one in clients),
        "tries a socket once it is up": (sum(one.tries for one in clients) - tried) / len(clients),
        "CPU ms of service a socket": cpu / len(clients) * 1000,
        "back p50 s": share([at - up for at in moments], 0.5),
    }
    report.bars = [Bar("all are back after the service is up", max(moments) - up, 15, " s")]
    _judge(report, service, clients, ends)
    for one in clients:
        one.socket.close()
    return report


async def _ends(service: Service, clients: list[Client]) -> dict[str, int]:
    """Wait until everybody stands where their log ends; where the logs end."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SETTLES_WITHIN
    while True:
        ends = await asyncio.to_thread(_logs, service)
        if all(one.seq == ends[one.session_id] for one in clients) or loop.time() > until:
            return ends
        await asyncio.sleep(0.2)


def _logs(service: Service) -> dict[str, int]:
    asked = "SELECT session_id, max(seq), count(*) FROM session_event GROUP BY session_id"
    return {row[0]: row[1] if row[1] == row[2] else -1 for row in _rows(service, asked)}


def _rows(service: Service, asked: str) -> Sequence[tuple[Any, ...]]:
    engine = create_engine(url_of(service.settings))
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(asked))]
    finally:
        engine.dispose()


def _judge(report: Report, service: Service, clients: list[Client], ends: dict[str, int]) -> None:
    stored = {row[0]: row[1] for row in _rows(service, "SELECT ref, seq FROM session_outcome")}
    acked = {ref: seq for one in clients for ref, seq in one.acked.items()}
    report.expect(acked, "nothing was acknowledged, so nothing was shown")
    report.expect(all(stored.get(ref) == seq for ref, seq in acked.items()), "an acknowledged command is lost")
    report.expect(not any(one.gaps for one in clients), "an event was missing, doubled or out of order")
    report.expect(all(one.seq == ends[one.session_id] for one in clients), "somebody has not seen the end of their log")
    report.expect(all(one.snapshots == 1 for one in clients), "somebody had to begin anew instead of resuming")
    report.expect(not any(one.refused for one in clients), "a command was refused")
