"""Talks that keep every rule, to break one rule of each time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.templates.steps import (
    Accountability,
    CalmStart,
    Closing,
    Frame,
    Grounding,
    Limits,
    Opening,
    PromptStep,
    Solutions,
    Template,
    Understanding,
    Wording,
)

if TYPE_CHECKING:
    from app.templates.findings import FindingCode
    from app.templates.steps import Step

CALM = CalmStart("Arrive", Wording("talk.calm_start", "Breathe out."), seconds=300)
FRAME = Frame("Agree on the talk", Wording("talk.frame", "Say what this is for."))
OPENING = Opening("A kind word", Wording("talk.opening", "Say thanks."))
UNDERSTANDING = Understanding("Hear each other", Wording("talk.understanding", "Say what you heard."))
AGAIN = Understanding("Once more", Wording("talk.again", "Say what is new."))
ACCOUNTABILITY = Accountability("Make amends", Wording("talk.accountability", "Own it, and say sorry."))
SOLUTIONS = Solutions("Look ahead", Wording("talk.solutions", "Offer one small thing."))
QUESTION = PromptStep("A question", Wording("talk.question", "What do you need now?"))
PRIVATE = replace(QUESTION, sharing="private")
REST = Grounding("Rest", Wording("talk.rest", "Rest for a while."))
CLOSING = Closing("Close", Wording("talk.closing", "Say what you take with you."))

TALK = Template(
    slug="talk",
    version="",
    kind="full",
    title="A talk",
    summary="A talk about one thing.",
    media=("text", "spoken"),
    steps=(CALM, FRAME, OPENING, UNDERSTANDING, SOLUTIONS, CLOSING),
)
OWNING = replace(TALK, kind="accountability", steps=(CALM, FRAME, ACCOUNTABILITY, CLOSING))
CHECKIN = replace(TALK, kind="checkin", steps=(CALM, FRAME, QUESTION, CLOSING))
BRIEF = replace(
    TALK, kind="brief_repair", steps=(CALM, FRAME, UNDERSTANDING, CLOSING), limits=Limits(planned=900, turn_seconds=60)
)
RIGHT = (TALK, OWNING, CHECKIN, BRIEF)


@dataclass(frozen=True, slots=True)
class Broken:
    """One template that breaks one rule, the only finding that it may have, and a neighbour that breaks none."""

    code: FindingCode
    where: str
    template: Template
    neighbour: Template


def of(*steps: Step, base: Template = TALK) -> Template:
    return replace(base, steps=steps)


def limited(base: Template = TALK, **limits: int) -> Template:
    return replace(base, limits=replace(base.limits, **limits))


def asking(text: str, *, step: Step = QUESTION, title: str | None = None, locale: str = "en") -> Template:
    """Return the talk with one more step, which says this."""
    said = replace(step, title=step.title if title is None else title, prompt=Wording(step.prompt.key, text))
    return replace(of(CALM, FRAME, said, UNDERSTANDING, CLOSING), locale=locale)
