"""The body of every command, closed, and the command that it becomes. Form is judged here, the moment by the rules.

No module here knows whose turn it is: `by` is added from the login (L-1).
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.security.text_door import Words
from app.sessions.agreement_bodies import Assent, ProposeAgreement, SetAside
from app.sessions.body_parts import (
    Body,
    Coached,
    Day,
    Flag,
    Level,
    Moment,
    Said,
    Short,
    Text,
    Version,
    bare,
    one_of,
    saying,
)
from app.sessions.protocol import commands as c
from app.sessions.protocol.accounting import MOST_STEPS
from app.sessions.protocol.events import ApologyReply, PreventionKind
from app.sessions.protocol.sides import Side

PauseReason = Literal["flooded", "unsafe", "tired", "need_to_think", "other"]


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


class AcceptStep(Body):
    """The suggestion that is accepted."""

    version: Version

    def command(self, by: Side) -> c.Command:
        return c.AcceptStep(by, self.version)


class Speak(Coached):
    """A turn: free words, or what one saw, felt, needs and asks for (rules.md 2), or the tap that it was said aloud."""

    model_config = ConfigDict(
        json_schema_extra={
            **one_of("text", "observation", "spoken"),
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

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)

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


class AnswerPrompt(Coached):
    """An answer, a skip, or a tap where two talk aloud."""

    model_config = ConfigDict(json_schema_extra=one_of("text", "skip", "spoken"))

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
    c.AcceptStep: AcceptStep,
    c.ParkTopic: ParkTopic,
    c.NeedTime: bare(c.NeedTime),
    c.Pause: Pause,
    c.OfferReturn: OfferReturn,
    c.AcceptReturn: AcceptReturn,
    c.Return: bare(c.Return),
    c.Help: Help,
    c.Leave: bare(c.Leave),
}
