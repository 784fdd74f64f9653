"""The checks of style are tests as well, so that the one test command covers them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("lint-imports", "--no-cache"),
    ],
    ids=" ".join,
)
def test_the_code_keeps_the_house_rules(command: tuple[str, ...]) -> None:
    assert_passes(command)


@pytest.mark.timeout(400)
def test_every_type_is_right() -> None:
    assert_passes(("mypy",))


def assert_passes(command: tuple[str, ...]) -> None:
    tool = Path(sys.executable).parent / command[0]
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-6000:]}{done.stderr[-2000:]}"
