"""One contender, measured: CPU of its processes for each command, delays to the partner, memory of a session.

Every client checks that each event comes once and in order, and the database is looked at in the end: a fast wrong
answer is no answer.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvloop

from tests.benchmark.client import closed_loop, connect, open_model
from tests.benchmark.stored import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from tests.benchmark.client import Talk, Tally
    from tests.benchmark.servers import Running

IN_FLIGHT = 64
WARM_UP = 0.5
IN_TIME = 0.95
# A generator that is busier than this may be what limits.
BUSIEST = 0.85


@dataclass(frozen=True, slots=True)
class Point:
    """One operating point. `cpu_us` is by group of processes; delays are milliseconds to the partner."""

    load: str
    commands: int
    per_second: int
    cpu_us: dict[str, int]
    p50_ms: float
    p95_ms: float
    p99_ms: float
    in_time: float
    generator: float

    @property
    def total_us(self) -> int:
        return sum(self.cpu_us.values())


@dataclass(slots=True)
class Measured:
    """What one contender did in one round."""

    points: dict[str, Point] = field(default_factory=dict)
    # When all were connected, and after the load: a command leaves something in memory too.
    kib_per_session: float = 0.0
    kib_in_the_end: float = 0.0
    connected_s: float = 0.0
    # CPU of the service for each socket that came.
    connect_ms: float = 0.0
    longest_pause_ms: float | None = None
    done: int = 0
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "kib_per_session": self.kib_per_session,
            "kib_in_the_end": self.kib_in_the_end,
            "connected_s": self.connected_s,
            "connect_ms": self.connect_ms,
            "longest_pause_ms": self.longest_pause_ms,
            "faults": self.faults,
            "points": {name: asdict(point) | {"total_us": point.total_us} for name, point in self.points.items()},
        }


def measure(
    make: Callable[[Path, int], AbstractContextManager[Running]],
    *,
    sessions: int,
    seconds: float,
    rates: Sequence[float] = (),
) -> Measured:
    with tempfile.TemporaryDirectory(prefix="rejoin-benchmark-") as folder, make(Path(folder), sessions) as running:
        measured = uvloop.run(_measure(running, seconds=seconds, rates=rates))
        measured.faults += faults_of(running, accepted=measured.done)
        return measured


async def _measure(running: Running, *, seconds: float, rates: Sequence[float]) -> Measured:
    measured, before = Measured(), running.rss_kib()
    running.forget_pauses()
    talks = await _connected(running, measured)
    measured.kib_per_session = round((running.rss_kib() - before) / len(talks), 1)
    _check("warm-up", await closed_loop(talks, in_flight=IN_FLIGHT, seconds=WARM_UP), measured)
    measured.points["closed"] = await _closed(running, talks, seconds, measured)
    for rate in rates:
        name = f"open {rate:.0f}/s"
        measured.points[name] = point = await _open(running, talks, rate, seconds, measured)
        if point.in_time < IN_TIME:
            # Overloaded: a higher rate would only say so again.
            break
    measured.kib_in_the_end = round((running.rss_kib() - before) / len(talks), 1)
    measured.longest_pause_ms = running.longest_pause_ms()
    for talk in talks:
        for socket in talk.sockets:
            if socket.closed:
                measured.faults.append("a socket was closed")
            socket.close()
    return measured


async def _connected(running: Running, measured: Measured) -> list[Talk]:
    began, cpu = time.perf_counter(), running.cpu()["service"]
    seeded = [(one.session_id, one.tickets) for one in running.seeded]
    talks = await connect(running.addresses, running.dialect, seeded, together=running.together)
    measured.connected_s = round(time.perf_counter() - began, 1)
    measured.connect_ms = round((running.cpu()["service"] - cpu) / len(talks) / 2 * 1000, 2)
    return talks


async def _closed(running: Running, talks: Sequence[Talk], seconds: float, measured: Measured) -> Point:
    cpu, own, wall = running.cpu(), time.process_time(), time.perf_counter()
    tally = await closed_loop(talks, in_flight=IN_FLIGHT, seconds=seconds)
    wall = time.perf_counter() - wall
    return _point("closed, 64 in flight", running, cpu, tally, own=own, wall=wall, measured=measured)


async def _open(running: Running, talks: Sequence[Talk], rate: float, seconds: float, measured: Measured) -> Point:
    await asyncio.sleep(0.2)
    cpu, own, wall = running.cpu(), time.process_time(), time.perf_counter()
    tally, in_time = await open_model(talks, rate=rate, seconds=seconds)
    wall = time.perf_counter() - wall
    load = f"open, {rate:.0f}/s"
    return _point(load, running, cpu, tally, own=own, wall=wall, measured=measured, in_time=in_time)


def _point(
    load: str,
    running: Running,
    cpu: dict[str, float],
    tally: Tally,
    *,
    own: float,
    wall: float,
    measured: Measured,
    in_time: float = 1.0,
) -> Point:
    _check(load, tally, measured)
    used, done = running.cpu(), max(1, tally.done)
    delays = sorted(tally.delays) or [float("nan")]
    generator = (time.process_time() - own) / wall
    if generator > BUSIEST:
        measured.faults.append(f"{load}: the generator was {generator:.0%} busy, so it may be what limited")
    return Point(
        load=load,
        commands=tally.done,
        per_second=round(tally.done / wall),
        cpu_us={name: round((used[name] - cpu[name]) / done * 1e6) for name in cpu},
        p50_ms=_at(delays, 0.50),
        p95_ms=_at(delays, 0.95),
        p99_ms=_at(delays, 0.99),
        in_time=round(in_time, 3),
        generator=round(generator, 2),
    )


def _check(load: str, tally: Tally, measured: Measured) -> None:
    measured.done += tally.done
    if tally.gaps:
        measured.faults.append(f"{load}: {tally.gaps} events missing, doubled or out of order")
    if tally.stuck:
        measured.faults.append(f"{load}: {tally.stuck} commands never answered")
    if tally.refused:
        measured.faults.append(f"{load}: {tally.refused} commands refused")


def _at(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)
