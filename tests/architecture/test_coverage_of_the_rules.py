"""The pure core is covered by its own stories alone, every branch of it: no other test may be what holds a rule.

By hand: pytest tests/sessions/protocol --cov=app/sessions/protocol --cov-branch --cov-fail-under=100
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
STORIES = "tests/sessions/protocol"
# What is drawn at random or searched for is left out: a branch must be told, and not be met by luck.
SEARCHES = ("test_any_history.py", "test_every_state.py", "test_privacy.py", "test_walks.py")


def test_the_stories_of_the_core_reach_every_branch_of_it(tmp_path: Path) -> None:
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", STORIES, f"--confcutdir={STORIES}", "-q", "-p", "no:cacheprovider"),
            *(f"--ignore={STORIES}/{one}" for one in SEARCHES),
            *("--cov=app/sessions/protocol", "--cov-branch", "--cov-fail-under=100"),
        ],
        cwd=ROOT,
        # A run that is itself measured must not measure this one too.
        env={
            **{name: at for name, at in os.environ.items() if not name.startswith("COV")},
            "COVERAGE_FILE": f"{tmp_path}/data",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
