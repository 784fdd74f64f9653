"""The full counts of the fault tests: `python -m tests.faults.full [part of a file's name …]`; 1 if any failed.

How deep each file is looked at is what the design asks of a release. `REJOIN_TEST_SEED` repeats a run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

HERE = Path(__file__).parent

# What a pull request does, so many times.
DEPTHS: Final = {
    "test_random_kills.py": 8,  # 200 kills of one process, 64 of two
    "test_places_to_die.py": 20,  # 160 places of two processes, 80 of one
    "test_postgresql_away.py": 17,  # 51 restarts, 51 times everybody out, 17 stalls
    "test_valkey_away.py": 1,  # its own count: 50 kills, 50 emptyings, 50 commands without it
    "test_partitions.py": 20,  # every kind 20 times
    "test_bad_lines.py": 10,  # seven toxics ten times
    "test_due_timers.py": 34,  # 10,200 timers, a hundred kills
    "test_storage.py": 3,
    "test_erasures.py": 10,  # ten drills on each database
    "test_migrations.py": 100,  # killed at every statement
    "full_storage.py": 30,
}


def main(*wanted: str) -> int:
    failed = 0
    for file in sorted([*HERE.glob("test_*.py"), *HERE.glob("full_*.py")]):
        if wanted and not any(part in file.name for part in wanted):
            continue
        began = time.monotonic()
        depth = str(DEPTHS.get(file.name, 1))
        environment = {"REJOIN_TEST_FAULTS": "50", "REJOIN_TEST_DEPTH": depth, **os.environ}
        command = [sys.executable, "-m", "pytest", str(file), "-q", "-rP"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        failed += done.returncode != 0
        last = done.stdout.strip().rpartition("\n")[2]
        sys.stdout.write(f"{file.name}, depth {environment['REJOIN_TEST_DEPTH']}: {last}\n")
        sys.stdout.writelines(f"    {line}\n" for line in figures(done.stdout))
        sys.stdout.write(f"    {time.monotonic() - began:.0f} s\n")
        if done.returncode:
            sys.stdout.write(done.stdout[-5000:])
        sys.stdout.flush()
    return 1 if failed else 0


def figures(printed: str) -> list[str]:
    """What the tests counted."""
    parts = printed.split("Captured stdout call ")[1:]
    lines = [line for part in parts for line in part.splitlines()[1:] if line and not line.startswith("[")]
    return [line for line in lines if line[0] not in "-_=" and " in " not in line[-20:]]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
