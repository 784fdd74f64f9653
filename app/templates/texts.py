"""The check of a template's texts: form, reading level, and what a shared step must not ask for.

PURE: the standard library only. These are the service's and the therapists' texts; a partner's words never come here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from app.templates.findings import Finding
from app.templates.reading_level import measure
from app.templates.steps import Grounding, PromptStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.templates.steps import Step, Template

TITLE = range(1, 81)
SUMMARY = range(1, 401)
PROMPT = range(1, 4001)
KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
MAX_KEY = 120

# T21: control characters, lone surrogates, and the marks that turn the direction of a line or hide in it.
UNFIT_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# A line break is a paragraph; the two joiners are letters' business in Persian, Hindi and others.
FIT_ALL_THE_SAME = frozenset("\n\u200c\u200d")

# T-1: no step asks for proof, passwords, a place, a body or counts of violence where the partner would read the answer.
ASKS_TOO_MUCH = re.compile(
    r"\b(?:"
    r"pass(?:word|code|phrase)s?|pin (?:code|number)|log-?in details?|unlock|"
    r"proofs?|prove|proven|evidence|screenshots?|receipts?|photos?|recordings?|"
    r"locations?|whereabouts|gps|tracking|home address|phone number|where (?:were|have) you been|"
    r"your (?:body|weight)|medical records?|"
    r"(?:how (?:many times|often)|number of times)\b[^.?!\n]{0,60}\b"
    r"(?:hit|hurt|struck|pushed|kicked|slapped|choked|forced|threatened|violent|violence)"
    r")\b",
    re.IGNORECASE,
)


def text_findings(template: Template) -> Iterator[Finding]:
    if len(template.title) not in TITLE:
        yield Finding("title_length", "/title", "A title has 1 to 80 characters.")
    if len(template.summary) not in SUMMARY:
        yield Finding("summary_length", "/summary", "A summary has 1 to 400 characters.")
    yield from _text("/title", template.title, read=False)
    yield from _text("/summary", template.summary, read=True)
    seen: set[str] = set()
    for index, step in enumerate(template.steps):
        yield from _step(f"/steps/{index}", step, seen)


def _step(where: str, step: Step, seen: set[str]) -> Iterator[Finding]:
    if len(step.title) not in TITLE:
        yield Finding("title_length", f"{where}/title", "A title has 1 to 80 characters.")
    if len(step.prompt.text) not in PROMPT:
        yield Finding("prompt_length", f"{where}/prompt/text", "A prompt has 1 to 4,000 characters.")
    yield from _key(f"{where}/prompt/key", step.prompt.key, seen)
    yield from _text(f"{where}/title", step.title, read=False)
    yield from _text(f"{where}/prompt/text", step.prompt.text, read=True)
    if _is_shared(step) and ASKS_TOO_MUCH.search(f"{step.title}\n{step.prompt.text}"):
        yield Finding(
            "asks_too_much",
            f"{where}/prompt/text",
            "A shared step does not ask for proof, passwords, places, bodies or counts of harm.",
        )


def _key(where: str, key: str, seen: set[str]) -> Iterator[Finding]:
    if len(key) > MAX_KEY or not KEY.fullmatch(key):
        yield Finding("key_form", where, "A message key is lower-case words joined by dots.")
    if key in seen:
        yield Finding("key_repeated", where, "Each text has its own message key.")
    seen.add(key)


def _text(where: str, text: str, *, read: bool) -> Iterator[Finding]:
    if not text.strip() or any(_is_unfit(character) for character in text):
        yield Finding("text_form", where, "Plain text only: no control characters, no direction marks, no braces.")
    if read and not measure(text).plain:
        yield Finding("reading_level", where, "Use shorter sentences and shorter words.")


def _is_unfit(character: str) -> bool:
    # Braces look like expressions, and nothing is ever filled in (T33).
    if character in "{}":
        return True
    return character not in FIT_ALL_THE_SAME and unicodedata.category(character) in UNFIT_CATEGORIES


def _is_shared(step: Step) -> bool:
    # Nothing is written down in a grounding, and a private prompt is its author's alone.
    return not isinstance(step, Grounding) and not (isinstance(step, PromptStep) and step.sharing == "private")
