"""The body of every command, closed, and the command that it becomes. Form is judged here, the moment by the rules.

No module here knows whose turn it is: `by` is added from the login (L-1).
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.agreements.lifecycle import DAYS, DEFAULT_DAYS
from app.security.text_door import Words
from app.sessions.protocol import commands as c
from app.sessions.protocol.accounting import MOST_STEPS
from app.sessions.protocol.events import ApologyReply, PreventionKind
from app.sessions.protocol.sides import Side

# The hard limit of a turn; the template's own limit is the rules' to judge (`too_long`).
LONGEST = 2000
Text = Annotated[str, Words(LONGEST)]
Level = Annotated[int, Field(ge=0, le=10, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Short = Annotated[str, Words(100)]
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", re.ASCII)
PauseReason = Literal["flooded", "unsafe", "tired", "need_to_think", "other"]
Version = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


def _written(value: Any) -> Any:  # Any: whatever was sent.
    """A time is written out (RFC 3339): a number would be taken for seconds, and a slip would be a day in 1970."""
    if isinstance(value, datetime) or (isinstance(value, str) and WRITTEN.match(value)):
        return value
    raise PydanticCustomError("not_a_moment", "This is not a date and a time.")


def _in_utc(at: datetime) -> datetime:
    """In UTC and whole milliseconds: exactly what a view can show and a client can send back."""
    try:
        there = at.astimezone(UTC)
    except OverflowError:
        # The first hours of the year 1 and the last of 9999 exist in some places only.
        raise PydanticCustomError("not_a_moment", "This moment cannot be used.") from None
    return there.replace(microsecond=there.microsecond // 1000 * 1000)


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_utc)]
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _named(value: Any) -> Any:  # Any: whatever was sent.
    """A day is written out, for the same reason."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return value
    raise PydanticCustomError("not_a_day", "This is not a date.")


Day = Annotated[date, BeforeValidator(_named)]


class Body(BaseModel):
    """A closed body: unknown fields are refused, and errors never show what was sent."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def command(self, by: Side) -> c.Command:
        raise NotImplementedError

    def __repr__(self) -> str:
        # A body is what a person wrote: it never shows in a traceback or a log.
        return type(self).__name__

    @property
    def is_tap(self) -> bool:
        """Whether this says "I said it aloud" and carries no text."""
        return getattr(self, "spoken", None) is True


class Nothing(Body):
    """An empty body."""


def bare(kind: Callable[..., c.Command]) -> type[Body]:
    """The body of a command that says nothing but its name."""

    class Bare(Nothing):
        def command(self, by: Side) -> c.Command:
            return kind(by=by)

    return Bare


class Coached(Body):
    """A body with words that the coach may look at; `acknowledge_hint` names the review that held this very command."""

    acknowledge_hint: UUID | None = None

    @property
    def hint(self) -> str:
        return str(self.acknowledge_hint) if self.acknowledge_hint else c.NO_ACKNOWLEDGEMENT


def _one_of(*ways: str) -> dict[str, Any]:
    return {"oneOf": [{"required": [way]} for way in ways]}


class Said(Coached):
    """Either a text, or, where the two talk aloud, the tap that it was said."""

    model_config = ConfigDict(json_schema_extra=_one_of("text", "spoken"))

    text: Text | None = None
    spoken: Literal[True] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Said":
        if (self.text is None) == (self.spoken is None):
            raise PydanticCustomError("text_or_spoken", "Send a text or a tap.")
        return self

    @property
    def words(self) -> str:
        return self.text or ""


def saying(kind: Callable[..., c.Command]) -> type[Body]:
    class Saying(Said):
        def command(self, by: Side) -> c.Command:
            return kind(by=by, text=self.words, acknowledge_hint=self.hint)

    return Saying


class RateArousal(Body):
    """From 0, at ease, to 10."""

    level: Level

    def command(self, by: Side) -> c.Command:
        return c.RateArousal(by, self.level)


class ProposePurpose(Coached):
    """What this talk is for, in one sentence."""

    text: Annotated[str, Words(500)]

    def command(self, by: Side) -> c.Command:
        return c.ProposePurpose(by, self.text, self.hint)


class AcceptFrame(Body):
    """The version of the purpose that is accepted."""

    version: Version

    def command(self, by: Side) -> c.Command:
        return c.AcceptFrame(by, self.version)


class Speak(Coached):
    """A turn: free words, or what one saw, felt, needs and asks for (rules.md 2), or the tap that it was said aloud."""

    model_config = ConfigDict(
        json_schema_extra={
            **_one_of("text", "observation", "spoken"),
            "dependentRequired": {part: ["observation"] for part in ("feeling", "need", "request")},
        }
    )

    text: Text | None = None
    observation: Text | None = None
    feeling: Annotated[tuple[Short, ...], Field(max_length=5)] = ()
    need: Annotated[tuple[Short, ...], Field(max_length=5)] = ()
    request: Text | None = None
    spoken: Literal[True] | None = None
    outside_pressure: Flag = False

    @model_validator(mode="after")
    def _one_form(self) -> "Speak":
        if sum(way is not None for way in (self.text, self.observation, self.spoken)) != 1:
            raise PydanticCustomError("one_form", "Send a text, an observation, or a tap.")
        if self.observation is None and (self.feeling or self.need or self.request):
            raise PydanticCustomError("observation_first", "A feeling, need or request follows an observation.")
        return self

    def command(self, by: Side) -> c.Command:
        return c.Speak(
            by,
            text=self.text or "",
            observation=self.observation or "",
            feeling=self.feeling,
            need=self.need,
            request=self.request or "",
            outside_pressure=self.outside_pressure,
            acknowledge_hint=self.hint,
        )


class Reflect(Said):
    """What was heard, in one's own words; a feeling that was heard may be named beside it."""

    feeling_heard: Short | None = None

    def command(self, by: Side) -> c.Command:
        return c.Reflect(by, self.words, self.feeling_heard or "", self.hint)


class Confirm(Body):
    """Whether the reflection is it, and if not, what is missing."""

    verdict: Literal["accurate", "partly", "not_yet"]
    missing: Annotated[str, Words(600)] | None = None

    def command(self, by: Side) -> c.Command:
        return c.Confirm(by, self.verdict, self.missing or "")


class ResolveGap(Body):
    """Go on without it, say it smaller, park it, or pause."""

    choice: Literal["accept_gap", "smaller", "park", "pause"]

    def command(self, by: Side) -> c.Command:
        return c.ResolveGap(by, self.choice)


class Landed(Body):
    """Whether it reached you."""

    yes: Flag

    def command(self, by: Side) -> c.Command:
        return c.Landed(by, self.yes)


class ChooseFirst(Body):
    """Who begins."""

    who: Literal["me", "partner"]

    def command(self, by: Side) -> c.Command:
        return c.ChooseFirst(by, self.who)


Part = Annotated[str, Words(400)]


class PreventionStep(BaseModel):
    """If I notice this sign, then I will do that: small, my own act, and with a day to look at it (A-4)."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    if_: Part = Field(alias="if")
    then: Part
    kind: PreventionKind
    due: Day

    def __repr__(self) -> str:
        return type(self).__name__

    @property
    def planned(self) -> c.PreventionStep:
        return c.PreventionStep(self.if_, self.then, self.kind, self.due)


class PlanPrevention(Coached):
    """What I will do so that it does not happen again: one step, or a few. Typed, also where two talk aloud."""

    steps: Annotated[tuple[PreventionStep, ...], Field(min_length=1, max_length=MOST_STEPS)]

    def command(self, by: Side) -> c.Command:
        return c.PlanPrevention(by, tuple(step.planned for step in self.steps), self.hint)


class AnswerApology(Coached):
    """Received, partly, or not ready. There is nothing to forgive here, and no answer is a wrong one."""

    reply: ApologyReply
    still_needed: Annotated[str, Words(1000)] | None = None

    def command(self, by: Side) -> c.Command:
        return c.AnswerApology(by, self.reply, self.still_needed or "", self.hint)


class ReadyForSolutions(Body):
    """Whether you feel understood enough."""

    ready: Flag

    def command(self, by: Side) -> c.Command:
        return c.ReadyForSolutions(by, self.ready)


class ProposeBoundary(Coached):
    """A limit of both, or of oneself: one's own needs nobody's signature (G-5)."""

    kind: Literal["boundary"]
    scope: Literal["shared", "personal"] = "shared"
    category: Literal["time", "privacy", "disclosure", "personal_space"]
    text: Text
    days: int = Field(default=DEFAULT_DAYS["boundary"], ge=DAYS["boundary"][0], le=DAYS["boundary"][1])
    agreement: UUID | None = None

    def command(self, by: Side) -> c.Command:
        return c.ProposeAgreement(
            by,
            kind="boundary",
            scope=self.scope,
            category=self.category,
            owner="me",
            days=self.days,
            text=self.text,
            agreement=str(self.agreement) if self.agreement else "",
            acknowledge_hint=self.hint,
        )


class ProposeCommitment(Coached):
    """A promise with an owner and a day to look at it again."""

    kind: Literal["commitment"]
    owner: Literal["me", "partner"] = "me"
    text: Text
    days: int = Field(default=DEFAULT_DAYS["commitment"], ge=DAYS["commitment"][0], le=DAYS["commitment"][1])
    agreement: UUID | None = None

    def command(self, by: Side) -> c.Command:
        return c.ProposeAgreement(
            by,
            kind="commitment",
            scope="shared",
            category="none",
            owner=self.owner,
            days=self.days,
            text=self.text,
            agreement=str(self.agreement) if self.agreement else "",
            acknowledge_hint=self.hint,
        )


class ProposeAgreement(RootModel[Annotated[ProposeBoundary | ProposeCommitment, Field(discriminator="kind")]]):
    """A boundary or a commitment."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    is_tap: ClassVar[bool] = False

    def command(self, by: Side) -> c.Command:
        return self.root.command(by)


class Assent(Body):
    """The agreement, and the version that is agreed to."""

    agreement: UUID
    version: Version

    def command(self, by: Side) -> c.Command:
        return c.Assent(by, str(self.agreement), self.version)


class SetAside(Body):
    """The agreement, and the version that is set aside."""

    agreement: UUID
    version: Version

    def command(self, by: Side) -> c.Command:
        return c.SetAside(by, str(self.agreement), self.version)


class AnswerPrompt(Coached):
    """An answer, a skip, or a tap where two talk aloud."""

    model_config = ConfigDict(json_schema_extra=_one_of("text", "skip", "spoken"))

    text: Text | None = None
    skip: Literal[True] | None = None
    spoken: Literal[True] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "AnswerPrompt":
        if sum(way is not None for way in (self.text, self.skip, self.spoken)) != 1:
            raise PydanticCustomError("text_or_skip", "Send a text, a tap, or skip.")
        return self

    def command(self, by: Side) -> c.Command:
        return c.AnswerPrompt(by, skip=bool(self.skip), text=self.text or "", acknowledge_hint=self.hint)


class RateFelt(Body):
    """Three numbers from 0 to 10. Nobody else sees them."""

    safe: Level
    understood: Level
    had_a_say: Level

    def command(self, by: Side) -> c.Command:
        return c.RateFelt(by, self.safe, self.understood, self.had_a_say)


class ParkTopic(Coached):
    """A topic for another day. Not shared, it stays yours alone."""

    text: Annotated[str, Words(500)]
    share: Flag = False

    def command(self, by: Side) -> c.Command:
        return c.ParkTopic(by, self.share, self.text, self.hint)


class Pause(Body):
    """Nothing is needed. A reason is for you alone."""

    private_reason: PauseReason | None = None

    def command(self, by: Side) -> c.Command:
        return c.Pause(by, self.private_reason or "")


class At(Body):
    """A moment, with its offset from UTC."""

    at: Moment


class OfferReturn(At):
    """When to come back."""

    def command(self, by: Side) -> c.Command:
        return c.OfferReturn(by, self.at)


class AcceptReturn(At):
    """The time that was offered."""

    def command(self, by: Side) -> c.Command:
        return c.AcceptReturn(by, self.at)


class Help(Body):
    """For yourself, or for both of you. Your partner sees a pause."""

    for_: Literal["self", "us"] = Field(alias="for")

    def command(self, by: Side) -> c.Command:
        return c.Help(by, self.for_)


BODIES: dict[type[c.Command], type[Body] | type[ProposeAgreement]] = {
    c.Arrive: bare(c.Arrive),
    c.RateArousal: RateArousal,
    c.ProposePurpose: ProposePurpose,
    c.AcceptFrame: AcceptFrame,
    c.Appreciate: saying(c.Appreciate),
    c.Speak: Speak,
    c.Reflect: Reflect,
    c.Clarify: saying(c.Clarify),
    c.Answer: saying(c.Answer),
    c.Confirm: Confirm,
    c.ResolveGap: ResolveGap,
    c.Validate: saying(c.Validate),
    c.Landed: Landed,
    c.ClaimFloor: bare(c.ClaimFloor),
    c.PassFloor: bare(c.PassFloor),
    c.ChooseFirst: ChooseFirst,
    c.TellImpact: saying(c.TellImpact),
    c.Own: saying(c.Own),
    c.Apologise: saying(c.Apologise),
    c.PlanPrevention: PlanPrevention,
    c.AnswerApology: AnswerApology,
    c.ReadyForSolutions: ReadyForSolutions,
    c.ProposeAgreement: ProposeAgreement,
    c.Assent: Assent,
    c.SetAside: SetAside,
    c.AnswerPrompt: AnswerPrompt,
    c.Learn: saying(c.Learn),
    c.RateFelt: RateFelt,
    c.Done: bare(c.Done),
    c.ParkTopic: ParkTopic,
    c.NeedTime: bare(c.NeedTime),
    c.Pause: Pause,
    c.OfferReturn: OfferReturn,
    c.AcceptReturn: AcceptReturn,
    c.Return: bare(c.Return),
    c.Help: Help,
    c.Leave: bare(c.Leave),
}
