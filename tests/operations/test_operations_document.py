"""docs/operations.md names every log event, every number, every fault and every command, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli import cli
from app.observability.exposition import registry_of
from tests.architecture.test_rules_in_code import SOURCES, is_log_call

if TYPE_CHECKING:
    from tests.conftest import Server

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "operations.md").read_text()


def section(title: str) -> str:
    return DOCUMENT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(text: str) -> set[str]:
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return set(re.findall(r"`([a-z_]+)`", " ".join(rows)))


def test_every_log_event_is_explained() -> None:
    logged = {
        str(node.args[0].value)
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text()))
        if is_log_call(node) and isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant)
    }
    assert first_cells(section("Log events")) == logged


def test_every_number_is_explained(server: Server) -> None:
    shown = {family.name for family in registry_of(server.app.state.metrics).collect()}
    counters = {name for name in shown if name.startswith("rejoin_")}
    explained = {name.removesuffix("_total") for name in first_cells(section("Monitoring"))}
    assert {name for name in explained if name.startswith("rejoin_")} == counters


def test_every_fault_that_verify_finds_is_explained() -> None:
    audits = [file.read_text() for file in SOURCES if file.name == "auditing.py"]
    faults = {name for text in audits for name in re.findall(r'faults\["(\w+)"\]', text)}
    assert faults
    assert first_cells(section("Verify")) == faults


def test_every_command_that_it_names_exists() -> None:
    commands = {one.name or one.callback.__name__ for one in cli.registered_commands if one.callback}
    named = set(re.findall(r"\brejoin ([a-z-]+)\b(?! is| was)", re.sub(r"`[^`]*/[^`]*`", "", DOCUMENT)))
    typed = {name for name in named if f"`rejoin {name}" in DOCUMENT or f"    rejoin {name}" in DOCUMENT}
    assert typed
    assert typed <= commands
