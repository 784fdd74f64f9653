"""Steps in the wrong order, too often or not at all, and steps that cannot be what they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.templates.check import MAX_STEPS
from app.templates.steps import Coaching
from tests.templates.broken.talks import (
    ACCOUNTABILITY,
    AGAIN,
    BRIEF,
    CALM,
    CHECKIN,
    CLOSING,
    FRAME,
    OPENING,
    OWNING,
    PRIVATE,
    QUESTION,
    REST,
    SOLUTIONS,
    TALK,
    UNDERSTANDING,
    Broken,
    limited,
    of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.templates.steps import Step

SMALL: tuple[Step, ...] = (OPENING, QUESTION, PRIVATE, REST, AGAIN)


def cases() -> Iterator[Broken]:
    yield from _ends()
    yield from _twice()
    yield from _solutions()
    yield from _understanding()
    yield from _whole()


def _ends() -> Iterator[Broken]:
    for small in SMALL:
        rest = (UNDERSTANDING, SOLUTIONS)
        right = of(CALM, FRAME, small, *rest, CLOSING)
        yield Broken("calm_start_not_first", "/steps/0", of(small, FRAME, *rest, CLOSING), right)
        yield Broken("calm_start_not_first", "/steps/0", of(small, FRAME, CALM, *rest, CLOSING), right)
        yield Broken("frame_not_second", "/steps/1", of(CALM, small, *rest, CLOSING), right)
        yield Broken("frame_not_second", "/steps/1", of(CALM, small, FRAME, *rest, CLOSING), right)
        if small is AGAIN:
            # Behind the solutions it would be out of order as well.
            continue
        right = of(CALM, FRAME, *rest, small, CLOSING)
        yield Broken("closing_not_last", "/steps/4", of(CALM, FRAME, *rest, small), right)
        yield Broken("closing_not_last", "/steps/5", of(CALM, FRAME, *rest, CLOSING, small), right)
    yield Broken("closing_not_last", "/steps/3", of(CALM, FRAME, UNDERSTANDING, SOLUTIONS), TALK)


def _again(step: Step) -> Step:
    return replace(step, prompt=replace(step.prompt, key="talk.twice"))


def _twice() -> Iterator[Broken]:
    short: tuple[Step, ...] = (CALM, FRAME, OPENING, UNDERSTANDING, CLOSING)
    for step in (CALM, FRAME, CLOSING):
        for place in (2, 3, 4):
            # Whichever of two closings comes last, the second of them is one too many.
            where = 5 if step is CLOSING else place
            again = of(*short[:place], _again(step), *short[place:])
            yield Broken("step_repeated", f"/steps/{where}", again, of(*short))
    owning, solutions = _again(ACCOUNTABILITY), _again(SOLUTIONS)
    yield Broken("step_repeated", "/steps/3", of(CALM, FRAME, ACCOUNTABILITY, owning, CLOSING), OWNING)
    yield Broken("step_repeated", "/steps/4", of(CALM, FRAME, ACCOUNTABILITY, REST, owning, CLOSING), OWNING)
    yield Broken("step_repeated", "/steps/5", of(*TALK.steps[:5], solutions, CLOSING), TALK)
    yield Broken("step_repeated", "/steps/6", of(*TALK.steps[:5], REST, solutions, CLOSING), TALK)


def _solutions() -> Iterator[Broken]:
    small: tuple[tuple[Step, ...], ...] = ((), (OPENING,), (QUESTION,), (REST,))
    for between in small:
        early = of(CALM, FRAME, *between, SOLUTIONS, CLOSING, base=CHECKIN)
        late = of(CALM, FRAME, UNDERSTANDING, *between, SOLUTIONS, CLOSING, base=CHECKIN)
        yield Broken("solutions_too_early", f"/steps/{2 + len(between)}", early, late)
    owned = of(CALM, FRAME, ACCOUNTABILITY, SOLUTIONS, CLOSING, base=OWNING)
    heard = of(CALM, FRAME, UNDERSTANDING, ACCOUNTABILITY, SOLUTIONS, CLOSING, base=OWNING)
    yield Broken("solutions_too_early", "/steps/3", owned, heard)
    for hearing in (AGAIN, ACCOUNTABILITY):
        for between in small[:2]:
            behind = of(CALM, FRAME, UNDERSTANDING, SOLUTIONS, *between, hearing, CLOSING)
            before = of(CALM, FRAME, UNDERSTANDING, hearing, *between, SOLUTIONS, CLOSING)
            yield Broken("out_of_order", f"/steps/{4 + len(between)}", behind, before)
    for rounds, wanted in ((1, 2), (1, 4), (2, 3), (3, 4)):
        few = of(CALM, FRAME, replace(UNDERSTANDING, rounds=rounds), SOLUTIONS, CLOSING)
        yield Broken(
            "solutions_unreachable",
            "/steps/3",
            limited(few, turns_before_proposals=wanted),
            limited(few, turns_before_proposals=rounds),
        )
    twice = limited(of(CALM, FRAME, UNDERSTANDING, AGAIN, SOLUTIONS, CLOSING), turns_before_proposals=3)
    yield Broken("solutions_unreachable", "/steps/4", twice, limited(twice, turns_before_proposals=2))
    for kinds in ((), ("boundary",) * 2, ("benchmark", "boundary", "benchmark"), ("commitment",) * 3):
        wrong, right = [
            of(CALM, FRAME, UNDERSTANDING, replace(SOLUTIONS, kinds=chosen), CLOSING)  # type: ignore[arg-type]
            for chosen in (kinds, tuple(dict.fromkeys(kinds)) or ("boundary",))
        ]
        yield Broken("solutions_kinds", "/steps/3/kinds", wrong, right)


def _understanding() -> Iterator[Broken]:
    middles: tuple[tuple[Step, ...], ...] = ((), (OPENING,), (QUESTION, REST), (PRIVATE,))
    for base in (TALK, OWNING, BRIEF):
        for middle in middles:
            right = of(CALM, FRAME, *middle, UNDERSTANDING, CLOSING, base=base)
            yield Broken("understanding_missing", "/steps", of(CALM, FRAME, *middle, CLOSING, base=base), right)
    for rounds, near in ((0, 1), (-1, 1), (7, 6), (30, 6)):
        # As long as it takes, so that only the rounds are wrong.
        wrong, right = [
            limited(of(CALM, FRAME, replace(UNDERSTANDING, rounds=chosen), CLOSING), planned=4800, turn_seconds=60)
            for chosen in (rounds, near)
        ]
        yield Broken("rounds", "/steps/2/rounds", wrong, right)
    hurt = replace(UNDERSTANDING, first_speaker="hurt_partner")
    for base in (TALK, BRIEF, CHECKIN):
        right = of(CALM, FRAME, UNDERSTANDING, CLOSING, base=base)
        yield Broken("hurt_partner_unknown", "/steps/2/first_speaker", of(CALM, FRAME, hurt, CLOSING, base=base), right)


def _whole() -> Iterator[Broken]:
    for slug, near in (
        ("Calm Start", "calm-start"), ("", "a"), ("a--b", "a-b"), ("talk\n", "talk"), ("../etc", "etc"), ("-a", "a"),
        ("a-", "a"), ("1a", "a1"), ("tälk", "talk"), ("a" * 65, "a" * 64),
    ):  # fmt: skip
        yield Broken("slug_form", "/slug", replace(TALK, slug=slug), replace(TALK, slug=near))
    yield Broken("media_missing", "/media", replace(TALK, media=()), replace(TALK, media=("text",)))
    for medium in ("text", "spoken"):
        wrong, right = replace(TALK, media=(medium, medium)), replace(TALK, media=(medium,))
        yield Broken("media_repeated", "/media", wrong, right)
    for code in ("CONTEMPT", "THREAT", "MISSPELT", "demand", ""):
        wrong, right = [replace(TALK, coaching=Coaching(per_code=((one, "off"),))) for one in (code, "DEMAND")]
        yield Broken("coach_code", "/coaching/per_code", wrong, right)
    rests = [replace(REST, seconds=30, prompt=replace(REST.prompt, key=f"talk.rest_{n}")) for n in range(MAX_STEPS)]
    full = limited(of(CALM, FRAME, UNDERSTANDING, *rests[: MAX_STEPS - 4], CLOSING), planned=4800)
    crowded = limited(of(CALM, FRAME, UNDERSTANDING, *rests[: MAX_STEPS - 3], CLOSING), planned=4800)
    yield Broken("too_many_steps", "/steps", crowded, full)
    heavy, light = [
        replace(full, steps=tuple(replace(one, prompt=replace(one.prompt, text=text)) for one in full.steps))
        for text in ("Sö. " * 290, "So. " * 260)
    ]
    yield Broken("too_large", "", heavy, light)
