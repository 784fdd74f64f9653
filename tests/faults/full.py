"""The full counts of the fault tests: `python -m tests.faults.full [depth]`; one line for each file, 1 if any failed.

Depth 10 is the night. `REJOIN_TEST_SEED` repeats a run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def main(depth: str = "10") -> int:
    environment = {"REJOIN_TEST_FAULTS": "50", **os.environ, "REJOIN_TEST_DEPTH": depth}
    failed = 0
    for file in sorted([*HERE.glob("test_*.py"), *HERE.glob("full_*.py")]):
        began = time.monotonic()
        command = [sys.executable, "-m", "pytest", str(file), "-q", "-rP"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        failed += done.returncode != 0
        last = done.stdout.strip().rpartition("\n")[2]
        sys.stdout.write(f"{file.name}: {last} ({time.monotonic() - began:.0f} s)\n")
        if done.returncode:
            sys.stdout.write(done.stdout[-5000:])
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
