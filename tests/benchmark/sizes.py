"""What many open sessions cost: a command's CPU, a session's memory, the delay at a rate, the longest collection.

One round goes up to 9,000 sessions, which is 18,000 sockets and as many open files, and takes minutes.
"""

from __future__ import annotations

import sys
import tempfile
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


RATES_OF_FLOOR = {1000: (RATE,)}
RATES_OF_OURS = {5000: (RATE,)}


def most_sessions() -> int:
    return (raise_limit_of_files() - BESIDE) // 2


def at_size(sessions: int, *, seconds: float, only: Sequence[str], by_default: bool) -> dict[str, Any]:
    """The floor and ours with so many open; ours with Python's own collector too, if asked."""
    if sessions > (most := most_sessions()):
        print(f"this machine lets a process open {most} sessions, not {sessions}", file=sys.stderr)
        return {}
    names, found = frozenset(only or ("fan_out", "sqlite")), {}
    if "fan_out" in names:
        rates = RATES_OF_FLOOR.get(sessions, ())
        found["fan_out"] = measure(servers.fan_out, sessions=sessions, seconds=seconds, rates=rates).as_json()
    if "sqlite" in names:
        found |= _ours(sessions, seconds=seconds, by_default=by_default)
    print(f"{sessions} sessions: {_short(found)}", file=sys.stderr, flush=True)
    return found


def _ours(sessions: int, *, seconds: float, by_default: bool) -> dict[str, Any]:
    """A database of its own for each size: sessions to which nobody comes would be woken, and cost."""
    with tempfile.TemporaryDirectory(prefix="rejoin-benchmark-") as folder:
        origin = Origin.of(Path(folder) / "origin", sessions)
        watched = partial(servers.ours_on_copy, origin=origin, collector="ours")
        rates = RATES_OF_OURS.get(sessions, ())
        found = {"sqlite": measure(watched, sessions=sessions, seconds=seconds, rates=rates).as_json()}
        if by_default:
            untuned = partial(servers.ours_on_copy, origin=origin, collector="default")
            found["default_collector"] = measure(untuned, sessions=sessions, seconds=seconds).as_json()
    return found


def _short(one: dict[str, Any]) -> dict[str, str]:
    names = ("kib_per_session", "kib_in_the_end", "connected_s", "connect_ms", "longest_pause_ms", "faults")
    return {
        who: f"{found['points']['closed']['total_us']} us { ({name: found[name] for name in names}) }"
        for who, found in one.items()
    }
