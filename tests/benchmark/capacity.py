"""`python -m tests.benchmark.capacity`: what to plan with, worked out from the results of the benchmark.

`--document FILE` puts the table between its two marks there.
"""

from __future__ import annotations

import argparse
import json
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmark.documents import put_into
from tests.benchmark.figures import IN_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator

RESULTS = Path("docs/performance.json")
BEGINS, ENDS = "<!-- capacity: python -m tests.benchmark.capacity -->", "<!-- end of capacity -->"
# Of a core; above it delays grow quickly, and a process that dies needs its place with the others.
USE = 0.5
# Two people who talk: a command every so many seconds from one of them.
COMMAND_EVERY = 5.0


def table(results: dict[str, Any]) -> Iterator[str]:
    yield "| to plan with | figure | because |"
    yield "|---|---|---|"
    yield from _commands(results, "sqlite", "one process on SQLite")
    yield from _commands(results, "postgresql_1", "one process on PostgreSQL")
    if found := _middle(results, "postgresql_1", "postgresql"):
        yield f"| cores of PostgreSQL for 1,000 commands a second | {found / 1000:.1f} | {found:.0f} µs a command |"
    yield from _memory(results)


def _commands(results: dict[str, Any], name: str, title: str) -> Iterator[str]:
    """At saturation a command costs least; a busy evening is not saturation, so the dearest measured load counts."""
    service = _middle(results, name, "service")
    if not service:
        return
    each = USE * 1e6 / service
    yield (
        f"| {title}, half a core | {each:,.0f} commands a second, {each * COMMAND_EVERY:,.0f} couples talking "
        f"| {service:.0f} µs a command, one in {COMMAND_EVERY:.0f} s |"
    )


def _middle(results: dict[str, Any], name: str, group: str) -> float:
    """The median over the rounds of the dearest load of each that was kept up with."""
    points = [one[name]["points"].values() for one in results.get("rounds", []) if name in one]
    dearest = [max(point["cpu_us"][group] for point in some if point["in_time"] >= IN_TIME) for some in points]
    return statistics.median(dearest) if dearest else 0.0


def _memory(results: dict[str, Any]) -> Iterator[str]:
    ours = {int(size): one["sqlite"] for size, one in results.get("sizes", {}).items() if "sqlite" in one}
    for sessions in sorted(ours)[-1:]:
        found = ours[sessions]
        kib, sockets = found["kib_in_the_end"], 2 * sessions
        yield f"| memory for 1,000 sessions | {kib * 1000 / 1024:,.0f} MiB | {kib:.0f} KiB each at {sessions:,} |"
        yield "| open files for 1,000 sessions | 2,000 and some dozens | two sockets each |"
        yield (
            f"| everybody back after a restart | {sockets / found['connected_s']:,.0f} sockets a second and process "
            f"| {sockets:,} in {found['connected_s']:.0f} s, one after the other as fast as it goes |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--document", type=Path)
    given = parser.parse_args()
    text = "\n".join(table(json.loads(given.results.read_text())))
    print(text)
    if given.document:
        put_into(given.document, text, begins=BEGINS, ends=ENDS)


if __name__ == "__main__":
    main()
