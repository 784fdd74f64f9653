"""Steps towards a goal. Each person takes a step on for themselves; nobody can be given one, and none is counted.

PURE: the standard library only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from app.frozen import dataclass

StepState = Literal["open", "done", "let_go"]
RefusalCode = Literal["ended", "not_taken", "taken_by_the_other"]


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that changes nothing, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Step:
    """One step and who took it on: nobody, one of the two, or both."""

    takers: frozenset[str] = frozenset()
    state: StepState = "open"


def take(step: Step, *, by: str) -> Step | Refused:
    """Take it on, alone or beside the other."""
    return Refused("ended") if step.state != "open" else replace(step, takers=step.takers | {by})


def put_back(step: Step, *, by: str) -> Step | Refused:
    """Take it on no longer. That was one's own choice, and so is this."""
    return Refused("ended") if step.state != "open" else replace(step, takers=step.takers - {by})


def finish(step: Step, *, by: str) -> Step | Refused:
    """Say that it is done: for whoever took it on, and nobody else."""
    if step.state == "done":
        return step
    if step.state == "let_go":
        return Refused("ended")
    return replace(step, state="done") if by in step.takers else Refused("not_taken")


def let_go(step: Step, *, by: str) -> Step | Refused:
    """Take it off the list, unless only the other has taken it on."""
    if step.state == "let_go":
        return step
    if step.state == "done":
        return Refused("ended")
    if step.takers and by not in step.takers:
        return Refused("taken_by_the_other")
    return replace(step, state="let_go")
