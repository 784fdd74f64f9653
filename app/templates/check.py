"""What a template must be before it is published (T-1), as findings from a closed list of codes.

PURE: the standard library only. It refuses nothing itself, and it judges a template's texts, never a partner's words.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from app.coach import SOFT_CODES
from app.templates.content import content
from app.templates.findings import Finding
from app.templates.languages import language_findings
from app.templates.order import order_findings
from app.templates.steps import (
    BOUNDS,
    Accountability,
    CalmStart,
    Grounding,
    PromptStep,
    Understanding,
    bounds_of,
)
from app.templates.texts import text_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.templates.steps import Step, Template

__all__ = ["Finding", "check"]

# assurance T33: a template is data from outside and must stay small.
MAX_STEPS = 50
MAX_BYTES = 64 * 1024
CALM_START_SECONDS = range(300, 1801)
GROUNDING_SECONDS = range(30, 601)
# rules.md 0, checkin.weekly: a check-in is planned for a quarter of an hour to an hour.
CHECKIN_PLANNED = (900, 3600)

# Impact, reflection, ownership, apology, steps and answer: nobody owns up within minutes.
ACCOUNTABILITY_TURNS = 6
# What somebody needs to read a question and to say one sentence.
A_FEW_WORDS = 30

SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
MAX_SLUG = 64


def check(template: Template) -> tuple[Finding, ...]:
    """Return everything that keeps the template from being published; nothing means it may be."""
    return (
        *_head(template),
        *text_findings(template),
        *language_findings(template),
        *order_findings(template),
        *_limits(template),
        *_times(template),
        *_coaching(template),
        *_size(template),
    )


def _head(template: Template) -> Iterator[Finding]:
    if len(template.slug) > MAX_SLUG or not SLUG.fullmatch(template.slug):
        yield Finding(
            "slug_form", "/slug", "A slug is lower-case words joined by single hyphens, at most 64 characters."
        )
    if not template.media:
        yield Finding("media_missing", "/media", "Name at least one medium.")
    if len(set(template.media)) != len(template.media):
        yield Finding("media_repeated", "/media", "Name each medium once.")


def _limits(template: Template) -> Iterator[Finding]:
    for name in BOUNDS:
        low, high = _may_set(template, name)
        if not low <= getattr(template.limits, name) <= high:
            yield Finding("limit_out_of_bounds", f"/limits/{name}", f"Choose a value from {low} to {high}.")
    # Calm enough to begin, slow down, offer a pause, pause: each comes before the next.
    rising = ("max_arousal", "slow_down_at", "pause_offer_at", "pause_auto_at")
    yield from _must_rise(template, rising, strictly=True)
    yield from _must_rise(template, ("pause_min", "pause_suggested_return", "pause_max"), strictly=False)


def _may_set(template: Template, name: str) -> tuple[int, int]:
    low, high = bounds_of(name, template.kind).may_set
    if name == "planned" and template.kind == "checkin":
        return max(low, CHECKIN_PLANNED[0]), min(high, CHECKIN_PLANNED[1])
    return low, high


def _must_rise(template: Template, names: Iterable[str], *, strictly: bool) -> Iterator[Finding]:
    for lower, higher in pairwise(names):
        first, second = getattr(template.limits, lower), getattr(template.limits, higher)
        if first > second or (strictly and first == second):
            word = "below" if strictly else "at most"
            yield Finding("limits_disagree", f"/limits/{lower}", f"{lower} must be {word} {higher}.")


def _times(template: Template) -> Iterator[Finding]:
    total = 0
    for index, step in enumerate(template.steps):
        total += _time_box(step, template.limits.turn_seconds)
        if isinstance(step, CalmStart) and step.seconds not in CALM_START_SECONDS:
            yield Finding("time_box", f"/steps/{index}/seconds", "A calm start takes 300 to 1,800 seconds.")
        if isinstance(step, Grounding) and step.seconds not in GROUNDING_SECONDS:
            yield Finding("time_box", f"/steps/{index}/seconds", "A grounding takes 30 to 600 seconds.")
    if total > template.limits.planned:
        yield Finding("time_boxes_too_long", "/limits/planned", "The steps take longer than the planned length.")


def _time_box(step: Step, turn_seconds: int) -> int:
    """Return the seconds that a step needs at the very least for both to have had their part."""
    match step:
        case CalmStart() | Grounding():
            return step.seconds
        case Understanding():
            return step.rounds * 2 * turn_seconds
        case Accountability():
            return ACCOUNTABILITY_TURNS * turn_seconds
        case PromptStep(order="together"):
            return A_FEW_WORDS
        case _:
            return 2 * A_FEW_WORDS


def _coaching(template: Template) -> Iterator[Finding]:
    for code, _ in template.coaching.per_code:
        if code not in SOFT_CODES:
            # What is held hard stands outside every template, and a misspelt code would silently do nothing.
            yield Finding("coach_code", "/coaching/per_code", "Name only findings of the coach that are soft.")


def _size(template: Template) -> Iterator[Finding]:
    if len(template.steps) > MAX_STEPS:
        yield Finding("too_many_steps", "/steps", "A template has at most 50 steps.")
    if len(content(template)) > MAX_BYTES:
        yield Finding("too_large", "", "A template is at most 64 KiB.")
