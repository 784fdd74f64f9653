"""`POST /v1/coach/review`: what the coach would say of a text, for its author alone. Stored nowhere, seen by nobody."""

from typing import Annotated, Literal

from pydantic import Field

from app.accounts.authentication import ActorDep, ResourcesDep
from app.coach import coach
from app.coach.opinion import Action, Stage, Strictness, Verdict
from app.doors import Doors
from app.guard.declared import problems
from app.security.rate_limit import REHEARSAL
from app.security.text_door import Words
from app.wire_forms import Answered, Sent

router = Doors(prefix="/coach", tags=["coach"])
Text = Annotated[str, Words(2000)]


class Rehearsal(Sent):
    """The text, and as what it is to be read. A `listener`'s text is read beside what it reflects."""

    text: Text = Field(examples=["I felt alone on Sunday."])
    stage: Stage = Field(
        description="`speaker`: a turn. `listener`: a reflection. `accountability`: an apology. "
        "`update`: how a step of yours went. `free`: anything else."
    )
    reflected: Text | None = Field(default=None, description="What the speaker had said; for `listener` only.")
    strictness: Strictness = "standard"
    language: str = Field(default="en", max_length=35, pattern=r"^[A-Za-z0-9_-]+$")

    def __repr__(self) -> str:
        # What a person wrote never shows in a traceback or a log.
        return type(self).__name__


class FindingOut(Answered):
    """One thing that was found. `start` and `end` count code points of `text` as it was sent."""

    code: str
    severity: int
    action: Action
    start: int
    end: int
    explanation: str
    suggestion: str
    rule: str
    hard: bool
    pack: str


class ReviewAnswer(Answered):
    """What the coach would say. `revise` would come back once in a session, `nudge` would go out."""

    verdict: Verdict
    crisis: Literal["check", "high"] | None
    coached: bool = Field(description="False where there is no pack for the language; nothing was looked at then.")
    reason: Literal["language"] | None
    findings: list[FindingOut]
    pack: str | None


@router.post("/review", operation_id="rehearse", summary="Rehearse a text", responses=problems(401, 429))
async def post_review(body: Rehearsal, actor: ActorDep, resources: ResourcesDep) -> ReviewAnswer:
    """Have a text read as it would be in a session. Nothing is stored, and nobody learns that you asked."""
    await resources.limiter.hit(REHEARSAL, actor.account_id)
    said = coach(body.text, stage=body.stage, reflected=body.reflected, lang=body.language, strictness=body.strictness)
    return ReviewAnswer(
        verdict=said.verdict,
        crisis=said.crisis.level if said.crisis else None,
        coached=said.coached,
        reason="language" if not said.coached else None,
        findings=[
            FindingOut(
                code=one.code,
                severity=one.severity,
                action=one.action,
                start=one.start,
                end=one.end,
                explanation=one.explanation,
                suggestion=one.suggestion,
                rule=one.rule_id,
                hard=one.hard,
                pack=one.pack,
            )
            for one in said.findings
        ],
        pack=said.pack,
    )
