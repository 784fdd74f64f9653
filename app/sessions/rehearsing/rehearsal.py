"""A template rehearsed by two invented partners, or by every pair of them, and what came of it (T-2).

PURE: no clock, no chance, no storage. It judges nothing: a rehearsal shows the order of a talk and that it ends.
"""

from __future__ import annotations

from dataclasses import fields
from itertools import product
from typing import TYPE_CHECKING

from app.frozen import dataclass
from app.sessions.protocol import events as e
from app.sessions.protocol import state as s
from app.sessions.rehearsing.frames import Frame, shortened
from app.sessions.rehearsing.players import PLAYERS, PlayerName
from app.sessions.rehearsing.stage import EVENING, Stage, on_stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.sessions.protocol.events import EndKind, Outcome
    from app.templates.steps import Medium, Template

__all__ = ["PLAYERS", "PlayerName", "Rehearsal", "Summary", "rehearse", "rehearse_all"]

Pair = tuple[PlayerName, PlayerName]


@dataclass(frozen=True, slots=True)
class Summary:
    """How one rehearsal went. `finished` says that it came to an end; `outcome` and `ended` say to which.

    `seconds` is all the time that passed, pauses included; `paused` is how much of it was pause. `commands`
    counts what the two did and what time did.
    """

    players: Pair
    medium: Medium
    finished: bool
    outcome: Outcome | None
    ended: EndKind
    seconds: int
    paused: int
    planned: int
    steps_reached: tuple[int, ...]
    commands: int


@dataclass(frozen=True, slots=True)
class Rehearsal(Summary):
    """One rehearsal with what each of the two saw; of very long ones the middle is left out."""

    frames: tuple[tuple[Frame, ...], tuple[Frame, ...]]
    shortened: bool


def rehearse(template: Template, *, players: Pair, medium: Medium = "text", seed: int = 0) -> Rehearsal:
    """Play it once. The first player asked for the talk, and is the hurt partner where the template has parts."""
    stage = _played(template, players, medium=medium, seed=seed, shows=True)
    first, cut = shortened(stage.frames["a"])
    second, also_cut = shortened(stage.frames["b"])
    summary = summary_of(stage, players)
    parts = {one.name: getattr(summary, one.name) for one in fields(summary)}
    return Rehearsal(**parts, frames=(first, second), shortened=cut or also_cut)


def rehearse_all(template: Template, media: Iterable[Medium] | None = None, *, seed: int = 0) -> tuple[Summary, ...]:
    """Play it with every ordered pair in each of these media; without a word of it, in all that the template has."""
    return tuple(
        summary_of(_played(template, pair, medium=medium, seed=seed, shows=False), pair)
        for medium in (template.media if media is None else media)
        for pair in product(PLAYERS, PLAYERS)
    )


def _played(template: Template, players: Pair, *, medium: Medium, seed: int, shows: bool) -> Stage:
    stage = on_stage(template, players, medium=medium, seed=seed, shows=shows)
    stage.play()
    return stage


def summary_of(stage: Stage, players: Pair) -> Summary:
    phase = stage.session.phase
    ended = phase if isinstance(phase, s.Ended) else None
    return Summary(
        players=players,
        medium=stage.session.medium,
        finished=ended is not None,
        outcome=ended.outcome if ended else None,
        ended=ended.kind if ended else "none",
        seconds=round((stage.now - EVENING).total_seconds()),
        paused=_paused(stage),
        planned=stage.session.template.limits.planned,
        steps_reached=tuple(sorted({event.index for event in stage.log if isinstance(event, e.StepEntered)})),
        commands=stage.commands,
    )


def _paused(stage: Stage) -> int:
    """All seconds that the two were in a pause, whichever way it ended."""
    total, since = 0.0, None
    for event in stage.log:
        if isinstance(event, e.Paused):
            since = event.at
        elif since is not None and isinstance(event, e.Resumed | e.SessionEnded):
            total += (event.at - since).total_seconds()
            since = None
    return round(total)
