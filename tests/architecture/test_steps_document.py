"""The therapists' document of steps is fresh, and leaves out no kind, no option and no limit."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Final

from app.templates.steps import BOUNDS, STEP_KINDS
from app.templates.steps_document import EVERY_STEP, LIMITS, OPTIONS, steps_document

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "therapists" / "steps.md"


def test_the_document_of_steps_is_fresh() -> None:
    assert DOCUMENT.read_text() == steps_document(), "run scripts/documents"


def test_every_kind_of_step_with_its_options_and_every_limit_is_described() -> None:
    written = DOCUMENT.read_text()
    options = {one.name for step in STEP_KINDS.values() for one in fields(step)} - EVERY_STEP
    assert (set(OPTIONS), set(LIMITS)) == (options, set(BOUNDS)), "each has a word of what it is"
    wanted = [f"## `{kind}`" for kind in STEP_KINDS] + [f"| `{name}` |" for name in (*options, *BOUNDS)]
    assert [one for one in wanted if one not in written] == []
