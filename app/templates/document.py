"""The edge of a template: a TOML or JSON document to a value, with unknown fields refused.

It checks form only. What a template may do is decided by `check.py`, what it can do by the engine's clamp.
"""

from __future__ import annotations

import json
import tomllib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from app.templates.content import content, identified
from app.templates.findings import pointed
from app.templates.steps import (
    BOUNDS,
    DEFAULT_LOCALE,
    STEP_KINDS,
    AgreementKind,
    CoachAction,
    Coaching,
    FirstSpeaker,
    Limits,
    Medium,
    Requires,
    Step,
    Strictness,
    Template,
    TemplateKind,
    Translation,
    Wording,
)


class DocumentRefused(ValueError):  # noqa: N818 - a refusal, as the domain says it
    """The document has not the form of a template; says where and which rule, never what was written."""

    def __init__(self, *places: tuple[str, str]) -> None:
        self.places = places
        super().__init__("; ".join(f"{pointer or '/'}: {code}" for pointer, code in places))


class Closed(BaseModel):
    """A form that takes exactly its fields, and each only in its own type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, defer_build=True)


class WordingDocument(Closed):
    """A text with the key under which it can be translated."""

    key: str
    text: str = Field(repr=False)


class StepDocument(Closed):
    """What every step has."""

    title: str
    prompt: WordingDocument


class CalmStartDocument(StepDocument):
    """Each rates their arousal in private."""

    kind: Literal["calm_start"]
    seconds: int = 900


class FrameDocument(StepDocument):
    """Both accept the purpose and the rules."""

    kind: Literal["frame"]


class OpeningDocument(StepDocument):
    """Each acknowledges the other's courage."""

    kind: Literal["opening"]


class UnderstandingDocument(StepDocument):
    """Speaker and listener; in one round each holds the floor once."""

    kind: Literal["understanding"]
    rounds: int = 1
    first_speaker: FirstSpeaker = "both_choose"
    validation: Literal["asked", "left_out"] = "asked"


class AccountabilityDocument(StepDocument):
    """What it did, owned, apologised for, and planned against; each thing opens the next."""

    kind: Literal["accountability"]


class SolutionsDocument(StepDocument):
    """Proposals, locked until both are understood."""

    kind: Literal["solutions"]
    kinds: tuple[AgreementKind, ...] = ("boundary", "commitment")


class PromptDocument(StepDocument):
    """One question."""

    kind: Literal["prompt"]
    order: Literal["in_turn", "together"] = "in_turn"
    sharing: Literal["shared", "private"] = "shared"


class GroundingDocument(StepDocument):
    """A timed exercise that both may skip."""

    kind: Literal["grounding"]
    seconds: int = 120


class ClosingDocument(StepDocument):
    """The end."""

    kind: Literal["closing"]


AnyStep = Annotated[
    CalmStartDocument
    | FrameDocument
    | OpeningDocument
    | UnderstandingDocument
    | AccountabilityDocument
    | SolutionsDocument
    | PromptDocument
    | GroundingDocument
    | ClosingDocument,
    Field(discriminator="kind"),
]

# Made from the one table of limits, so that a new limit cannot be forgotten here.
LimitsDocument: type[BaseModel] = create_model(  # type: ignore[call-overload]  # fields come from a table
    "LimitsDocument",
    __base__=Closed,
    __doc__="What the session runs under; durations are whole seconds.",
    **{name: (int, getattr(Limits(), name)) for name in BOUNDS},
)


class CoachingDocument(Closed):
    """How the language coach reads: how strictly, and what single soft findings do."""

    strictness: Strictness = "standard"
    per_code: dict[str, CoachAction] = Field(default_factory=dict)


class RequiresDocument(Closed):
    """What a couple needs before a talk in this format is offered to them."""

    base_agreement: bool = False


class TemplateBody(Closed):
    """A template as its author writes it; the service gives it a name when it is published."""

    kind: TemplateKind
    title: str
    summary: str
    media: tuple[Medium, ...]
    steps: tuple[AnyStep, ...]
    limits: LimitsDocument = LimitsDocument()
    coaching: CoachingDocument = CoachingDocument()
    requires: RequiresDocument = RequiresDocument()
    locale: str = DEFAULT_LOCALE
    translations: dict[str, dict[str, str]] = Field(default_factory=dict, repr=False)


class TemplateContent(TemplateBody):
    """A template as it is published: under a name."""

    slug: str


class TemplateDocument(TemplateContent):
    """A published version of a template: its content, and the hash that names it."""

    version: str


def from_json(text: str | bytes, *, version: str | None = None) -> Template:
    """Return the template; without a version, the one that its content has."""
    try:
        written = TemplateContent.model_validate_json(text)
    except ValidationError as error:
        raise DocumentRefused(*_places(error)) from None
    template = _template(written.model_dump(), version=version or "")
    return template if version else identified(template)


def from_toml(text: str) -> Template:
    """Return the template of a TOML document, under the same rules as JSON."""
    return from_json(json.dumps(plain_of_toml(text)))


def plain_of_toml(text: str) -> dict[str, Any]:
    """Return what a TOML document says, if JSON could say it too."""
    try:
        plain = tomllib.loads(text)
        json.dumps(plain, allow_nan=False)
    except tomllib.TOMLDecodeError:
        raise DocumentRefused(("", "toml")) from None
    except (TypeError, ValueError):
        # TOML has dates and infinities, which no field of a template takes.
        raise DocumentRefused(("", "type")) from None
    except RecursionError:
        raise DocumentRefused(("", "too_deep")) from None
    return plain


def document(template: Template) -> TemplateDocument:
    """Return what the API shows of a published version."""
    return TemplateDocument.model_validate_json(
        json.dumps({**json.loads(content(template)), "version": template.version})
    )


def _template(written: dict[str, Any], *, version: str) -> Template:
    steps = tuple(_step(one) for one in written["steps"])
    coaching = Coaching(written["coaching"]["strictness"], tuple(sorted(written["coaching"]["per_code"].items())))
    limits = Limits(**written["limits"])
    requires = Requires(**written["requires"])
    translations = tuple(
        Translation(locale, tuple(sorted(texts.items()))) for locale, texts in sorted(written["translations"].items())
    )
    parts = {"steps": steps, "limits": limits, "coaching": coaching, "requires": requires, "translations": translations}
    return Template(**{**written, "version": version, **parts})


def _step(written: dict[str, Any]) -> Step:
    return STEP_KINDS[written["kind"]](**{**written, "prompt": Wording(**written["prompt"])})


def _places(error: ValidationError) -> list[tuple[str, str]]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [("".join(f"/{pointed(part)}" for part in _as_written(one["loc"])), one["type"]) for one in found]


def _as_written(place: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return the place without the step's kind, which pydantic puts behind the step's number."""
    of_a_step = place[:1] == ("steps",) and place[2:3] and place[2] in STEP_KINDS
    return (*place[:2], *place[3:]) if of_a_step else place
