"""What a session template is: a tuple of steps, each a kind of its own, and the limits it runs under.

PURE: the standard library only. Nothing here reads a file, a clock or a database.
"""

from __future__ import annotations

from dataclasses import field, fields, replace
from typing import Final, Literal

from app.frozen import dataclass

TemplateKind = Literal["full", "brief_repair", "checkin", "accountability"]
Medium = Literal["text", "spoken"]
FirstSpeaker = Literal["requester", "alternate", "coin", "both_choose", "hurt_partner"]
AgreementKind = Literal["boundary", "commitment", "base_agreement", "benchmark"]
Strictness = Literal["gentle", "standard", "strict"]
CoachAction = Literal["off", "hint", "nudge", "block"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of the service's or a therapist's: a stable key for translators, and the text in its first language."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class CalmStart:
    """Each rates their arousal in private; both at or under the ceiling open the next step."""

    title: str
    prompt: Wording
    seconds: int = 900
    kind: Literal["calm_start"] = "calm_start"


@dataclass(frozen=True, slots=True)
class Frame:
    """Purpose, format, pause rule and length: both accept the same version (L-13)."""

    title: str
    prompt: Wording
    kind: Literal["frame"] = "frame"


@dataclass(frozen=True, slots=True)
class Opening:
    """Each acknowledges the other's courage in being here."""

    title: str
    prompt: Wording
    kind: Literal["opening"] = "opening"


@dataclass(frozen=True, slots=True)
class Understanding:
    """Speaker and listener: speak, reflect, confirm; in one round each holds the floor once."""

    title: str
    prompt: Wording
    rounds: int = 1
    first_speaker: FirstSpeaker = "both_choose"
    validation: Literal["asked", "left_out"] = "asked"
    kind: Literal["understanding"] = "understanding"


@dataclass(frozen=True, slots=True)
class Accountability:
    """One tells what it did to them, the other owns it: impact, ownership, apology, prevention, answer (A-1…A-4)."""

    title: str
    prompt: Wording
    kind: Literal["accountability"] = "accountability"


@dataclass(frozen=True, slots=True)
class Solutions:
    """Locked until both are understood and both say so (L-10); then proposals, and assent by both."""

    title: str
    prompt: Wording
    kinds: tuple[AgreementKind, ...] = ("boundary", "commitment")
    kind: Literal["solutions"] = "solutions"


@dataclass(frozen=True, slots=True)
class PromptStep:
    """One question: each answers in turn, or both answer before either sees; shared, or private to its author."""

    title: str
    prompt: Wording
    order: Literal["in_turn", "together"] = "in_turn"
    sharing: Literal["shared", "private"] = "shared"
    kind: Literal["prompt"] = "prompt"


@dataclass(frozen=True, slots=True)
class Grounding:
    """A timed exercise that both may skip. Nothing about it is recorded."""

    title: str
    prompt: Wording
    seconds: int = 120
    kind: Literal["grounding"] = "grounding"


@dataclass(frozen=True, slots=True)
class Closing:
    """One thing understood, one appreciation, private ratings, and the end."""

    title: str
    prompt: Wording
    kind: Literal["closing"] = "closing"


Step = CalmStart | Frame | Opening | Understanding | Accountability | Solutions | PromptStep | Grounding | Closing

STEP_KINDS: dict[str, type[Step]] = {
    "calm_start": CalmStart,
    "frame": Frame,
    "opening": Opening,
    "understanding": Understanding,
    "accountability": Accountability,
    "solutions": Solutions,
    "prompt": PromptStep,
    "grounding": Grounding,
    "closing": Closing,
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a template may set, and the hard limit that the engine keeps whatever a template says (both inclusive)."""

    may_set: tuple[int, int]
    hard: tuple[int, int]


def _limit(default: int, may_set: tuple[int, int], hard: tuple[int, int] | None = None) -> int:
    # A dataclass field carries its own bounds, so that a new limit cannot be added without them.
    made: int = field(default=default, metadata={"bounds": Bounds(may_set, hard or may_set)})
    return made


@dataclass(frozen=True, slots=True)
class Limits:
    """The parameter table of rules.md section 0 that a template may set. Durations are whole seconds, arousal 0-10."""

    max_arousal: int = _limit(4, (2, 5), (0, 5))
    slow_down_at: int = _limit(5, (4, 6), (1, 6))
    pause_offer_at: int = _limit(7, (5, 7), (1, 7))
    pause_auto_at: int = _limit(8, (7, 9), (1, 9))
    rise_delta: int = _limit(3, (2, 4))
    rise_window: int = _limit(600, (300, 900))
    # P-4: no template, old or edited, makes the pause shorter than twenty minutes.
    pause_min: int = _limit(1200, (1200, 3600), (1200, 3600))
    pause_suggested_return: int = _limit(1800, (1200, 86400))
    pause_max: int = _limit(86400, (3600, 86400))
    pause_extensions: int = _limit(1, (0, 2))
    pause_missed_grace: int = _limit(600, (300, 1800))
    micro_gap: int = _limit(5, (0, 15))
    turn_max_sentences: int = _limit(3, (1, 6), (1, 8))
    turn_max_chars: int = _limit(600, (200, 1500), (1, 2000))
    turn_seconds: int = _limit(180, (60, 600))
    turns_before_swap_right: int = _limit(3, (1, 5), (1, 6))
    reflection_max_attempts: int = _limit(3, (2, 4), (1, 5))
    clarify_max_per_turn: int = _limit(2, (0, 3), (0, 4))
    turns_before_proposals: int = _limit(1, (1, 4), (1, 4))
    # Nobody carries more promises at once than they can keep in sight.
    commitments_per_person: int = _limit(3, (1, 5), (1, 7))
    planned: int = _limit(3000, (600, 4800), (300, 5400))
    spacing: int = _limit(86400, (21600, 259200), (21600, 259200))
    join_window: int = _limit(900, (300, 1800))
    connection_grace: int = _limit(120, (60, 300))


BOUNDS: dict[str, Bounds] = {one.name: one.metadata["bounds"] for one in fields(Limits)}

# rules.md 0: a brief repair is planned for 5 to 15 minutes and never runs beyond 20.
BRIEF_PLANNED = Bounds(may_set=(300, 900), hard=(300, 1200))


def bounds_of(name: str, kind: TemplateKind) -> Bounds:
    """The bounds of one limit for one kind of template."""
    return BRIEF_PLANNED if name == "planned" and kind == "brief_repair" else BOUNDS[name]


@dataclass(frozen=True, slots=True)
class Coaching:
    """How the language coach reads here. `per_code` says what single soft findings do: (("DEMAND", "off"),).

    Neither loosens what is held hard: no template can switch off the stop before a threat or contempt.
    """

    strictness: Strictness = "standard"
    per_code: tuple[tuple[str, CoachAction], ...] = ()


@dataclass(frozen=True, slots=True)
class Requires:
    """What must be there before a talk in this format is offered to a couple (practices 10)."""

    base_agreement: bool = False


# What every template speaks unless it says otherwise.
DEFAULT_LOCALE: Final = "en"


@dataclass(frozen=True, slots=True)
class Translation:
    """One more language of a template: its texts by their names (`texts_of`), in alphabetical order."""

    locale: str
    texts: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Template:
    """A published version of a template. `version` is the hash of its content; sessions pin it."""

    slug: str
    version: str
    kind: TemplateKind
    title: str
    summary: str
    media: tuple[Medium, ...]
    steps: tuple[Step, ...]
    limits: Limits = Limits()
    coaching: Coaching = Coaching()
    requires: Requires = Requires()
    # The language of the texts above, and the other languages that the template speaks.
    locale: str = DEFAULT_LOCALE
    translations: tuple[Translation, ...] = ()


def texts_of(template: Template) -> dict[str, str]:
    """Return every text by the name under which it is translated: /title, /summary, and two for each step.

    A step's texts go by its message key and not by its place, so that they stay with it when the steps are reordered.
    """
    texts = {"/title": template.title, "/summary": template.summary}
    for step in template.steps:
        texts[f"{step.prompt.key}/title"] = step.title
        texts[step.prompt.key] = step.prompt.text
    return texts


def has_roles(template: Template) -> bool:
    """Whether one takes part as the hurt and the other as the accountable partner; in this session only."""
    return any(isinstance(step, Accountability) for step in template.steps)


def clamped(template: Template) -> Template:
    """The template as the engine runs it: every limit brought inside the hard limits of today.

    I-08 pins what a therapist wrote, but an old or tampered version must never be looser than the present limits.
    """
    within = {}
    for name in BOUNDS:
        low, high = bounds_of(name, template.kind).hard
        within[name] = min(max(getattr(template.limits, name), low), high)
    return replace(template, limits=Limits(**within))
