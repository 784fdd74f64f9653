"""The check of a template's texts: form, reading level, and what a shared step must not ask for.

PURE: the standard library only. These are the service's and the therapists' texts; a partner's words never come here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from app.templates.asking import DETAIL, asked_for
from app.templates.findings import Finding
from app.templates.reading_level import measure
from app.templates.steps import Grounding, PromptStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.templates.steps import Step, Template

TITLE = range(1, 81)
SUMMARY = range(1, 401)
# About what fits on a phone, and can be read aloud in a minute and a half.
PROMPT = range(1, 1201)
TITLE_LENGTH = "A title has 1 to 80 characters."
SUMMARY_LENGTH = "A summary has 1 to 400 characters."
PROMPT_LENGTH = "A prompt has 1 to 1,200 characters."
KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
MAX_KEY = 120

# T21: control characters, lone surrogates, and the marks that turn the direction of a line or hide in it.
UNFIT_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# A line break is a paragraph; the two joiners are letters' business in Persian, Hindi and others.
FIT_ALL_THE_SAME = frozenset("\n\u200c\u200d")


def text_findings(template: Template) -> Iterator[Finding]:
    if len(template.title) not in TITLE:
        yield Finding("title_length", "/title", TITLE_LENGTH)
    if len(template.summary) not in SUMMARY:
        yield Finding("summary_length", "/summary", SUMMARY_LENGTH)
    locale = template.locale
    yield from _text("/title", template.title, read_in=None)
    yield from _text("/summary", template.summary, read_in=locale)
    seen: set[str] = set()
    for index, step in enumerate(template.steps):
        yield from _step(f"/steps/{index}", step, seen, locale=locale)


def _step(where: str, step: Step, seen: set[str], *, locale: str) -> Iterator[Finding]:
    if len(step.title) not in TITLE:
        yield Finding("title_length", f"{where}/title", TITLE_LENGTH)
    if len(step.prompt.text) not in PROMPT:
        yield Finding("prompt_length", f"{where}/prompt/text", PROMPT_LENGTH)
    yield from _key(f"{where}/prompt/key", step.prompt.key, seen)
    yield from _text(f"{where}/title", step.title, read_in=None)
    yield from _text(f"{where}/prompt/text", step.prompt.text, read_in=locale)
    if is_shared(step):
        yield from _asked(f"{where}/title", step.title)
        yield from _asked(f"{where}/prompt/text", step.prompt.text)


def bounded_text(where: str, text: str, *, name: str, locale: str) -> Iterator[Finding]:
    """Check a translated text as the one it stands for: a title, the summary or a prompt, by its name."""
    if name.endswith("/title"):
        if len(text) not in TITLE:
            yield Finding("title_length", where, TITLE_LENGTH)
        yield from _text(where, text, read_in=None)
        return
    if name == "/summary" and len(text) not in SUMMARY:
        yield Finding("summary_length", where, SUMMARY_LENGTH)
    if name != "/summary" and len(text) not in PROMPT:
        yield Finding("prompt_length", where, PROMPT_LENGTH)
    yield from _text(where, text, read_in=locale)


def _asked(where: str, text: str) -> Iterator[Finding]:
    for code in asked_for(text):
        yield Finding(code, where, DETAIL[code])


def _key(where: str, key: str, seen: set[str]) -> Iterator[Finding]:
    if len(key) > MAX_KEY or not KEY.fullmatch(key):
        yield Finding("key_form", where, "A message key is lower-case words joined by dots.")
    if key in seen:
        yield Finding("key_repeated", where, "Each text has its own message key.")
    seen.add(key)


def _text(where: str, text: str, *, read_in: str | None) -> Iterator[Finding]:
    # What is empty is too short, and that has been said.
    if (text and not text.strip()) or any(_is_unfit(character) for character in set(text)):
        yield Finding("text_form", where, "Plain text only: no control characters, no direction marks, no braces.")
    if read_in is not None and not measure(text).plain_in(read_in):
        yield Finding("reading_level", where, "Use shorter sentences and shorter words.")


def _is_unfit(character: str) -> bool:
    # Braces look like expressions, and nothing is ever filled in (T33).
    if character in "{}":
        return True
    return character not in FIT_ALL_THE_SAME and unicodedata.category(character) in UNFIT_CATEGORIES


def is_shared(step: Step) -> bool:
    # Nothing is written down in a grounding, and a private prompt is its author's alone.
    return not isinstance(step, Grounding) and not (isinstance(step, PromptStep) and step.sharing == "private")
