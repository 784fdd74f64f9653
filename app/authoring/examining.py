"""What a half-written template is so far: the template if it has the form of one, and everything that is not right.

It refuses nothing and stores nothing; the checks themselves belong to the templates.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from app.frozen import dataclass
from app.templates.check import check
from app.templates.content import content_hash
from app.templates.document import DocumentRefused, from_json
from app.templates.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.templates.steps import Template

Content = dict[str, Any]

# Until it is published a template has no name of its own.
UNNAMED: Final = "t-draft"
# What the service says of a template and its author does not.
NOT_WRITTEN: Final = frozenset({"slug", "version"})
MOST_FORM_FINDINGS: Final = 50
DETAILS: Final = {
    "missing": "This is missing.",
    "extra_forbidden": "A template has no such field.",
    "literal_error": "Choose one of the values that this field knows.",
    "union_tag_not_found": "Say what kind of step this is.",
    "union_tag_invalid": "There is no such kind of step.",
}
OTHERWISE: Final = "This has not the form that a template has here."


@dataclass(frozen=True, slots=True)
class Examined:
    """A content looked at. `hash` names exactly this content, whatever name it is published under."""

    template: Template | None
    findings: tuple[Finding, ...]
    hash: str | None

    def named(self, slug: str | None) -> str | None:
        """Return the version that this content has under a name."""
        return content_hash(replace(self.template, slug=slug)) if self.template and slug else None


def settled(content: Mapping[str, Any]) -> Content:
    """Return the content as it is kept: without a name, and with a message key for every text."""
    kept = {name: value for name, value in content.items() if name not in NOT_WRITTEN}
    steps = kept.get("steps")
    if isinstance(steps, list):
        free = _free_keys(steps)
        kept["steps"] = [_with_key(step, free) for step in steps]
    return kept


def written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=64)
def examined(text: str) -> Examined:
    """Look at a content as `written` has it. The same text is looked at once: a list asks for it again and again."""
    try:
        template = from_json(json.dumps({**json.loads(text), "slug": UNNAMED}))
    except DocumentRefused as refused:
        findings = tuple(Finding("form", where, DETAILS.get(code, OTHERWISE)) for where, code in refused.places)
        return Examined(None, findings[:MOST_FORM_FINDINGS], None)
    return Examined(template, check(template), content_hash(template))


def _with_key(step: object, free: Iterator[str]) -> object:
    prompt = step.get("prompt") if isinstance(step, dict) else None
    if not isinstance(step, dict) or not isinstance(prompt, dict) or prompt.get("key"):
        return step
    return {**step, "prompt": {**prompt, "key": next(free)}}


def _free_keys(steps: list[object]) -> Iterator[str]:
    """Yield message keys that no step has; a step keeps its key wherever it is moved."""
    prompts = [step.get("prompt") for step in steps if isinstance(step, dict)]
    taken = {str(prompt.get("key")) for prompt in prompts if isinstance(prompt, dict)}
    number = 0
    while True:
        number += 1
        if (key := f"step.text_{number}") not in taken:
            yield key
