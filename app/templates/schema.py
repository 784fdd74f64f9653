"""The JSON Schema of a template as its author writes it, with the bounds that the check keeps. It checks nothing."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from app.templates.asking import LOCALES
from app.templates.check import CALM_START_SECONDS, GROUNDING_SECONDS, MAX_STEPS
from app.templates.document import LimitsDocument, TemplateBody
from app.templates.order import ROUNDS
from app.templates.steps import BOUNDS
from app.templates.texts import KEY, MAX_KEY, PROMPT, SUMMARY, TITLE

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ABOUT: Final = (
    "A session template. The check at /v1/me/templates/check says more than a schema can: the order of the steps, "
    "how hard the texts are to read, and whether the time boxes add up."
)
SECONDS: Final = {"CalmStartDocument": CALM_START_SECONDS, "GroundingDocument": GROUNDING_SECONDS}


@cache
def template_schema() -> dict[str, Any]:
    """Return the schema; it changes only with a release."""
    whole = TemplateBody.model_json_schema()
    parts = whole["$defs"]
    _lengths(whole["properties"]["title"], TITLE)
    _lengths(whole["properties"]["summary"], SUMMARY)
    whole["properties"]["steps"].update(minItems=3, maxItems=MAX_STEPS)
    whole["properties"]["media"].update(minItems=1, uniqueItems=True)
    whole["properties"]["locale"]["enum"] = list(LOCALES)
    whole["properties"]["translations"]["propertyNames"] = {"enum": list(LOCALES)}
    for part in parts.values():
        if "prompt" in part.get("properties", {}):
            _lengths(part["properties"]["title"], TITLE)
    for name, seconds in SECONDS.items():
        _within(parts[name]["properties"]["seconds"], seconds)
    _within(parts["UnderstandingDocument"]["properties"]["rounds"], ROUNDS)
    parts["WordingDocument"]["properties"]["key"].update(pattern=f"^{KEY.pattern}$", maxLength=MAX_KEY)
    _lengths(parts["WordingDocument"]["properties"]["text"], PROMPT)
    # Whoever leaves a key out is given one.
    parts["WordingDocument"]["required"] = ["text"]
    for name, bounds in BOUNDS.items():
        low, high = bounds.may_set
        parts[LimitsDocument.__name__]["properties"][name].update(minimum=low, maximum=high)
    return {"$schema": DIALECT, **whole, "title": "Template", "description": ABOUT}


def _lengths(field: dict[str, Any], within: range) -> None:
    field.update(minLength=within.start, maxLength=within.stop - 1)


def _within(field: dict[str, Any], within: range) -> None:
    field.update(minimum=within.start, maximum=within.stop - 1)
