"""L1: many talk at once, at their times and not when the last one was answered; reads over HTTP go on beside it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmark.client import connect, open_model
from tests.benchmark.servers import Running
from tests.benchmark.stored import faults_of
from tests.benchmark.turns import TURN
from tests.load.calling import call
from tests.load.report import Bar, Report, share
from tests.load.service import on_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmark.client import Dialect, Talk
    from tests.benchmark.seeding import Seeded
    from tests.load.service import Service

WORDS = "I felt alone on Sunday evening when the phone stayed on the table, and I did not say so, and " * 5
SAID, GIVEN_BACK = WORDS[:400].strip(), WORDS[:300].strip()
# Of thirteen: eight move the turn, two are summaries, one asks for time, two are reads over HTTP.
LONG_TURN: tuple[tuple[int, str, str], ...] = (
    (0, "speak", f'{{"text":"{SAID}"}}'),
    (0, "need_time", "{}"),
    (1, "reflect", f'{{"text":"{GIVEN_BACK}"}}'),
    (0, "confirm", '{"verdict":"accurate"}'),
    (1, "validate", f'{{"text":"{WORDS[:180].strip()}"}}'),
    (0, "landed", '{"yes":true}'),
    *((side, name, body) for side, name, body in TURN),
)
READS = 2 / 13
GENERATOR_AT_MOST = 0.85


@dataclass(frozen=True, slots=True)
class Talking:
    sessions: int
    rate: float
    seconds: float


async def talked(
    services: Sequence[Service], seeded: Sequence[Seeded], asked: Talking, dialect: Dialect, store: str
) -> Report:
    """Both partners with one process, or each with their own; every event is checked by whoever gets it."""
    report, addresses = Report(), [one.address for one in services]
    talks = await connect(addresses, dialect, [(one.session_id, one.tickets) for one in seeded])
    for talk in talks:
        talk.turn = LONG_TURN
    before = [await one.numbers() for one in services]
    cpu, own, began = sum(one.cpu for one in services), time.process_time(), time.perf_counter()
    (tally, _), reads = await asyncio.gather(
        open_model(talks, rate=asked.rate * (1 - READS), seconds=asked.seconds), _read(addresses, seeded, asked)
    )
    generator = (time.process_time() - own) / (time.perf_counter() - began)
    used = sum(one.cpu for one in services) - cpu
    lags = [on_time(was, await one.numbers()) for one, was in zip(services, before, strict=True)]
    report.figures = {
        "commands": tally.done,
        "reads": len(reads),
        "p50 ms": share(tally.delays, 0.5),
        "read p95 ms": share([ms for ms, _ in reads], 0.95),
        "CPU us of service a command, reads included": used / max(1, tally.done) * 1e6,
        "MiB": sum(one.rss_mib for one in services),
        "generator": generator,
    }
    report.bars = [
        Bar("command to partner, p95", share(tally.delays, 0.95), 50, " ms"),
        Bar("command to partner, p99", share(tally.delays, 0.99), 150, " ms"),
        Bar("event loop back later than 50 ms", (1 - min(lags)) * 100, 1, " %"),
    ]
    report.expect(not tally.gaps, f"{tally.gaps} events missing, doubled or out of order")
    report.expect(not tally.refused, f"{tally.refused} commands refused")
    report.expect(not any(talk.busy for talk in talks), "commands without an end")
    report.expect(all(status == 200 for _, status in reads), "a read was refused")
    report.expect(generator < GENERATOR_AT_MOST, f"the generator was {generator:.0%} busy: it may be what limited")
    _end(talks, report)
    report.faults += faults_of(Running(addresses, dialect, seeded, store=store), accepted=tally.done)
    return report


def _end(talks: Sequence[Talk], report: Report) -> None:
    report.expect(not any(socket.closed for talk in talks for socket in talk.sockets), "a socket was closed")
    for talk in talks:
        for socket in talk.sockets:
            socket.close()


async def _read(
    addresses: Sequence[tuple[str, int]], seeded: Sequence[Seeded], asked: Talking
) -> list[tuple[float, int]]:
    """Views and logs, at their own times; milliseconds from when each was due, and its status."""
    found: list[tuple[float, int]] = []
    start, rate = time.perf_counter(), asked.rate * READS

    async def one(number: int, due: float) -> None:
        who, what = seeded[number % len(seeded)], "" if number % 2 else "/events"
        path = f"/v1/sessions/{who.session_id}{what}"
        try:
            status, _ = await call(addresses[number % len(addresses)], "GET", path, token=who.tokens[number % 2])
        except OSError:
            status = 0
        found.append(((time.perf_counter() - due) * 1000, status))

    async with asyncio.TaskGroup() as group:
        for number in range(int(rate * asked.seconds)):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(number, due))
    return found
