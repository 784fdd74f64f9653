"""Rules that guard safety, checked on the source itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "app").rglob("*.py"))
DRAWERS = {"utils", "helpers", "common", "core", "base", "manager", "misc"}
MAY_COMMIT = {"app/database/engine.py", "app/database/migrate.py"}
MAY_ASK_THE_TIME = {"app/clock.py", "app/observability/logging.py"}
# Letters in brackets match as they are; so this file, too, names no host.
PRIVATE_TOKENS = re.compile(
    r"py[p]i\.org|pythonh[o]sted|regist[r]y\.npmjs|files\.pyth[o]n|ind[e]x-url|find-lin[k]s", re.IGNORECASE
)


def calls_of(tree: ast.AST, attribute: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == attribute
        and not ast.unparse(node.func.value).endswith("committer")  # it hands over to `Database.write`
    ]


@pytest.fixture(params=SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def source(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_a_module_says_first_what_it_is_for(source: Path) -> None:
    assert ast.get_docstring(ast.parse(source.read_text())), f"{source} has no docstring"


def test_only_the_database_commits(source: Path) -> None:
    if str(source.relative_to(ROOT)) not in MAY_COMMIT:
        assert calls_of(ast.parse(source.read_text()), "commit") == []


def test_only_the_clock_asks_the_time(source: Path) -> None:
    if str(source.relative_to(ROOT)) not in MAY_ASK_THE_TIME:
        tree = ast.parse(source.read_text())
        assert [*calls_of(tree, "now"), *calls_of(tree, "utcnow"), *calls_of(tree, "today")] == clock_calls(tree)


def test_a_log_line_is_a_plain_name(source: Path) -> None:
    """DR-18: no interpolation and no text in the call; ids go to `extra`."""
    for node in ast.walk(ast.parse(source.read_text())):
        if is_log_call(node):
            assert isinstance(node, ast.Call)
            name = node.args[0] if node.args else None
            assert isinstance(name, ast.Constant), f"{source}:{node.lineno}"
            assert re.fullmatch(r"[a-z][a-z0-9_]+", str(name.value)), f"{source}:{node.lineno}"
            assert len(node.args) == 1, f"{source}:{node.lineno}"


def test_there_are_no_drawers() -> None:
    names = {part for file in SOURCES for part in file.relative_to(ROOT).with_suffix("").parts}
    assert names & DRAWERS == set()


def test_no_module_is_too_long_to_read() -> None:
    long = [f"{file.relative_to(ROOT)}" for file in SOURCES if len(file.read_text().splitlines()) > 500]
    assert long == []


def test_no_file_names_a_package_host() -> None:
    here = Path(__file__)
    for file in (*ROOT.glob("*.*"), ROOT / "Dockerfile", *ROOT.glob("scripts/*"), *ROOT.glob(".ci/*"), *SOURCES):
        if file.is_file() and file != here and file.suffix != ".pyc":
            assert PRIVATE_TOKENS.search(file.read_text(errors="ignore")) is None, file


def is_log_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"log", "logger"}
        and node.func.attr in {"debug", "info", "warning", "error", "exception", "critical"}
    )


def clock_calls(tree: ast.AST) -> list[int]:
    """Return the calls that ask a given clock, such as `resources.clock.now()`."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "now"
        and re.search(r"clock$", ast.unparse(node.func.value))
    ]
