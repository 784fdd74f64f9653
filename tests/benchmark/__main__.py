"""`python -m tests.benchmark`: the floor, the usual way, the peers and ours, in shuffled rounds.

Prints the goals with their verdicts. `--results FILE` keeps the figures, `--picture FILE` a picture of them, and
`--document FILE` puts the tables between its two marks. Parts that are not measured this time stay as they were.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmark import hard, kept, reporting, rounds, sizes, start
from tests.benchmark.documents import put_into
from tests.benchmark.drawing import picture
from tests.benchmark.goals import GOALS, is_steady
from tests.benchmark.processes import ROOT, pin

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where figures go is no part of how they were measured.
KEPT_APART = (".json", ".svg", ".md", "--results", "--picture", "--document")
BEGINS, ENDS = "<!-- figures: the output of the command above -->", "<!-- end of figures -->"
PARTS = ("rounds", "sizes", "kept", "start", "hard")


def main() -> None:
    options = _options()
    if not options.no_pin:
        pin()
    file: Path | None = options.results
    results: dict[str, Any] = json.loads(file.read_text()) if file and file.exists() else {}
    results["machine"] = {"cores": os.cpu_count(), "python": sys.version.split()[0]}
    began = time.monotonic()
    for title, found in _measured(options):
        _take(found, results, add=options.add or title != "round 1")
        results.setdefault("measured", {})[title] = _how(time.monotonic() - began)
        began = time.monotonic()
        if file:
            # After each, for a run may be cut short.
            file.write_text(json.dumps(results, indent=1) + "\n")
    tables = reporting.document(results)
    if not options.verify:
        print(tables)
    if options.picture:
        options.picture.write_text(picture(results))
    if options.document:
        put_into(options.document, tables, begins=BEGINS, ends=ENDS)
    _leave(results, gate=options.gate)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--parts", default=",".join(PARTS), help="what to measure, separated by commas; none: only show"
    )
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--only", default="", help="contenders, separated by commas")
    parser.add_argument("--add", action="store_true", help="add the rounds to those that are in the results")
    parser.add_argument("--sessions", type=int, default=100, help="open in the rounds")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each operating point")
    parser.add_argument("--sizes", default="100,1000,5000,9000", help="open sessions, for the part `sizes`")
    parser.add_argument("--no-default-collector", action="store_true", help="not the largest size a second time")
    parser.add_argument(
        "--verify", action="store_true", help="a short round of everybody, and only whether it is right"
    )
    parser.add_argument("--gate", action="store_true", help="end with 1 where a goal is missed by more than 25 %%")
    parser.add_argument("--no-pin", action="store_true", help="let the system choose the cores")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--document", type=Path)
    options = parser.parse_args()
    if options.verify:
        options.parts, options.rounds, options.seconds = "rounds", 1, 0.5
    return options


def _measured(options: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was measured, one piece after the other."""
    parts, seconds = options.parts.split(","), options.seconds
    only = [one for one in options.only.split(",") if one]
    if "rounds" in parts:
        found = rounds.run_rounds(options.rounds, only, sessions=options.sessions, seconds=seconds)
        for number, one in enumerate(found, start=1):
            yield f"round {number}", {"rounds": [one]}
    if "sizes" in parts:
        chosen = sorted(int(size) for size in options.sizes.split(","))
        for size in chosen:
            by_default = size == chosen[-1] and not options.no_default_collector
            both = sizes.at_size(size, seconds=seconds, only=only, by_default=by_default)
            yield f"{size:,} sessions", {"sizes": {str(size): both}}
    if "kept" in parts:
        yield "kept", {"kept_kib": kept.kib_of_state()}
    if "start" in parts:
        yield "start", {"start": start.cold_start()}
    if "hard" in parts:
        for one in hard.run():
            yield " ".join(one).replace("_", " "), {"hard": one}


def _take(found: dict[str, Any], results: dict[str, Any], *, add: bool) -> None:
    """Rounds are added to each other, and sides of a size to each other; the rest takes the place of what was there."""
    if "rounds" in found and add:
        found["rounds"] = [*results.get("rounds", []), *found["rounds"]]
    if "sizes" in found:
        before = results.get("sizes", {})
        found["sizes"] = before | {size: before.get(size, {}) | one for size, one in found["sizes"].items()}
    if "hard" in found:
        found["hard"] = results.get("hard", {}) | found["hard"]
    results |= found


def _how(seconds: float) -> dict[str, Any]:
    command = " ".join(["python -m tests.benchmark", *(one for one in sys.argv[1:] if not one.endswith(KEPT_APART))])
    return {
        "command": command,
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "took_s": round(seconds),
        "load_average": [round(one, 2) for one in os.getloadavg()],
        "commit": _commit(),
    }


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _leave(results: dict[str, Any], *, gate: bool) -> None:
    if faults := sorted(set(_faults(results))):
        sys.exit(f"not verified: {faults}")
    print("verified: every event once and in order, every log gapless, every accepted command stored once")
    steady = is_steady(results.get("rounds", []))
    missed = [one.title for one in GOALS if one.verdict(one.seen(results)) == "**missed**"]
    if gate and steady and missed:
        sys.exit(f"missed by more than 25 %: {missed}")


def _faults(found: Any) -> Iterator[str]:  # Any: results, whatever their shape
    if isinstance(found, dict):
        yield from found.get("faults", [])
        found = list(found.values())
    if isinstance(found, list):
        for one in found:
            yield from _faults(one)


if __name__ == "__main__":
    main()
