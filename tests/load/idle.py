"""L2: thousands wait in lobbies and say nothing; whoever talks meanwhile must not feel it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.benchmark.client import Plain, connect, open_model
from tests.load.report import Bar, Report, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmark.client import Talk, Tally
    from tests.benchmark.seeding import Seeded
    from tests.load.service import Service

RATE, SECONDS = 40.0, 8.0
GONE_WITHIN, LOOK_EVERY = 30.0, 0.2


async def idled(
    service: Service, talking: Sequence[Seeded], waiting: Sequence[Seeded], *, seconds: float = SECONDS
) -> Report:
    """Some talk alone first, then beside the others, then alone again: a machine may drift meanwhile."""
    report = Report()
    talks = await connect([service.address], Plain(), [(one.session_id, one.tickets) for one in talking])
    await open_model(talks, rate=RATE, seconds=seconds / 4)
    alone, base = await _talk(talks, seconds), service.rss_mib
    idle = await connect([service.address], Plain(), [(one.session_id, one.tickets) for one in waiting])
    beside = await _talk(talks, seconds)
    full, sockets = service.rss_mib, (await service.numbers())["rejoin_sockets_open"]
    report.expect(sockets == 2 * (len(talks) + len(idle)), f"{sockets:.0f} sockets are open")
    report.expect(not any(one.closed for talk in idle for one in talk.sockets), "somebody who waited was sent away")
    _close(idle)
    gone = await until_sockets(service, 2 * len(talks))
    again = await _talk(talks, seconds)
    _close(talks)
    report.expect(gone, "sockets of those who left stayed open")
    for tally in (alone, beside, again):
        report.expect(not tally.gaps and not tally.refused, "something was lost or refused")
    report.figures = {
        "idle sockets": 2 * len(idle),
        "MiB before": base,
        "KiB an idle socket": (full - base) * 1024 / max(1, 2 * len(idle)),
        "p50 ms alone": share(alone.delays, 0.5),
        "p50 ms beside": share(beside.delays, 0.5),
        "p95 ms alone": share(alone.delays, 0.95),
        "p95 ms beside": share(beside.delays, 0.95),
        "p95 ms alone again": share(again.delays, 0.95),
    }
    usual = (share(alone.delays, 0.95) + share(again.delays, 0.95)) / 2
    report.bars = [
        Bar("memory", full, 350, " MiB"),
        Bar("p95 of the others beside / alone", share(beside.delays, 0.95) / usual, 1.1),
    ]
    return report


def _close(talks: Sequence[Talk]) -> None:
    for talk in talks:
        for one in talk.sockets:
            one.close()


async def until_sockets(service: Service, count: int) -> bool:
    """Wait until so many are open at the service, and no more."""
    for _ in range(int(GONE_WITHIN / LOOK_EVERY)):
        if (await service.numbers())["rejoin_sockets_open"] <= count:
            return True
        await asyncio.sleep(LOOK_EVERY)
    return False


async def _talk(talks: Sequence[Talk], seconds: float) -> Tally:
    return (await open_model(talks, rate=RATE, seconds=seconds))[0]
