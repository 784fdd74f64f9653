"""The built-in library, read from the TOML files beside this module. It publishes nothing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from app.templates.document import from_toml

if TYPE_CHECKING:
    from app.templates.steps import Template

# The order is the order of the catalogue.
SLUGS = (
    "calm-start-talk",
    "brief-repair",
    "weekly-check-in",
    "boundary-workshop",
    "accountability",
    "redress-and-renewal",
    "aftermath-of-a-conflict",
    "base-agreement",
    "benchmarks",
    "life-change-review",
)


@cache
def builtin(slug: str) -> Template:
    """Return one template of the library; its version is the hash of its content."""
    return from_toml((files("app.templates") / "library" / f"{slug}.toml").read_text(encoding="utf-8"))


def builtin_templates() -> tuple[Template, ...]:
    """Return the whole library."""
    return tuple(builtin(slug) for slug in SLUGS)
