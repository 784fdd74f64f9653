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
from sqlalchemy import create_engine, text

from app.database.address import address_of
from tests.benchmark.client import closed_loop, connect, open_model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from tests.benchmark.client import Talk, Tally
    from tests.benchmark.servers import Running

IN_FLIGHT = 64
WARM_UP = 0.5
IN_TIME = 0.95


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
    kib_per_session: float = 0.0
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "kib_per_session": self.kib_per_session,
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
        measured.faults += check_database(running)
        return measured


async def _measure(running: Running, *, seconds: float, rates: Sequence[float]) -> Measured:
    measured, before = Measured(), running.rss_kib()
    seeded = [(one.session_id, one.tickets) for one in running.seeded]
    talks = await connect(running.addresses, running.dialect, seeded, split=running.split)
    measured.kib_per_session = round((running.rss_kib() - before) / len(talks), 1)
    _check("warm-up", await closed_loop(talks, in_flight=IN_FLIGHT, seconds=WARM_UP), measured)
    measured.points["closed"] = await _closed(running, talks, seconds, measured)
    for rate in rates:
        name = f"open {rate:.0f}/s"
        measured.points[name] = point = await _open(running, talks, rate, seconds, measured)
        if point.in_time < IN_TIME:
            # Overloaded: a higher rate would only say so again.
            break
    for talk in talks:
        for socket in talk.sockets:
            if socket.closed:
                measured.faults.append("a socket was closed")
            socket.close()
    return measured


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
    return Point(
        load=load,
        commands=tally.done,
        per_second=round(tally.done / wall),
        cpu_us={name: round((used[name] - cpu[name]) / done * 1e6) for name in cpu},
        p50_ms=_at(delays, 0.50),
        p95_ms=_at(delays, 0.95),
        p99_ms=_at(delays, 0.99),
        in_time=round(in_time, 3),
        generator=round((time.process_time() - own) / wall, 2),
    )


def _check(load: str, tally: Tally, measured: Measured) -> None:
    if tally.gaps:
        measured.faults.append(f"{load}: {tally.gaps} events missing, doubled or out of order")
    if tally.stuck:
        measured.faults.append(f"{load}: {tally.stuck} commands never answered")
    if tally.refused:
        measured.faults.append(f"{load}: {tally.refused} commands refused")


def _at(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


def check_database(running: Running) -> list[str]:
    """In our own databases: every log is gapless, every row of a session stands where its log ends."""
    if running.settings is None:
        return []
    address = address_of(running.settings)
    url = f"sqlite:///{address}" if isinstance(address, Path) else running.settings.database_url or ""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    questions = {
        "a log has gaps": "SELECT session_id FROM session_event GROUP BY session_id HAVING max(seq) <> count(*)",
        "a session is not where its log ends": "SELECT s.id FROM session s WHERE s.seq <> "
        "(SELECT max(e.seq) FROM session_event e WHERE e.session_id = s.id)",
    }
    try:
        with engine.connect() as connection:
            return [fault for fault, asked in questions.items() if connection.execute(text(asked)).first()]
    finally:
        engine.dispose()
