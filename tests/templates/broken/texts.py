"""Texts that are too long, too hard to read, not plain, or without a key of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.templates.steps import Wording
from tests.templates.broken.talks import PRIVATE, QUESTION, REST, TALK, Broken, asking, of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.templates.steps import Template

WHERE = "/steps/2/prompt/text"
# Each is refused wherever it stands, and its neighbour is the same without what is wrong with it.
UNFIT = (
    ("Say it, {name}.", "Say it, you two."),
    ("Say it }.", "Say it."),
    ("A null\x00byte.", "A null byte."),
    ("A bell\x07 rings.", "A bell rings."),
    ("An escape \x1b[31m.", "An escape."),
    ("A tab\there.", "A tab here."),
    ("Turned \u202e round.", "Turned round."),
    ("Turned \u2067 round.", "Turned round."),
    ("Hidden\u200bspace.", "Hidden space."),
    ("Hidden\ufeffmark.", "Hidden mark."),
    ("Soft\u00adhyphen.", "Soft hyphen."),
    ("One\u2028line.", "One\nline."),
    ("Half \ud800 a pair.", "A whole \U0001f33f pair."),
    ("   ", "A word."),
    ("\n", "A word."),
)
HARD = (
    ("Conceptualise interpersonal difficulties.", "Say what is hard between you."),
    ("Facilitated therapeutic intervention.", "A talk with help."),
    ("so " * 26, "so " * 25),
    ("Understand boundaries together now.", "Understand boundaries now."),
    (
        "Reconsider responsibilities. Acknowledge responsibility while reconsidering everything.",
        "Think again. Own your part.",
    ),
)


def cases() -> Iterator[Broken]:
    yield from _lengths()
    for wrong, right in UNFIT:
        yield Broken("text_form", WHERE, asking(wrong), asking(right))
    for wrong, right in UNFIT[:6]:
        yield Broken("text_form", "/steps/2/title", asking("Go on.", title=wrong), asking("Go on.", title=right))
        yield Broken("text_form", "/title", replace(TALK, title=wrong), replace(TALK, title=right))
        yield Broken("text_form", "/summary", replace(TALK, summary=wrong), replace(TALK, summary=right))
        # Nothing is written down in them, and they are shown all the same.
        for step in (PRIVATE, REST):
            yield Broken("text_form", WHERE, asking(wrong, step=step), asking(right, step=step))
    for wrong, right in HARD:
        yield Broken("reading_level", WHERE, asking(wrong), asking(right))
        yield Broken("reading_level", WHERE, asking(wrong, step=PRIVATE), asking(right, step=PRIVATE))
        yield Broken("reading_level", "/summary", replace(TALK, summary=wrong), replace(TALK, summary=right))
    for locale, word in (("fi", "kuule"), ("de", "hör"), ("es", "oye"), ("sv", "hör")):
        long, near = [asking(f"{word} " * count, locale=locale) for count in (26, 25)]
        yield Broken("reading_level", WHERE, long, near)
    yield from _keys()


def _lengths() -> Iterator[Broken]:
    for wrong, right in (("a" * 81, "a" * 80), ("", "a"), ("a" * 1000, "a")):
        yield Broken("title_length", "/title", replace(TALK, title=wrong), replace(TALK, title=right))
        for place in (0, 1, 2, 4):
            yield Broken("title_length", f"/steps/{place}/title", _titled(place, wrong), _titled(place, right))
    for wrong, right in (("So. " * 100 + "S", "So. " * 99 + "So."), ("", "So.")):
        yield Broken("summary_length", "/summary", replace(TALK, summary=wrong), replace(TALK, summary=right))
    for wrong, right in (("So. " * 300 + "S", "So. " * 299 + "So."), ("", "So.")):
        for step in (QUESTION, PRIVATE, REST):
            yield Broken("prompt_length", WHERE, asking(wrong, step=step), asking(right, step=step))


def _titled(place: int, title: str) -> Template:
    steps = list(asking("Go on.").steps)
    steps[place] = replace(steps[place], title=title)
    return of(*steps)


def _keys() -> Iterator[Broken]:
    for wrong, right in (
        ("No Key", "no.key"), ("", "a.b"), ("key", "a.key"), (".key", "a.key"), ("a..b", "a.b"), ("a.b/title", "a.b"),
        ("a." + "b" * 119, "a." + "b" * 118), ("ä.b", "a.b"),
    ):  # fmt: skip
        broken, near = [asking("Go on.", step=replace(QUESTION, prompt=Wording(key, ""))) for key in (wrong, right)]
        yield Broken("key_form", "/steps/2/prompt/key", broken, near)
    for key in ("talk.calm_start", "talk.frame"):
        again = asking("Go on.", step=replace(QUESTION, prompt=Wording(key, "")))
        yield Broken("key_repeated", "/steps/2/prompt/key", again, asking("Go on."))
