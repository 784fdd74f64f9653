"""What many open sessions cost: a command's CPU, a session's memory, the delay at a rate, the longest collection.

One round goes up to 9,000 sessions, which is 18,000 sockets and as many open files, and takes minutes.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmark import servers
from tests.benchmark.measuring import measure
from tests.benchmark.origin import Origin
from tests.benchmark.processes import raise_limit_of_files

if TYPE_CHECKING:
    from collections.abc import Sequence

RATE = 1000.0
# Beside the sockets of the sessions, a server has a few dozen files open.
BESIDE = 200


@dataclass(frozen=True, slots=True)
class Size:
    """Who is measured with so many sessions open, and at the rate too."""

    sessions: int
    floor_rates: tuple[float, ...] = ()
    rates: tuple[float, ...] = ()


SIZES = (
    Size(100),
    Size(1000, floor_rates=(RATE,)),
    Size(5000, rates=(RATE,)),
    Size(9000),
)


def most_sessions() -> int:
    return (raise_limit_of_files() - BESIDE) // 2


def at_sizes(chosen: list[int], *, seconds: float, only: Sequence[str], by_default: bool) -> dict[str, Any]:
    """One round: the floor and ours at each size; at the largest ours with Python's own collector too, if asked."""
    names = frozenset(only or ("fan_out", "sqlite"))
    most, found = most_sessions(), {}
    if most < max(chosen):
        print(f"this machine lets a process open {most} sessions at most", file=sys.stderr)
    sizes = [one for one in SIZES if one.sessions in chosen and one.sessions <= most]
    for size in sizes:
        found[str(size.sessions)] = _at(size, seconds=seconds, names=names, by_default=by_default and size is sizes[-1])
        print(f"{size.sessions} sessions: {_short(found[str(size.sessions)])}", file=sys.stderr, flush=True)
    return found


def _at(size: Size, *, seconds: float, names: frozenset[str], by_default: bool) -> dict[str, Any]:
    found = {}
    if "fan_out" in names:
        floor = measure(servers.fan_out, sessions=size.sessions, seconds=seconds, rates=size.floor_rates)
        found["fan_out"] = floor.as_json()
    if "sqlite" not in names:
        return found
    with tempfile.TemporaryDirectory(prefix="rejoin-benchmark-") as folder:
        # A database of its own for each size: sessions to which nobody comes would be woken, and cost.
        origin = Origin.of(Path(folder) / "origin", size.sessions)
        watched = partial(servers.ours_on_copy, origin=origin, collector="ours")
        found["sqlite"] = measure(watched, sessions=size.sessions, seconds=seconds, rates=size.rates).as_json()
        if by_default:
            untuned = partial(servers.ours_on_copy, origin=origin, collector="default")
            found["default_collector"] = measure(untuned, sessions=size.sessions, seconds=seconds).as_json()
    return found


def _short(one: dict[str, Any]) -> dict[str, str]:
    names = ("kib_per_session", "kib_in_the_end", "connected_s", "connect_ms", "longest_pause_ms", "faults")
    return {
        who: f"{found['points']['closed']['total_us']} us { ({name: found[name] for name in names}) }"
        for who, found in one.items()
    }
