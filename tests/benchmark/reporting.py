"""From results to tables: goals with verdicts, contenders, ratios, sizes. Each figure is a median, with its range."""

from __future__ import annotations

import statistics
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.benchmark import figures as f
from tests.benchmark.goals import GOALS, is_steady

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmark.goals import Goal

TITLES = {
    "fan_out": "floor: bare `websockets` fan-out, nothing stored",
    "append": "floor: bare durable append, 32 commands a flush",
    "domain": "our rules alone: read, check, coach, decide, fold, seal, draw",
    "node_ws": "`ws` on Node, a transaction a turn of its loop, no rules",
    "node_socketio": "Socket.IO on Node, a transaction a turn, no rules",
    "node_socketio_tx": "Socket.IO on Node, a transaction a command, no rules",
    "python_socketio": "python-socketio, group-committing store, no rules",
    "usual_way": "the usual way: FastAPI, ORM session a message, no rules",
    "usual_way_postgresql": "the same on PostgreSQL",
    "sqlite": "Rejoin on SQLite, one process",
    "postgresql_1": "Rejoin on PostgreSQL + Valkey, one process",
    "postgresql_2_together": "the same, two processes, partners together",
    "postgresql_2": "the same, two processes, partners split",
}
NOTHING = "-"
UNSTEADY = "The floor differs by more than 40 % between rounds: the machine was not quiet, **no verdict** on rounds."


def document(results: dict[str, Any]) -> str:
    lines = [*_measured(results), "", *goals(results), "", *contenders(results), "", *_beside(results)]
    return "\n".join([*lines, *_sizes(results), *_hard(results)])


def _measured(results: dict[str, Any]) -> Iterator[str]:
    machine = results["machine"]
    yield f"Measured on {machine['cores']} cores, Python {machine['python']}, part by part:"
    yield ""
    for part, how in results["measured"].items():
        load = ", ".join(f"{one:.1f}" for one in how["load_average"])
        when = f"{how['at']}, {how['took_s']} s, commit {how['commit']}, load average {load}"
        yield f"- {part}: `{how['command']}`, {when}"


def goals(results: dict[str, Any]) -> Iterator[str]:
    steady = is_steady(results.get("rounds", []))
    yield "| goal | must | stretch | seen (range) | verdict | with the rules' own time |"
    yield "|---|---|---|---|---|---|"
    for goal in GOALS:
        seen, whole = goal.seen(results), goal.whole(results)
        sign = "≥" if goal.at_least else "≤"
        must, stretch = (f"{sign} {_number(value)}{goal.unit}" for value in (goal.must, goal.stretch))
        yield (
            f"| {goal.title} | {must} | {stretch} | {spread(seen, goal.unit)} "
            f"| {_verdict(goal, seen, steady=steady)} | {_whole(goal, whole, steady=steady)} |"
        )
    if not steady:
        yield ""
        yield UNSTEADY


def _whole(goal: Goal, whole: list[float], *, steady: bool) -> str:
    return f"{spread(whole, goal.unit)}, {_verdict(goal, whole, steady=steady)}" if whole else ""


def _verdict(goal: Goal, found: list[float], *, steady: bool) -> str:
    return goal.verdict(found) if steady or goal.part != "rounds" else "no verdict"


def spread(found: list[float], unit: str = "") -> str:
    if not found:
        return NOTHING
    median = f"{_number(statistics.median(found))}{unit}"
    return median if len(found) == 1 else f"{median} ({_number(min(found))} to {_number(max(found))})"


def _number(value: float) -> str:
    return f"{value:.3g}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def contenders(results: dict[str, Any]) -> Iterator[str]:
    rounds = results.get("rounds", [])
    if not rounds:
        return
    yield "| | load | CPU µs a command | commands/s | p50 / p95 / p99 ms | KiB a session, then in the end |"
    yield "|---|---|---|---|---|---|"
    for name, title in TITLES.items():
        ones = [one[name] for one in rounds if name in one]
        if ones and not isinstance(ones[0], dict):
            yield f"| {title} | | {statistics.median(ones):.0f} | | | |"
        elif ones:
            for load in ones[0]["points"]:
                yield _line(title, load, [one for one in ones if load in one["points"]])
        else:
            yield f"| {title} | not measured here | | | | |"


def _line(title: str, load: str, ones: list[dict[str, Any]]) -> str:
    points = [one["points"][load] for one in ones]

    def middle(name: str) -> float:
        return float(statistics.median(point[name] for point in points))

    groups = {group: statistics.median(point["cpu_us"][group] for point in points) for group in points[0]["cpu_us"]}
    cpu = " + ".join(f"{used:.0f} {group}" for group, used in groups.items())
    late = "" if middle("in_time") >= f.IN_TIME else " (does not keep up)"
    delays = " / ".join(f"{middle(name):.1f}" for name in ("p50_ms", "p95_ms", "p99_ms"))
    memory = ", ".join(
        f"{statistics.median(one[name] for one in ones):.0f}" for name in ("kib_per_session", "kib_in_the_end")
    )
    return f"| {title} | {load}{late} | {cpu} | {middle('per_second'):,.0f} | {delays} | {memory} |"


def _beside(results: dict[str, Any]) -> Iterator[str]:
    """Ratios that are no goals, and good to know."""
    rounds = results.get("rounds", [])
    cpu = partial
    wanted = {
        "F, µs": f.values(rounds, f.floor),
        "CPU / `ws` on Node, batched; rules taken off": f.ratios(
            rounds, cpu(f.without_rules, name="sqlite"), cpu(f.cpu, name="node_ws")
        ),
        "PostgreSQL: CPU / SQLite's": f.ratios(rounds, cpu(f.cpu, name="postgresql_1"), cpu(f.cpu, name="sqlite")),
        "two processes, partners together / one process": f.ratios(
            rounds, cpu(f.cpu, name="postgresql_2_together"), cpu(f.cpu, name="postgresql_1")
        ),
        "two processes, partners split / together, databases included": f.ratios(
            rounds, cpu(f.cpu, name="postgresql_2"), cpu(f.cpu, name="postgresql_2_together")
        ),
    }
    if not rounds:
        return
    yield "| also, formed inside each round | median (range) |"
    yield "|---|---|"
    for title, found in wanted.items():
        if found:
            yield f"| {title} | {spread(found)} |"


def _sizes(results: dict[str, Any]) -> Iterator[str]:
    if not results.get("sizes"):
        return
    yield from ("", "| open sessions | floor µs | ours µs | floor KiB | ours KiB | ours, longest collection ms |")
    yield "|---|---|---|---|---|---|"
    for size in sorted(results["sizes"], key=int):
        ones = [results["sizes"][size]]
        cells = [_cell(ones, name, what) for what in ("cpu", "kib_in_the_end") for name in ("fan_out", "sqlite")]
        yield f"| {int(size):,} | {' | '.join(cells)} | {_cell(ones, 'sqlite', 'longest_pause_ms')} |"
    yield from ("", f"The most sessions that were open: {max(int(size) for size in results['sizes']):,}.")
    for size, one in results["sizes"].items():
        if "default_collector" in one:
            pause = one["default_collector"]["longest_pause_ms"]
            yield from ("", f"With Python's own collector the longest pause at {int(size):,} sessions was {pause} ms.")


def _cell(ones: list[dict[str, Any]], name: str, what: str) -> str:
    found = [f.cpu(one, name) if what == "cpu" else one[name][what] for one in ones if name in one]
    known = [float(value) for value in found if value is not None]
    return f"{statistics.median(known):,.0f}" if known else NOTHING


def _hard(results: dict[str, Any]) -> Iterator[str]:
    hard = results.get("hard")
    if not hard:
        return
    yield from (
        "",
        "| with every flush 2 ms slower | one flush ms | p50 in flushes | p50 / p95 / p99 ms | commands | wrong |",
    )
    yield "|---|---|---|---|---|---|"
    for key, title in (("slow_disk", "SQLite, one process"), ("lost_rings", "two processes, 30 % of rings lost")):
        for one in hard.get(key, []):
            delays = " / ".join(f"{one[name]:.1f}" for name in ("p50_ms", "p95_ms", "p99_ms"))
            wrong = "0" if not one["faults"] else "; ".join(one["faults"])
            at = f"{title}, {one['rate']:.0f}/s"
            flushes = f"{one['flush_ms']:.2f} | {one['flushes']:.1f}"
            yield f"| {at} | {flushes} | {delays} | {one['commands']:,} | {wrong} |"
    if why := hard.get("not_measured"):
        yield from ("", f"Not measured here: {why}.")
