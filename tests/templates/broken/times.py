"""Time boxes that are too short, too long, or do not add up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.templates.broken.talks import (
    ACCOUNTABILITY,
    BRIEF,
    CALM,
    CHECKIN,
    CLOSING,
    FRAME,
    OPENING,
    OWNING,
    QUESTION,
    REST,
    TALK,
    UNDERSTANDING,
    Broken,
    limited,
    of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.templates.steps import Template


def cases() -> Iterator[Broken]:
    for wrong, near in ((299, 300), (0, 300), (-1, 300), (1801, 1800), (2000, 1800)):
        broken, right = [of(replace(CALM, seconds=seconds), FRAME, UNDERSTANDING, CLOSING) for seconds in (wrong, near)]
        yield Broken("time_box", "/steps/0/seconds", broken, right)
    for wrong, near in ((29, 30), (0, 30), (-1, 30), (601, 600), (1000, 600)):
        broken, right = [
            of(CALM, FRAME, UNDERSTANDING, replace(REST, seconds=seconds), CLOSING) for seconds in (wrong, near)
        ]
        yield Broken("time_box", "/steps/3/seconds", broken, right)
    yield from _sums()


def _sums() -> Iterator[Broken]:
    """Each takes exactly as many seconds as are planned, and then one or a few more."""
    # Calm start 300, frame, solutions, opening and closing 60 each, one round of two turns of 180.
    yield _sum(limited(planned=899), limited(planned=900))
    longer = replace(CALM, seconds=301)
    yield _sum(limited(of(longer, *TALK.steps[1:]), planned=900), limited(planned=900))
    yield _sum(limited(planned=900, turn_seconds=181), limited(planned=900, turn_seconds=180))
    rounds = replace(UNDERSTANDING, rounds=2)
    yield _sum(
        limited(of(CALM, FRAME, rounds, CLOSING), planned=1139), limited(of(CALM, FRAME, rounds, CLOSING), planned=1140)
    )
    yield _sum(limited(OWNING, planned=1499), limited(OWNING, planned=1500))
    yield _sum(limited(OWNING, planned=1500, turn_seconds=181), limited(OWNING, planned=1500))
    both = of(CALM, FRAME, UNDERSTANDING, ACCOUNTABILITY, CLOSING, base=OWNING)
    yield _sum(limited(both, planned=1859), limited(both, planned=1860))
    yield _sum(limited(BRIEF, turn_seconds=241), limited(BRIEF, turn_seconds=240))
    kind_words = replace(OPENING, prompt=replace(OPENING.prompt, key="talk.kind_words"))
    four = of(*TALK.steps[:4], kind_words, CLOSING, base=BRIEF)
    yield _sum(limited(four, turn_seconds=181), limited(four, turn_seconds=180))
    for question, seconds in ((QUESTION, 60), (replace(QUESTION, order="together"), 30)):
        many = [replace(question, prompt=replace(QUESTION.prompt, key=f"talk.question_{n}")) for n in range(30)]
        fits = (900 - 420) // seconds
        yield _sum(
            limited(of(CALM, FRAME, *many[: fits + 1], CLOSING, base=CHECKIN), planned=900),
            limited(of(CALM, FRAME, *many[:fits], CLOSING, base=CHECKIN), planned=900),
        )
    rest = of(CALM, FRAME, UNDERSTANDING, replace(REST, seconds=120), CLOSING)
    yield _sum(limited(rest, planned=899), limited(rest, planned=900))


def _sum(broken: Template, neighbour: Template) -> Broken:
    return Broken("time_boxes_too_long", "/limits/planned", broken, neighbour)
