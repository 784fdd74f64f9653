"""Write docs/therapists/steps.md from the steps, options and limits that the code knows, so that it cannot go stale.

It explains nothing of its own but the names of options; whatever has no name here stands there as it is written.
"""

from __future__ import annotations

from dataclasses import Field, fields
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin, get_type_hints

from app.coach import SOFT_CODES
from app.templates.asking import DETAIL, LOCALES
from app.templates.check import CALM_START_SECONDS, CHECKIN_PLANNED, GROUNDING_SECONDS, MAX_STEPS
from app.templates.order import ROUNDS
from app.templates.steps import (
    BOUNDS,
    BRIEF_PLANNED,
    STEP_KINDS,
    CoachAction,
    Limits,
    Medium,
    Strictness,
    TemplateKind,
)
from app.templates.texts import PROMPT, SUMMARY, TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.templates.steps import Step

EVERY_STEP: Final = frozenset({"title", "prompt", "kind"})
RANGES: Final = {
    ("calm_start", "seconds"): CALM_START_SECONDS,
    ("grounding", "seconds"): GROUNDING_SECONDS,
    ("understanding", "rounds"): ROUNDS,
}
# Where a step may stand, in the words of the check.
PLACES: Final = {
    "calm_start": "Always the first step.",
    "frame": "Always the second step.",
    "understanding": "As often as you like, and always before the solutions.",
    "accountability": "At most once, and always before the solutions.",
    "solutions": "At most once, and only after a step in which each is understood.",
    "closing": "Always the last step.",
}
# What an option is about; a test finds one that has no words here.
OPTIONS: Final = {
    "seconds": "how long it may take, in seconds",
    "rounds": "how often each speaks once and listens once",
    "first_speaker": "who speaks first; `hurt_partner` only where there is an accountability step",
    "validation": "whether the listener is asked for \u201cit makes sense, because\u2026\u201d",
    "kinds": "what may be agreed on",
    "order": "one after the other, or both before either sees",
    "sharing": "whether both see the answers, or each keeps their own",
}
LIMITS: Final = {
    "max_arousal": "calm enough to begin: both are at this number or below it",
    "slow_down_at": "from this number on somebody is asked to go slower",
    "pause_offer_at": "from this number on a pause is offered, in private",
    "pause_auto_at": "from this number on the talk pauses by itself",
    "rise_delta": "a rise of so much counts as steep",
    "rise_window": "within this time",
    "pause_min": "the shortest pause; nobody can shorten it",
    "pause_suggested_return": "the time to come back that is suggested",
    "pause_max": "the longest pause",
    "pause_extensions": "how often a pause may be made longer",
    "pause_missed_grace": "how long somebody who is late is waited for",
    "micro_gap": "a breath before a reply",
    "turn_max_sentences": "sentences in a turn",
    "turn_max_chars": "characters in a turn",
    "turn_seconds": "time for a turn; more for whoever needs more",
    "turns_before_swap_right": "turns after which the listener may ask for theirs",
    "reflection_max_attempts": "tries to say it back",
    "clarify_max_per_turn": "questions for each turn",
    "turns_before_proposals": "turns of each that must have come across before suggestions",
    "commitments_per_person": "promises in force at a time, for each",
    "planned": "the planned length; the steps must fit in it",
    "spacing": "time until the next whole talk",
    "join_window": "time to arrive",
    "connection_grace": "time to connect again before the talk waits",
}
HEAD: Final = """\
# Every kind of step

Made from the code by `scripts/documents`; a test fails when it is stale. [Writing a template](writing-a-template.md)
says how to put steps together.

A template has {least} to {most} steps. Every step has a `title` (1 to {title} characters) and a `prompt` (1 to {prompt}
characters): what the page says to both. The template itself has a `title`, a `summary` (1 to {summary} characters), a
`kind` ({kinds}) and its `media` ({media}).

Texts are plain: short sentences, short words, no braces, no control characters. They may be in
{locales};
a translation is complete or it is not published. A step whose answers both see asks for nothing of this:

{asking}

Nobody is asked to say sorry before the step in which they heard the other, or the `accountability` step.
"""


def steps_document() -> str:
    """Return the whole document."""
    head = HEAD.format(
        least=3,
        most=MAX_STEPS,
        title=TITLE[-1],
        prompt=f"{PROMPT[-1]:,}",
        summary=SUMMARY[-1],
        kinds=_values(get_args(TemplateKind)),
        media=_values(get_args(Medium)),
        locales=_values(sorted(LOCALES)),
        asking="\n".join(f"- {detail}" for detail in DETAIL.values()),
    )
    parts = (head, *map(_step, STEP_KINDS.items()), _limits(), _coach())
    return "\n".join(parts)


def _step(named: tuple[str, type[Step]]) -> str:
    kind, step = named
    lines = [f"## `{kind}`", "", (step.__doc__ or "").strip()]
    if kind in PLACES:
        lines += ["", PLACES[kind]]
    options = list(_options(kind, step))
    if options:
        lines += ["", "| option | what it is | it takes | unless you say otherwise |", "|---|---|---|---|", *options]
    return "\n".join(lines) + "\n"


def _options(kind: str, step: type[Step]) -> Iterator[str]:
    hints = get_type_hints(step)
    for one in fields(step):
        if one.name not in EVERY_STEP:
            takes = _takes(kind, one.name, hints[one.name])
            yield f"| `{one.name}` | {OPTIONS.get(one.name, '')} | {takes} | {_default(one)} |"


def _takes(kind: str, name: str, hint: Any) -> str:  # Any: a type as the dataclass gives it
    if get_origin(hint) is Literal:
        return _values(get_args(hint))
    if get_origin(hint) is tuple:
        return f"one or more of {_values(get_args(get_args(hint)[0]))}"
    within = RANGES[kind, name]
    return f"{within[0]} to {within[-1]:,}"


def _default(one: Field[Any]) -> str:  # Any: fields of every type
    return _values(one.default if isinstance(one.default, tuple) else (one.default,), last="and")


def _limits() -> str:
    lines = [
        "## Limits",
        "",
        "Durations are whole seconds, readings go from 0 to 10. The last column is held while a talk runs, whatever",
        "an old version says.",
        "",
        "| limit | what it is | unless you say otherwise | you may set | always held |",
        "|---|---|---|---|---|",
    ]
    usual = Limits()
    for name, bounds in BOUNDS.items():
        default, may_set, hard = getattr(usual, name), _range(bounds.may_set), _range(bounds.hard)
        lines.append(f"| `{name}` | {LIMITS.get(name, '')} | {default:,} | {may_set} | {hard} |")
    brief, hard = BRIEF_PLANNED, _range(BOUNDS["planned"].hard)
    lines.append(f"| `planned` | of a brief repair | | {_range(brief.may_set)} | {_range(brief.hard)} |")
    lines.append(f"| `planned` | of a check-in | | {_range(CHECKIN_PLANNED)} | {hard} |")
    return "\n".join(lines) + "\n"


def _coach() -> str:
    return "\n".join(
        (
            "## The coach",
            "",
            f"`coaching.strictness` is {_values(get_args(Strictness))}. `coaching.per_code` says for single findings",
            f"{_values(get_args(CoachAction))}. It takes the soft findings only, for nothing can switch off what is",
            "held hard:",
            "",
            f"{_values(sorted(SOFT_CODES), last='and')}.",
            "",
            "## What a couple needs first",
            "",
            "`requires.base_agreement = true` offers the talk only to couples with a base agreement in force.",
            "",
        )
    )


def _range(bounds: tuple[int, int]) -> str:
    return f"{bounds[0]:,} to {bounds[1]:,}"


def _values(values: Iterable[object], *, last: str = "or") -> str:
    *before, final = [f"`{value}`" for value in values]
    return f"{', '.join(before)} {last} {final}" if before else final
