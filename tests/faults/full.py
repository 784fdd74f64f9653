"""The full counts: `python -m tests.faults.full [--lock FILE] [row …]`, such as `F3 M2`; a line of a table each.

A piece is one file's tests under one seed, a few minutes at most, so that a machine that is shared has its turns; with
a lock file each takes its own. How much is looked at is what the design asks of a night (assurance.md 4.1).
`REJOIN_TEST_SEED` is the first seed; the answer is 1 if anything failed.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE = Path(__file__).parent
MIGRATIONS: Final = "../database/test_each_migration.py"
FIRST_SEED = int(os.environ.get("REJOIN_TEST_SEED", "20261123"))


@dataclass(frozen=True, slots=True)
class Part:
    """Some tests of one file, `depth` times what a pull request does, and that with so many seeds."""

    row: str
    file: str
    only: str
    depth: float
    seeds: int = 1


PARTS: Final = (
    Part("F1", "test_random_kills.py", "nothing_acknowledged", 4, 2),  # 200 kills of one process
    Part("F1", "test_random_kills.py", "partners", 4, 2),  # 64 of either of two
    Part("F2", "test_places_to_die.py", "two_processes", 4, 5),  # 160 places
    Part("F2", "test_places_to_die.py", "one_process", 10, 2),  # 80
    Part("F2", "test_places_to_die.py", "key or erasing", 1),
    Part("F3", "test_postgresql_away.py", "restart", 9, 2),  # 54 restarts
    Part("F3", "test_postgresql_away.py", "throwing", 17),  # 51 times everybody out
    Part("F3", "test_postgresql_away.py", "stands_still", 10),
    Part("F4", "test_valkey_away.py", "", 1),  # its own count: fifty kills, fifty emptyings, five minutes without it
    Part("F5", "test_partitions.py", "database", 4, 5),  # four kinds, twenty times each
    Part("F5", "test_partitions.py", "bus", 5, 4),  # five kinds
    Part("F5", "test_partitions.py", "one_by_one", 10, 2),
    Part("F6", "test_bad_lines.py", "", 5, 2),  # seven toxics, ten times each
    Part("F7", "test_due_timers.py", "each_end", 34),  # 10,200 timers
    Part("F7", "test_due_timers.py", "goes_back", 10),
    Part("F8", "test_storage.py", "not orders", 3),
    Part("F8", "full_storage.py", "full_disk", 6),
    Part("F8", "full_storage.py", "pwrite64 and ENOSPC", 10, 3),
    Part("F8", "full_storage.py", "pwrite64 and EIO", 10, 3),
    Part("F8", "full_storage.py", "fdatasync and EIO", 10, 3),
    Part("F8", "full_storage.py", "every_answer", 1),
    Part("B1, B2", "test_erasures.py", "sqlite", 5, 2),
    Part("B1, B2", "test_erasures.py", "postgresql", 5, 2),
    Part("M1", MIGRATIONS, "back_and_forth", 80),  # a thousand rows in every table
    Part("M1", MIGRATIONS, "only_ever_adds", 1),
    Part("M2", "test_migrations.py", "sqlite", 100),  # killed at every statement
    Part("M2", "test_migrations.py", "postgresql", 100),
    Part("M2", "full_previous.py", "", 1),  # five earlier schemas
)


def main(*given: str) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="row")
    parser.add_argument("--lock", type=Path)
    asked = parser.parse_args(given)
    say("| row | tests | depth, seed | result | counted | seconds |\n|---|---|---|---|---|---|")
    failed = [
        part
        for part in PARTS
        for number in range(part.seeds)
        if (not asked.rows or part.row in asked.rows) and not passed(part, FIRST_SEED + number, asked.lock)
    ]
    return 1 if failed else 0


def passed(part: Part, seed: int, lock: Path | None) -> bool:
    environment = {
        "REJOIN_TEST_FAULTS": "50",
        **os.environ,
        "REJOIN_TEST_DEPTH": str(part.depth),
        "REJOIN_TEST_SEED": str(seed),
    }
    command = [sys.executable, "-m", "pytest", str(HERE / part.file), "-k", part.only, "-q", "-rP"]
    with turn(lock):
        began = time.monotonic()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        seconds = time.monotonic() - began
    result = re.sub(r" in [\d.]+s.*| ?,? ?\d+ deselected", "", done.stdout.strip().rpartition("\n")[2])
    name = f"{Path(part.file).name} {part.only}".strip()
    counted = "; ".join(figures(done.stdout))
    say(f"| {part.row} | {name} | {part.depth:g}, {seed} | {result} | {counted} | {seconds:.0f} |")
    if done.returncode:
        say(done.stdout[-5000:])
    return done.returncode == 0


@contextmanager
def turn(lock: Path | None) -> Iterator[None]:
    if lock is None:
        yield
        return
    with lock.open("a") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def figures(printed: str) -> list[str]:
    """What the tests counted."""
    parts = printed.split("Captured stdout call ")[1:]
    lines = [line for part in parts for line in part.splitlines()[1:] if line]
    until = [line for line in lines if line[0] not in "-_=[" and not re.match(r"WARNING|\d+ passed|PASSED", line)]
    return [line for line in until if not line.startswith("seed ")]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
