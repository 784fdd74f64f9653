"""L5: couples come, talk and go for as long as asked. What the service holds must not grow with the time."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from tests.benchmark.live import talk_of
from tests.benchmark.load import Measured, keep_talking
from tests.load.report import Bar, Report, share
from tests.load.service import on_time

if TYPE_CHECKING:
    from tests.load.service import Service

SAMPLE_EVERY = 5.0
# Each command of a talk comes so long after the one before; a talk is about sixty of them.
EVERY, TALK_LASTS = 2.0, 120.0
WARM_UP = 0.3


@dataclass(slots=True)
class Samples:
    at: list[float] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    wal: list[float] = field(default_factory=list)


async def soaked(service: Service, *, couples: int, minutes: float, talk_lasts: float = TALK_LASTS) -> Report:
    """So many couples at a time; each leaves after its talk, and another takes its place."""
    measured, samples, report = Measured(), Samples(), Report()
    before, until, numbers = await service.numbers(), time.perf_counter() + minutes * 60, itertools.count()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{service.port}", timeout=60) as client:
        places = [
            asyncio.create_task(_one_after_the_other(client, service, numbers, until, measured, talk_lasts))
            for _ in range(couples)
        ]
        watching = asyncio.create_task(_watch(service, samples))
        try:
            await asyncio.gather(*places)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
    _figures(report, samples, measured)
    late = (1 - on_time(before, await service.numbers())) * 100
    report.bars.append(Bar("event loop back later than 50 ms", late, 1, " %"))
    return report


async def _one_after_the_other(
    client: httpx.AsyncClient,
    service: Service,
    numbers: itertools.count[int],
    until: float,
    measured: Measured,
    talk_lasts: float,
) -> None:
    stamp, address = str(time.time_ns()), f"ws://127.0.0.1:{service.port}"
    while (now := time.perf_counter()) < until:
        talk = await talk_of(client, address, next(numbers), stamp)
        lines = (talk.speaker, talk.listener)
        end = min(until, now + talk_lasts)
        await keep_talking(talk, start=time.perf_counter(), every=EVERY, until=end, measured=measured)
        measured.lost += sum(line.gaps for line in lines)
        await talk.speaker.send("leave", {})
        for line in lines:
            await line.close()


async def _watch(service: Service, samples: Samples) -> None:
    began = time.perf_counter()
    with contextlib.suppress(OSError):
        while True:
            samples.at.append((time.perf_counter() - began) / 60)
            samples.mib.append(service.rss_mib)
            samples.files.append(service.files)
            samples.tasks.append(service.tasks)
            samples.wal.append(service.wal_mib)
            await asyncio.sleep(SAMPLE_EVERY)


def _figures(report: Report, samples: Samples, measured: Measured) -> None:
    first = int(len(samples.at) * WARM_UP)
    at, mib = samples.at[first:], samples.mib[first:]
    slope = statistics.linear_regression(at, mib).slope if len(at) > 2 else float("inf")
    grown = [_grown(values[first:]) for values in (samples.files, samples.tasks)]
    report.figures = {
        "commands": len(measured.answered),
        "p95 ms": share(measured.delivered, 0.95),
        "MiB first": samples.mib[0],
        "MiB last": samples.mib[-1],
        "files last": samples.files[-1],
        "tasks last": samples.tasks[-1],
    }
    report.bars = [
        Bar("memory, in ten minutes after the warm-up", slope * 10, 1, " MiB"),
        Bar("open files more in the second half", grown[0], 5),
        Bar("tasks more in the second half", grown[1], 10),
        Bar("write-ahead log", max(samples.wal), 64, " MiB"),
    ]
    report.expect(not measured.lost, f"{measured.lost} events lost")
    report.expect(not measured.refused, f"refused: {sorted(set(measured.refused))}")


def _grown(values: list[int]) -> float:
    """How much higher the middle of the second half is than that of the first."""
    half = len(values) // 2
    return statistics.median(values[half:]) - statistics.median(values[:half]) if half else 0.0
