"""A template in the language of whoever reads it, where it speaks that language.

PURE: the standard library only. It translates nothing itself, and mixes no languages: a translation is whole (T-1).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from app.templates.steps import Wording

if TYPE_CHECKING:
    from app.templates.steps import Step, Template


def in_language(template: Template, tag: str) -> Template:
    """Return the template with its texts as somebody with this language tag reads them; nearly always it is itself."""
    if not template.translations:
        return template
    locale = tag.split("-", maxsplit=1)[0].casefold()
    return _translated(template, locale) if locale != template.locale else template


@lru_cache(maxsize=128)
def _translated(template: Template, locale: str) -> Template:
    for one in template.translations:
        if one.locale == locale:
            texts = dict(one.texts)
            return replace(
                template,
                title=texts.get("/title", template.title),
                summary=texts.get("/summary", template.summary),
                steps=tuple(_step(step, texts) for step in template.steps),
            )
    return template


def _step(step: Step, texts: dict[str, str]) -> Step:
    key = step.prompt.key
    wording = Wording(key, texts.get(key, step.prompt.text))
    return replace(step, title=texts.get(f"{key}/title", step.title), prompt=wording)
