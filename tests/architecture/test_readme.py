"""The documents that people write by hand name what is there, and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
WRITTEN = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
MODULE = re.compile(r"`(app|tests|scripts|migrations|docs)/([A-Za-z0-9_./-]+)`")


def test_the_readme_names_every_setting_and_no_other() -> None:
    named = set(re.findall(rf"`({PREFIX}[A-Z0-9_]+)`", (ROOT / "README.md").read_text()))
    assert named == {f"{PREFIX}{name}".upper() for name in Settings.model_fields}


@pytest.mark.parametrize("document", WRITTEN, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_between_the_documents_leads_somewhere(document: Path) -> None:
    found = LINK.findall(document.read_text())
    assert [link for link in found if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", WRITTEN, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    named = ["/".join(parts) for parts in MODULE.findall(document.read_text())]
    assert [name for name in named if not (ROOT / name).exists()] == []
