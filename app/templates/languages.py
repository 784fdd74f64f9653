"""The check of the languages that a template speaks: known ones, each whole, each text as fit as the first (T-1).

PURE: the standard library only. It translates nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.templates.asking import DETAIL, LOCALES, asked_for
from app.templates.findings import Finding, pointed
from app.templates.steps import texts_of
from app.templates.texts import bounded_text, is_shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.templates.steps import Template, Translation

MAX_TRANSLATIONS = len(LOCALES)
UNKNOWN = f"Choose one of the languages that we can check: {', '.join(LOCALES)}."


def language_findings(template: Template) -> Iterator[Finding]:
    if template.locale not in LOCALES:
        yield Finding("locale_unknown", "/locale", UNKNOWN)
    wanted = texts_of(template)
    shared = {
        name for step in template.steps if is_shared(step) for name in (step.prompt.key, f"{step.prompt.key}/title")
    }
    for one in template.translations:
        where = f"/translations/{pointed(one.locale)}"
        if one.locale not in LOCALES:
            yield Finding("locale_unknown", where, UNKNOWN)
        elif one.locale == template.locale:
            yield Finding("locale_repeated", where, "This is the language that the template is written in.")
        else:
            yield from _translation(where, one, wanted, shared)


def _translation(where: str, one: Translation, wanted: dict[str, str], shared: set[str]) -> Iterator[Finding]:
    texts = dict(one.texts)
    for name in wanted.keys() - texts.keys():
        # Somebody who reads the rest in their language must not meet a sentence in another.
        yield Finding("translation_missing", f"{where}/{pointed(name)}", "This text is not translated yet.")
    for name, text in one.texts:
        at = f"{where}/{pointed(name)}"
        if name not in wanted:
            yield Finding("translation_unknown", at, "The template has no text of this name.")
            continue
        yield from bounded_text(at, text, name=name, locale=one.locale)
        if name in shared:
            for code in asked_for(text):
                yield Finding(code, at, DETAIL[code])
