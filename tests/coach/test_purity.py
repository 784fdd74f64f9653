"""The coach is safe to call anywhere: one regular expression, no file opened while it reads a text, many threads."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import app.coach
from app.coach import coach

FOLDER = Path(app.coach.__file__).parent
SOURCES = sorted(FOLDER.rglob("*.py"))
TEXTS = ["You never listen.", "I felt sad.", "You are so selfish.", "My feet are killing me.", "You hit me."] * 20


def imports_of(source: Path) -> set[str]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return plain | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("source", SOURCES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_only_the_tokenizer_meets_text_with_a_regular_expression(source: Path) -> None:
    assert ("re" in imports_of(source)) == (source.name == "tokens.py")


def test_once_loaded_it_opens_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    coach("Hello.", stage="speaker")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    assert coach("You never listen.", stage="speaker").verdict == "revise"


def test_many_threads_get_the_same_answers() -> None:
    alone = [coach(text, stage="speaker") for text in TEXTS]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda text: coach(text, stage="speaker"), TEXTS)) == alone


def test_every_file_of_a_pack_is_text_beside_the_code_and_so_in_the_wheel() -> None:
    files = [file for file in (FOLDER / "packs" / "en").rglob("*") if file.is_file()]
    assert {file.suffix for file in files} <= {".tsv", ".txt", ".json"}
    assert sum(file.stat().st_size for file in files) < 1_500_000
