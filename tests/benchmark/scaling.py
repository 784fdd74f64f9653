"""`python -m tests.benchmark.scaling --couples 1000000`: what that many couples cost. A calculation, not a measurement.

Bytes and CPU are measured here (`--weigh` measures the bytes anew, `--results` takes the CPU from a benchmark); how
people behave is an assumption, each of them an argument. Change one and read the table again.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from tests.benchmark.figures import cpu

# Measured by `weigh` on PostgreSQL 18, 22 November 2026: one talk of twelve turns, and how it got to its first turn.
WEIGHED = {
    "session": 4949.3,
    "session_event": 32426.7,
    "session_mark": 2730.7,
    "session_outcome": 23552.0,
    "wal": 97648.7,
    "commands": 60.0,
}
GIB, GB, HOUR = 2**30, 1e9, 3600.0


@dataclass(frozen=True, slots=True)
class Assumed:
    """How couples behave, and what a machine takes."""

    couples: int
    sessions_a_week: float
    commands: float
    minutes: float
    peak_share: float
    service_us: float
    database_us: float
    kib_per_session: float
    use: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What follows."""

    sessions_a_day: float
    open_at_peak: float
    commands_at_peak: float
    service_cores: float
    database_cores: float
    memory_gib: float
    rows_a_year: float
    table_gb_a_year: float
    outcome_gb: float
    wal_gb_a_day: float
    wal_mb_at_peak: float
    rings_at_peak: float
    flushes_at_peak: float


def cost(assumed: Assumed, weighed: dict[str, float]) -> Cost:
    a_day = assumed.couples * assumed.sessions_a_week / 7
    begun_in_peak_hour = a_day * assumed.peak_share
    commands = begun_in_peak_hour * assumed.commands / HOUR
    # What was weighed is a talk of so many commands; a longer one leaves more of everything.
    longer = assumed.commands / weighed["commands"]
    kept = sum(weighed[name] for name in ("session", "session_event", "session_mark"))
    return Cost(
        sessions_a_day=a_day,
        open_at_peak=begun_in_peak_hour * assumed.minutes / 60,
        commands_at_peak=commands,
        service_cores=commands * assumed.service_us / 1e6 / assumed.use,
        database_cores=commands * assumed.database_us / 1e6 / assumed.use,
        memory_gib=begun_in_peak_hour * assumed.minutes / 60 * assumed.kib_per_session * 1024 / GIB,
        rows_a_year=a_day * 365 * assumed.commands * 1.4,
        table_gb_a_year=a_day * 365 * kept * longer / GB,
        # Forgotten a day after the end.
        outcome_gb=a_day * weighed["session_outcome"] * longer / GB,
        wal_gb_a_day=a_day * weighed["wal"] * longer / GB,
        wal_mb_at_peak=begun_in_peak_hour / HOUR * weighed["wal"] * longer / 1e6,
        rings_at_peak=commands,
        # At most: groups form as soon as flushes are slower than commands come.
        flushes_at_peak=commands,
    )


def table(assumed: Assumed, found: Cost) -> str:
    lines = [
        f"| {assumed.couples:,} couples | |",
        "|---|---|",
        f"| sessions a day | {found.sessions_a_day:,.0f} |",
        f"| open at once in the busiest hour (two sockets each) | {found.open_at_peak:,.0f} |",
        f"| commands a second then | {found.commands_at_peak:,.0f} |",
        f"| cores for the service, {assumed.use:.0%} used | {found.service_cores:,.1f} |",
        f"| cores for PostgreSQL, {assumed.use:.0%} used | {found.database_cores:,.1f} |",
        f"| memory of the open sessions | {found.memory_gib:,.1f} GiB |",
        f"| rows a year | {found.rows_a_year / 1e9:,.1f} billion |",
        f"| tables and indexes, growth a year | {found.table_gb_a_year:,.0f} GB |",
        f"| answers kept for repeated commands, at any time | {found.outcome_gb:,.1f} GB |",
        f"| write-ahead log a day | {found.wal_gb_a_day:,.0f} GB |",
        f"| write-ahead log in the busiest hour | {found.wal_mb_at_peak:,.1f} MB/s |",
        f"| flushes a second then, at most | {found.flushes_at_peak:,.0f} |",
        f"| rings of the bus a second then | {found.rings_at_peak:,.0f} |",
    ]
    return "\n".join(lines)


def measured_cpu(file: Path) -> tuple[float, float, float]:
    """Service and PostgreSQL microseconds a command, and KiB a session, from a benchmark's results."""
    rounds = json.loads(file.read_text())["rounds"]
    ones = [one["postgresql_1"] for one in rounds if cpu(one, "postgresql_1")]
    used = [one["points"]["closed"]["cpu_us"] for one in ones]
    middle = len(ones) // 2
    service = sorted(one["service"] + one["valkey"] for one in used)[middle]
    memory = sorted(one["kib_per_session"] for one in ones)[middle]
    return service, sorted(one["postgresql"] for one in used)[middle], memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--couples", type=int, default=1_000_000)
    parser.add_argument("--sessions-a-week", type=float, default=1.0, help="of one couple")
    parser.add_argument("--commands", type=float, default=80.0, help="of one session")
    parser.add_argument("--minutes", type=float, default=45.0, help="that a session is open")
    parser.add_argument("--peak-share", type=float, default=0.15, help="of a day's sessions in its busiest hour")
    parser.add_argument("--service-us", type=float, default=2000.0, help="CPU of a command at light load, all of ours")
    parser.add_argument("--database-us", type=float, default=600.0, help="CPU of a command in PostgreSQL")
    parser.add_argument("--kib-per-session", type=float, default=155.0)
    parser.add_argument("--use", type=float, default=0.5, help="of a core, so that a machine may fail")
    parser.add_argument("--results", type=Path, help="take CPU and memory from the results of a benchmark")
    parser.add_argument("--weigh", action="store_true", help="measure the bytes on a PostgreSQL of our own")
    given = vars(parser.parse_args())
    weigh, results = given.pop("weigh"), given.pop("results")
    if results:
        given["service_us"], given["database_us"], given["kib_per_session"] = measured_cpu(results)
    assumed, weighed = Assumed(**given), WEIGHED
    if weigh:
        from tests.benchmark.rows import weigh as anew  # noqa: PLC0415 - it starts a database

        weighed = anew()
        print(json.dumps(weighed))
    print(table(assumed, cost(assumed, weighed)))


if __name__ == "__main__":
    main()
