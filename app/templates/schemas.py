"""What is answered about templates: a line in the catalogue, or the whole document."""

from typing import Literal

from pydantic import Field

from app.templates.document import TemplateDocument
from app.templates.steps import Medium, Template, TemplateKind, has_roles
from app.wire_forms import Answered

SECONDS_PER_MINUTE = 60

StepKind = Literal[
    "calm_start",
    "frame",
    "opening",
    "understanding",
    "accountability",
    "solutions",
    "prompt",
    "grounding",
    "closing",
]


class StepOut(Answered):
    """A step by its kind and its name."""

    kind: StepKind
    title: str


class TemplateSummary(Answered):
    """What somebody needs to choose a talk."""

    slug: str = Field(description="The name to ask for a talk with.")
    title: str
    summary: str
    kind: TemplateKind
    media: tuple[Medium, ...]
    minutes: int = Field(description="The planned length.")
    steps: list[StepOut]
    roles: bool = Field(description="Whether one takes part as the hurt and the other as the accountable partner.")
    requires_base_agreement: bool = Field(description="Whether it is offered only once a base agreement is in force.")
    version: str = Field(description="The hash of the content. A session stays on the version it began with.")


class TemplateAnswer(Answered):
    """A template as it is published."""

    template: TemplateDocument


def summary_of(template: Template) -> TemplateSummary:
    return TemplateSummary(
        slug=template.slug,
        title=template.title,
        summary=template.summary,
        kind=template.kind,
        media=template.media,
        minutes=template.limits.planned // SECONDS_PER_MINUTE,
        steps=[StepOut(kind=step.kind, title=step.title) for step in template.steps],
        roles=has_roles(template),
        requires_base_agreement=template.requires.base_agreement,
        version=template.version,
    )
