"""Language packs: data beside this file. A language without one is not coached, and the coach says so (C-7)."""

from __future__ import annotations

from functools import cache
from importlib import resources

from app.coach.packs.loading import Pack, load

_LANGUAGES = ("en", "es")


def languages() -> tuple[str, ...]:
    return _LANGUAGES


def languages_in_sessions() -> tuple[str, ...]:
    """Those whose pack is proven. One that is only begun may be tried out in a rehearsal, and stops nobody's words."""
    return tuple(language for language in _LANGUAGES if pack_in_sessions(language))


def pack_in_sessions(language: str) -> Pack | None:
    pack = pack_for(language)
    return None if pack is None or pack.begun else pack


@cache
def _loaded(language: str) -> Pack:
    return load(resources.files(__name__) / language, language)


def pack_for(language: str) -> Pack | None:
    """The pack of "en", "en-GB" or "EN_us". Read once, then kept: nothing is read while a text is coached."""
    primary = language.replace("_", "-").split("-")[0].casefold()
    return _loaded(primary) if primary in _LANGUAGES else None
