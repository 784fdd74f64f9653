"""From rounds to a table: every ratio is formed inside its round, then the median and the range over the rounds."""

from __future__ import annotations

import statistics
from typing import Any

TITLES = {
    "fan_out": "floor: bare `websockets` fan-out, nothing stored",
    "append": "floor: bare durable append, 32 commands a flush",
    "domain": "our rules alone: read, check, decide, fold, seal, draw",
    "python_socketio": "python-socketio, group-committing store, no rules",
    "usual_way": "the usual way: FastAPI, ORM session a message, no rules",
    "sqlite": "Rejoin on SQLite, one process",
    "postgresql_1": "Rejoin on PostgreSQL + Valkey, one process",
    "postgresql_2_together": "the same, two processes, partners together",
    "postgresql_2": "the same, two processes, partners split",
}
# A round whose floor is this far from the others' says more about the machine than about us.
UNSTEADY = 0.4


def cpu_of(found: Any, point: str = "closed") -> float | None:
    """All the CPU that one command took, the databases' included."""
    if isinstance(found, int | float):
        return float(found)
    if not found or point not in found["points"]:
        return None
    return float(found["points"][point]["total_us"])


def floor_of(one: dict[str, Any]) -> float | None:
    """F of the design's performance.md, section 9: fan-out, append and the rules' own cost."""
    parts = [cpu_of(one.get(name)) for name in ("fan_out", "append", "domain")]
    return None if None in parts else sum(part for part in parts if part)


def spread(values: list[float], digits: int = 2) -> dict[str, float] | None:
    if not values:
        return None
    return {
        "median": round(statistics.median(values), digits),
        "least": round(min(values), digits),
        "most": round(max(values), digits),
    }


def over(rounds: list[dict[str, Any]], above: Any, below: Any) -> dict[str, float] | None:
    """The ratio of two figures of the same round."""
    pairs = [(above(one), below(one)) for one in rounds]
    return spread([upper / lower for upper, lower in pairs if upper and lower])


def summary(results: dict[str, Any]) -> dict[str, Any]:
    rounds = results["rounds"]

    def cpu(name: str, point: str = "closed") -> Any:
        return lambda one: cpu_of(one.get(name), point)

    def rate(name: str) -> Any:
        return lambda one: (one.get(name) or {}).get("points", {}).get("closed", {}).get("per_second")

    def slow(name: str, point: str) -> Any:
        return lambda one: (one.get(name) or {}).get("points", {}).get(point, {}).get("p50_ms")

    def memory(name: str) -> Any:
        return lambda one: (one.get(name) or {}).get("kib_per_session")

    found: dict[str, Any] = {
        "floor_us": spread([value for one in rounds if (value := floor_of(one))], 0),
        "cpu / F, saturated, SQLite": over(rounds, cpu("sqlite"), floor_of),
        "rate / bare fan-out's rate": over(rounds, rate("sqlite"), rate("fan_out")),
        "cpu / bare fan-out, open 1000/s": over(rounds, cpu("sqlite", "open 1000/s"), cpu("fan_out", "open 1000/s")),
        "cpu / the usual way": over(rounds, cpu("sqlite"), cpu("usual_way")),
        "cpu / python-socketio": over(rounds, cpu("sqlite"), cpu("python_socketio")),
        "p50 / bare fan-out's p50, open 100/s": over(
            rounds, slow("sqlite", "open 100/s"), slow("fan_out", "open 100/s")
        ),
        "PostgreSQL: cpu / SQLite's": over(rounds, cpu("postgresql_1"), cpu("sqlite")),
        "two processes, partners split / together": over(rounds, cpu("postgresql_2"), cpu("postgresql_2_together")),
        "two processes, partners split / together, open 100/s": over(
            rounds, cpu("postgresql_2", "open 100/s"), cpu("postgresql_2_together", "open 100/s")
        ),
        "two processes, partners split / one": over(rounds, cpu("postgresql_2"), cpu("postgresql_1")),
        "memory of a session / bare fan-out's": over(rounds, memory("sqlite"), memory("fan_out")),
    }
    floors = [value for one in rounds if (value := floor_of(one))]
    middle = statistics.median(floors) if floors else 0
    found["steady"] = all(abs(value - middle) <= UNSTEADY * middle for value in floors)
    return found


def table(results: dict[str, Any]) -> str:
    rounds = results["rounds"]
    lines = [
        "| | load | CPU µs a command | commands/s | p50 / p95 / p99 ms | KiB a session |",
        "|---|---|---|---|---|---|",
    ]
    for name, title in TITLES.items():
        ones = [one[name] for one in rounds if name in one]
        if not ones:
            continue
        if not isinstance(ones[0], dict):
            lines.append(f"| {title} | | {statistics.median(ones):.0f} | | | |")
            continue
        lines += [_line(title, point, [one for one in ones if point in one["points"]]) for point in ones[0]["points"]]
    lines += ["", "| ratio, formed inside each round | median | range |", "|---|---|---|"]
    for name, value in results["summary"].items():
        if isinstance(value, dict):
            lines.append(f"| {name} | {value['median']} | {value['least']} to {value['most']} |")
    lines += sizes_of(results)
    if not results["summary"]["steady"]:
        lines += ["", "The floor differs by more than 40 % between rounds: the machine was not quiet, no verdict."]
    return "\n".join(lines)


def _line(title: str, point: str, ones: list[dict[str, Any]]) -> str:
    def middle(name: str) -> float:
        return float(statistics.median(one["points"][point][name] for one in ones))

    groups = ones[0]["points"][point]["cpu_us"]
    cpu = " + ".join(
        f"{statistics.median(one['points'][point]['cpu_us'][group] for one in ones):.0f} {group}" for group in groups
    )
    late = "" if middle("in_time") >= 0.95 else " (does not keep up)"
    delays = " / ".join(f"{middle(name):.1f}" for name in ("p50_ms", "p95_ms", "p99_ms"))
    memory = statistics.median(one["kib_per_session"] for one in ones)
    return f"| {title} | {point}{late} | {cpu} | {middle('per_second'):.0f} | {delays} | {memory:.0f} |"


def sizes_of(results: dict[str, Any]) -> list[str]:
    if not results["sizes"]:
        return []
    lines = ["", "| open sessions | floor µs | ours µs | floor KiB | ours KiB |", "|---|---|---|---|---|"]
    for size, both in results["sizes"].items():
        floor, ours = both["fan_out"], both["sqlite"]
        lines.append(
            f"| {size} | {cpu_of(floor):.0f} | {cpu_of(ours):.0f} "
            f"| {floor['kib_per_session']:.0f} | {ours['kib_per_session']:.0f} |"
        )
    return lines
