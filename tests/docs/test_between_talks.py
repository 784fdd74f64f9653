"""docs/between-talks.md and docs/agreements.md are true: the commands run, and an exported history can be checked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.docs.commands import blocks_of_commands, run
from tests.ports import free_port
from tests.test_serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS: Final = Path(__file__).parents[2] / "docs"
TOUR: Final = (DOCS / "between-talks.md").read_text()
# What each block prints, line by line, in the order of the document.
PROMISED: Final = [
    [],
    ["active", "True", "active", "True", "2"],
    ["Europe/Vienna", "partly", "partly", "None"],
    [
        *("not_found", "[]", "locked", "private", "brief-repair", "None"),
        *("crossed", "redress_planned", "redress_planned", "redress_done", "redress_done", "renewed"),
    ],
    ["job", "review_due", "True", "None", "kept"],
    [
        *("True", "locked", "I put an alarm.", "I begin with one evening.", "False"),
        *("I will write one line", "open", "settled"),
    ],
    ["open", "None", "None", "open", "We cook together more."],
    ["False", "You came home early so that I could sleep.", "You came home early so that I could sleep."],
    ["both", "True", "[]"],
    ["True", "BEGIN:VCALENDAR", "True", "2"],
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which somebody follows the tour."""
    return tmp_path_factory.mktemp("reader")


@pytest.fixture(scope="module")
def printed(reader: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[list[str]]]:
    port = free_port()
    with serving(tmp_path_factory.mktemp("between"), port, REJOIN_SANDBOX="true", REJOIN_ARGON2="cheapest"):
        blocks = run(TOUR, at=f"http://127.0.0.1:{port}", folder=reader)
        yield [block.split("\n") for block in blocks]


def test_every_block_prints_what_the_text_around_it_promises(printed: list[list[str]]) -> None:
    assert len(PROMISED) == len(blocks_of_commands(TOUR))
    assert [[line for line in block if line] for block in printed] == PROMISED


def test_no_words_that_one_kept_are_in_the_export_of_the_other(printed: list[list[str]], reader: Path) -> None:
    assert printed
    ada, ben = ((reader / f"{name}.json").read_text() for name in ("ada", "ben"))
    kept = ("I found out by chance.", "He hums when he cooks.", "Am I angry about Friday, or about my father?")

    assert [words for words in kept if words not in ada] == []
    assert [words for words in kept if f'"{words}"' in ben] == []


@pytest.mark.parametrize("whose", ["ada", "ben"])
def test_anyone_can_check_an_exported_history(printed: list[list[str]], reader: Path, whose: str) -> None:
    assert printed
    lines = checked(reader / f"{whose}.json")

    assert len(lines) == 3
    assert all(line.endswith("words fit chain fits") for line in lines), lines


def test_whoever_changes_a_word_or_a_version_is_found_out(
    printed: list[list[str]], reader: Path, tmp_path: Path
) -> None:
    assert printed
    export: Any = json.loads((reader / "ben.json").read_text())
    versions = next(one for one in export["data"]["agreements"] if len(one["versions"]) == 2)["versions"]
    versions[1]["acceptable"] = ["Everything."]
    versions[0]["version"] = "0" * 64
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(export))

    first, second = [line for line in checked(changed) if "fit " not in line]
    assert first.endswith("WORDS DIFFER CHAIN NOT SHOWN OR BROKEN")
    assert second.endswith("WORDS DIFFER chain fits")


def checked(export: Path) -> list[str]:
    """What the program of docs/agreements.md prints about an export."""
    [program] = re.findall(r"```python\n(.*?)```", (DOCS / "agreements.md").read_text(), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(export)], capture_output=True, text=True, check=True, timeout=30
    )
    return done.stdout.splitlines()
