"""How figures are taken out of results: each function says which one, and None where it was not measured."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Found = dict[str, Any]
    Figure = Callable[[Found], float | None]

CLOSED = "closed"
IN_TIME = 0.95


def point(one: Found, name: str, load: str = CLOSED) -> Found | None:
    found = one.get(name)
    return found["points"].get(load) if isinstance(found, dict) else None


def cpu(one: Found, name: str, load: str = CLOSED) -> float | None:
    """Microseconds of CPU that one command took, the databases' included."""
    found = one.get(name)
    if isinstance(found, int | float):
        return float(found)
    at = point(one, name, load)
    return float(at["total_us"]) if at else None


def without_rules(one: Found, name: str, load: str = CLOSED) -> float | None:
    """The same less what our rules take by themselves: floors and peers have none."""
    whole, rules = cpu(one, name, load), cpu(one, "domain")
    return None if whole is None or rules is None else whole - rules


def service_cpu(one: Found, name: str, load: str = CLOSED) -> float | None:
    at = point(one, name, load)
    return float(at["cpu_us"]["service"]) if at else None


def rate(one: Found, name: str) -> float | None:
    at = point(one, name)
    return float(at["per_second"]) if at else None


def rate_without_rules(one: Found, name: str) -> float | None:
    found, rules = rate(one, name), cpu(one, "domain")
    return None if not found or rules is None else 1e6 / max(1.0, 1e6 / found - rules)


def floor(one: Found) -> float | None:
    """F of the design's performance.md, section 9: fan-out, append and the rules' own cost."""
    parts = [cpu(one, name) for name in ("fan_out", "append", "domain")]
    return None if None in parts else sum(part for part in parts if part)


def p50(one: Found, name: str, load: str) -> float | None:
    """Where the rate was not kept up with, a delay only says for how long it was measured."""
    at = point(one, name, load)
    return float(at["p50_ms"]) if at and at["in_time"] >= IN_TIME else None


def ratios(rounds: Iterable[Found], above: Figure, below: Figure) -> list[float]:
    """Formed inside each round: absolute figures drift with the machine."""
    pairs = [(above(one), below(one)) for one in rounds]
    return [upper / lower for upper, lower in pairs if upper is not None and lower]


def values(rounds: Iterable[Found], figure: Figure) -> list[float]:
    return [value for one in rounds if (value := figure(one)) is not None]


def middle(found: list[float]) -> float:
    return statistics.median(found)
