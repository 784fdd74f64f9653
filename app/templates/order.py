"""The check of the order of a template's steps: calm start → frame → understanding → solutions → closing (T-1).

PURE: the standard library only. What happens inside a step is the engine's business and no template's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.templates.asking import asks_for_apology
from app.templates.findings import Finding, pointed
from app.templates.steps import Accountability, CalmStart, Closing, Frame, Solutions, Understanding, has_roles
from app.templates.texts import is_shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.templates.steps import Step, Template

ROUNDS = range(1, 7)
# Of these a template has one at most.
ONCE = (CalmStart, Frame, Accountability, Solutions, Closing)


def order_findings(template: Template) -> Iterator[Finding]:
    yield from _ends(template.steps)
    yield from _middle(template.steps)
    yield from _understanding(template)
    yield from _solutions(template)
    yield from _apologies(template)


def _ends(steps: tuple[Step, ...]) -> Iterator[Finding]:
    if not steps or not isinstance(steps[0], CalmStart):
        yield Finding("calm_start_not_first", "/steps/0", "The first step is the calm start.")
    if len(steps) < 2 or not isinstance(steps[1], Frame):  # noqa: PLR2004 - the second step
        yield Finding("frame_not_second", "/steps/1", "The second step is the frame.")
    if not steps or not isinstance(steps[-1], Closing):
        yield Finding("closing_not_last", f"/steps/{max(len(steps) - 1, 0)}", "The last step is the closing.")


def _middle(steps: tuple[Step, ...]) -> Iterator[Finding]:
    before: set[type[Step]] = set()
    for index, step in enumerate(steps):
        if isinstance(step, ONCE) and type(step) in before:
            yield Finding("step_repeated", f"/steps/{index}", "This kind of step comes once.")
        if isinstance(step, Solutions) and Understanding not in before:
            yield Finding("solutions_too_early", f"/steps/{index}", "Solutions come after understanding.")
        if isinstance(step, Understanding | Accountability) and Solutions in before:
            yield Finding("out_of_order", f"/steps/{index}", "Hearing and owning come before solutions.")
        before.add(type(step))


def _understanding(template: Template) -> Iterator[Finding]:
    hears = any(isinstance(step, Understanding | Accountability) for step in template.steps)
    if template.kind != "checkin" and not hears:
        yield Finding("understanding_missing", "/steps", "A repair talk has a step in which each is understood.")
    for index, step in enumerate(template.steps):
        if not isinstance(step, Understanding):
            continue
        if step.rounds not in ROUNDS:
            yield Finding("rounds", f"/steps/{index}/rounds", "Plan 1 to 6 rounds.")
        if step.first_speaker == "hurt_partner" and not has_roles(template):
            where = f"/steps/{index}/first_speaker"
            yield Finding("hurt_partner_unknown", where, "Only a talk with accountability has a hurt partner.")


def _solutions(template: Template) -> Iterator[Finding]:
    rounds = 0
    for index, step in enumerate(template.steps):
        if isinstance(step, Understanding):
            rounds += step.rounds
        if isinstance(step, Solutions):
            if not step.kinds or len(set(step.kinds)) != len(step.kinds):
                yield Finding("solutions_kinds", f"/steps/{index}/kinds", "Name what may be agreed, each kind once.")
            # The gate of L-10 could never open, and the step would be a promise that nobody can keep.
            if 0 < rounds < template.limits.turns_before_proposals:
                yield Finding("solutions_unreachable", f"/steps/{index}", "There are too few rounds before this step.")


def _apologies(template: Template) -> Iterator[Finding]:
    """A-1: nobody is asked to say sorry before what it did to the other was heard and confirmed."""
    for index, step in enumerate(template.steps):
        if isinstance(step, Accountability):
            # Here the engine itself keeps the apology locked until the impact is confirmed.
            return
        if is_shared(step):
            yield from _apology(template, index, step)
        if isinstance(step, Understanding):
            return


def _apology(template: Template, index: int, step: Step) -> Iterator[Finding]:
    key = step.prompt.key
    detail = "Ask for an apology only after the other was heard."
    for name, text in (("title", step.title), ("prompt/text", step.prompt.text)):
        if asks_for_apology(text):
            yield Finding("apology_too_early", f"/steps/{index}/{name}", detail)
    for one in template.translations:
        for name, text in one.texts:
            if name in {key, f"{key}/title"} and asks_for_apology(text):
                where = f"/translations/{pointed(one.locale)}/{pointed(name)}"
                yield Finding("apology_too_early", where, detail)
