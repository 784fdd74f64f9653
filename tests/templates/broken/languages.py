"""Translations that are not whole, not wanted, or not as fit as the texts that they stand for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.templates.steps import Translation, texts_of
from tests.templates.broken.talks import TALK, Broken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.templates.steps import Template

FINNISH = dict.fromkeys(texts_of(TALK), "Hei.")


def speaking(texts: dict[str, str], locale: str = "fi", base: Template = TALK) -> Template:
    return replace(base, translations=(Translation(locale, tuple(sorted(texts.items()))),))


RIGHT = speaking(FINNISH)


def cases() -> Iterator[Broken]:
    for locale in ("tlh", "xx", "en-GB", "FI", "", "../fi"):
        yield Broken("locale_unknown", "/locale", replace(TALK, locale=locale), replace(TALK, locale="fi"))
        where = f"/translations/{locale.replace('/', '~1')}"
        yield Broken("locale_unknown", where, speaking(FINNISH, locale), RIGHT)
    for locale in ("en", "fi"):
        base = replace(TALK, locale=locale)
        other = "sv" if locale == "fi" else "fi"
        twice = speaking(FINNISH, locale, base)
        yield Broken("locale_repeated", f"/translations/{locale}", twice, speaking(FINNISH, other, base))
    for name in FINNISH:
        without = {one: text for one, text in FINNISH.items() if one != name}
        yield Broken("translation_missing", _at(name), speaking(without), RIGHT)
    for name in ("talk.other", "/description", "talk.frame/prompt", ""):
        yield Broken("translation_unknown", _at(name), speaking({**FINNISH, name: "Hei."}), RIGHT)
    yield from _unfit()


def _unfit() -> Iterator[Broken]:
    for code, name, wrong, right in (
        ("title_length", "/title", "a" * 81, "a" * 80),
        ("title_length", "talk.frame/title", "", "a"),
        ("summary_length", "/summary", "Hei. " * 101, "Hei."),
        ("summary_length", "/summary", "", "Hei."),
        ("prompt_length", "talk.frame", "", "Hei."),
        ("prompt_length", "talk.frame", "Hei. " * 241, "Hei. " * 240),
        ("text_form", "/title", "{nimi}", "nimi"),
        ("text_form", "talk.closing", "Hei \u202e.", "Hei."),
        ("text_form", "talk.closing/title", " ", "Hei"),
        ("reading_level", "talk.understanding", "hei " * 26, "hei " * 25),
        ("asks_for_password", "talk.opening", "Kerro salasanasi.", "Kerro toiveesi."),
        ("asks_for_place", "talk.opening/title", "Missä olit?", "Miten voit?"),
        ("asks_for_proof", "talk.solutions", "Todista se.", "Sano se."),
        ("asks_about_body", "talk.frame", "Mitä kehosi kaipaa?", "Mitä mielesi kaipaa?"),
        ("asks_about_violence", "talk.closing", "Montako kertaa hän löi?", "Montako kertaa nauroitte?"),
        ("apology_too_early", "talk.opening", "Pyydä anteeksi.", "Älä pyydä anteeksi vielä."),
        ("apology_too_early", "talk.frame/title", "Pyydä anteeksi", "Sano se"),
    ):
        yield Broken(code, _at(name), speaking({**FINNISH, name: wrong}), speaking({**FINNISH, name: right}))  # type: ignore[arg-type]


def _at(name: str) -> str:
    return f"/translations/fi/{name.replace('/', '~1')}"
