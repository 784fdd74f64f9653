"""Set-up: what the README says is what continuous integration runs, and every library is pinned without a host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINS = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines())


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_that_we_name_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    named = [*project["dependencies"], *(line for extra in extras for line in extra)]
    pinned = {plain(name) for name in PINS}
    assert [line for line in named if plain(re.split(r"[\[<>=]", line)[0]) not in pinned] == []


def test_pins_are_exact_and_name_no_host() -> None:
    for version in PINS.values():
        assert re.fullmatch(r"[0-9][0-9A-Za-z.]*", version)


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    command = (ROOT / ".ci" / "run").read_text().splitlines()[-1]
    assert command.endswith(".venv/bin/pytest -n auto --dist worksteal")
    assert command in (ROOT / "README.md").read_text()


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    kept = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
        assert name in kept
