"""What is asked and answered about a therapist's templates. A half-written one may be any JSON object."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.authoring.drafts import Draft, DraftState
from app.authoring.rehearsals import Rehearsed
from app.sessions.rehearsing.rehearsal import PlayerName, Rehearsal
from app.templates.findings import Finding, FindingCode
from app.templates.ownership import PublishedVersion
from app.templates.steps import Medium, TemplateKind
from app.wire_forms import Answered, Moment, Sent

SECONDS_PER_MINUTE = 60
LONGEST_FILE = 64 * 1024
LONGEST_SHOWN = 80

CONTENT = "A template, as `GET /v1/schemas/template` describes it; half-written ones are kept too. At most 64 KiB."
ContentIn = Annotated[dict[str, Any], Field(description=CONTENT)]


class TemplateContentIn(Sent):
    """A content to look at."""

    content: ContentIn


class NewTemplateIn(Sent):
    """What to begin with: a content, a copy of a template that you may read, or neither for a short example."""

    content: ContentIn | None = None
    from_slug: str | None = Field(default=None, max_length=64)


class TemplateChangeIn(Sent):
    """The whole content, in place of the revision that you had before you."""

    revision: int = Field(strict=True, ge=1)
    content: ContentIn


class TemplateFileIn(Sent):
    """A TOML file, as text."""

    toml: str = Field(max_length=LONGEST_FILE, repr=False, strict=True)


class TemplatePublishIn(Sent):
    """Which revision to publish; left out, the one that is there."""

    revision: int | None = Field(default=None, strict=True, ge=1)


class RehearsalIn(Sent):
    """Two invented partners for one playback; left out, every pair in every medium, which publishing needs."""

    players: tuple[PlayerName, PlayerName] | None = None
    medium: Medium = "text"


class TemplateFindingOut(Answered):
    """One thing that is not right: the rule by its number, the place as a JSON pointer, the step from 0."""

    code: FindingCode
    rule: str = Field(examples=["L-10"])
    where: str = Field(examples=["/steps/2/prompt/text"])
    step: int | None
    detail: str


class FindingsAnswer(Answered):
    """Everything that keeps it from being published; nothing means that it may be rehearsed."""

    findings: list[TemplateFindingOut]


class RehearsalSummaryOut(Answered):
    """How one rehearsal went. `seconds` is everything that passed, `paused` is how much of it was pause."""

    players: tuple[PlayerName, PlayerName]
    medium: Medium
    finished: bool
    outcome: str | None
    ended: str
    seconds: int
    paused: int
    planned: int
    steps_reached: list[int]


class RehearsedOut(Answered):
    """Every pair of partners with exactly this content."""

    at: Moment
    finished: bool
    rehearsals: list[RehearsalSummaryOut]


class RehearsalSaidOut(Answered):
    """What was just said or happened."""

    who: str
    what: str
    text: str = Field(repr=False)


class RehearsalOfferOut(Answered):
    """One thing that this partner could do."""

    name: str
    title: str
    opens_in: int | None


class RehearsalFrameOut(Answered):
    """One screen of one partner. `did` is what they had just done; `level` is their own reading alone."""

    at_seconds: int
    phase: str
    step: int | None
    kind: str
    title: str
    prompt: str = Field(repr=False)
    guide: str
    role: Literal["speaker", "listener"] | None
    purpose: str = Field(repr=False)
    seconds_left: int | None
    did: str
    level: int | None
    said: list[RehearsalSaidOut]
    may: list[RehearsalOfferOut]


class PlaybackOut(RehearsalSummaryOut):
    """One rehearsal with what each of the two saw, in the order in which it came."""

    frames: tuple[list[RehearsalFrameOut], list[RehearsalFrameOut]]
    shortened: bool = Field(description="Whether some frames in the middle are left out.")


class RehearsalAnswer(Answered):
    """The playback of the pair that was asked for, or what came of all pairs."""

    playback: PlaybackOut | None = None
    rehearsed: RehearsedOut | None = None


class OwnTemplateSummary(Answered):
    """One template of yours in a list."""

    id: str
    slug: str | None
    title: str
    kind: TemplateKind | None
    minutes: int | None
    state: DraftState
    version: str | None = Field(description="The published one.")
    revision: int
    changed_at: Moment
    findings: int = Field(description="How many things are not right yet.")


class OwnTemplateOut(Answered):
    """One template of yours, whole."""

    id: str
    slug: str | None
    revision: int
    state: DraftState
    version: str | None = Field(description="The published one.")
    content: dict[str, Any] = Field(repr=False)
    findings: list[TemplateFindingOut]
    rehearsed: RehearsedOut | None = Field(description="Only of exactly this content.")
    changed_at: Moment


class OwnTemplateAnswer(Answered):
    """One template of yours."""

    template: OwnTemplateOut


class OwnVersionOut(Answered):
    """One published version. Sessions stay on the one that they began with."""

    version: str
    number: int
    published_at: Moment
    current: bool
    title: str


class OwnVersionsAnswer(Answered):
    """Every version, the latest first."""

    versions: list[OwnVersionOut]


def finding_out(finding: Finding) -> TemplateFindingOut:
    return TemplateFindingOut(
        code=finding.code, rule=finding.rule, where=finding.where, step=finding.step, detail=finding.detail
    )


def rehearsed_out(rehearsed: Rehearsed) -> RehearsedOut:
    return RehearsedOut(
        at=rehearsed.at,
        finished=rehearsed.finished,
        rehearsals=[RehearsalSummaryOut.model_validate(one) for one in rehearsed.played],
    )


def playback_out(played: Rehearsal) -> PlaybackOut:
    return PlaybackOut.model_validate(played, from_attributes=True)


def summary_out(draft: Draft) -> OwnTemplateSummary:
    template = draft.examined.template
    return OwnTemplateSummary(
        id=draft.id,
        slug=draft.slug,
        title=_title(draft),
        kind=template.kind if template else None,
        minutes=template.limits.planned // SECONDS_PER_MINUTE if template else None,
        state=draft.state,
        version=draft.standing.version if draft.standing else None,
        revision=draft.revision,
        changed_at=draft.changed_at,
        findings=len(draft.examined.findings),
    )


def template_out(draft: Draft) -> OwnTemplateOut:
    return OwnTemplateOut(
        id=draft.id,
        slug=draft.slug,
        revision=draft.revision,
        state=draft.state,
        version=draft.standing.version if draft.standing else None,
        content=draft.content,
        findings=[finding_out(one) for one in draft.examined.findings],
        rehearsed=rehearsed_out(draft.rehearsed) if draft.rehearsed else None,
        changed_at=draft.changed_at,
    )


def version_out(one: PublishedVersion) -> OwnVersionOut:
    return OwnVersionOut(
        version=one.version,
        number=one.number,
        published_at=one.published_at,
        current=one.current,
        title=one.template.title,
    )


def _title(draft: Draft) -> str:
    title = draft.content.get("title")
    return title[:LONGEST_SHOWN] if isinstance(title, str) else ""
