"""What is asked and answered about check-ins. Nothing here counts, ranks, or says when somebody answered (V-5)."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.checkins.answers import MOST_APPRECIATIONS, Answer, Concern
from app.checkins.lifecycle import OwnState, State
from app.checkins.onlooking import SharedWeek
from app.checkins.rhythm import Cycle, Rhythm, Weekday
from app.checkins.week import Shown
from app.security.text_door import Words
from app.wire_forms import Answered, Moment, Sent


def known_timezone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("not_a_timezone", "This is not a time zone.") from None


Timezone = Annotated[str, Field(max_length=64, examples=["Europe/Helsinki"]), AfterValidator(known_timezone)]
Line = Annotated[str, Words(300)]
Text = Annotated[str, Words(1000)]


class ConcernIn(Sent):
    """One thing that is hard, and one request. A draft may still lack the request."""

    about: Text = Field(examples=["We have hardly talked this week."])
    request: Text | None = Field(default=None, examples=["Could we walk together on Thursday?"])


class AnswerIn(Sent):
    """The five prompts in their order. Each may be left out; the whole takes the place of what was kept before."""

    appreciations: list[Line] = Field(default=[], max_length=MOST_APPRECIATIONS, examples=[["You made tea."]])
    how_we_are: Text | None = None
    concern: ConcernIn | None = None
    plan: Text | None = Field(default=None, description="One thing for the coming week.")
    hope: Text | None = None

    def answer(self) -> Answer:
        concern = None if self.concern is None else Concern(self.concern.about, self.concern.request)
        return Answer(tuple(self.appreciations), self.how_we_are, concern, self.plan, self.hope)


class GiveIn(Sent):
    """Nothing, or the id of the coach's opinion that came back with `held_for_review`."""

    acknowledge_hint: str | None = Field(default=None, max_length=64)


class RhythmIn(Sent):
    """On which day the week of the two begins, and where midnight is."""

    weekday: Weekday
    timezone: Timezone


class ConcernOut(Answered):
    """One thing that is hard, and one request."""

    about: str = Field(repr=False)
    request: str | None = Field(repr=False)


class AnswerOut(Answered):
    """One person's answer, in the fixed order."""

    appreciations: list[str] = Field(repr=False)
    how_we_are: str | None = Field(repr=False)
    concern: ConcernOut | None = Field(repr=False)
    plan: str | None = Field(repr=False)
    hope: str | None = Field(repr=False)


class YoursOut(Answered):
    """How your own answer stands."""

    state: OwnState
    answer: AnswerOut | None = Field(description="Null when there is none, or once its words were erased.")


class CheckInOut(Answered):
    """One week as you see it. Whether the other has begun, or answered, is not to be seen before both have."""

    cycle: str = Field(description="Its name in paths: the day on which it begins.", examples=["2026-11-16"])
    starts_on: date
    opens_at: Moment
    closes_at: Moment
    state: State = Field(description="`shared` once both gave their answers; `closed` when the week ended without.")
    yours: YoursOut
    partners: AnswerOut | None = Field(description="Null until both gave their answers.")


class GivenAnswerOut(Answered):
    """What one of the two answered."""

    account: str
    answer: AnswerOut | None = Field(description="Null once its words were erased.")


class SharedCheckInOut(Answered):
    """One week that both answered, as somebody beside the two reads it."""

    cycle: str = Field(description="The day on which it begins.", examples=["2026-11-16"])
    starts_on: date
    opens_at: Moment
    closes_at: Moment
    answers: list[GivenAnswerOut]


class CheckInAnswer(Answered):
    """One week."""

    check_in: CheckInOut


class RhythmOut(Answered):
    """What was chosen last, and the week that it is now."""

    weekday: Weekday
    timezone: str
    since: Moment = Field(description="The beginning of the first week in this rhythm; it may be still to come.")
    cycle: str
    opens_at: Moment
    closes_at: Moment


class RhythmAnswer(Answered):
    """When the weeks of the two begin."""

    rhythm: RhythmOut


def check_in_out(found: Shown) -> CheckInOut:
    return CheckInOut(
        cycle=found.cycle.name,
        starts_on=found.cycle.starts_on,
        opens_at=found.cycle.opens_at,
        closes_at=found.cycle.closes_at,
        state=found.state,
        yours=YoursOut(state=found.own, answer=answer_out(found.yours)),
        partners=answer_out(found.partners),
    )


def shared_check_in_out(found: SharedWeek) -> SharedCheckInOut:
    return SharedCheckInOut(
        cycle=found.cycle.name,
        starts_on=found.cycle.starts_on,
        opens_at=found.cycle.opens_at,
        closes_at=found.cycle.closes_at,
        answers=[GivenAnswerOut(account=who, answer=answer_out(said)) for who, said in found.answers],
    )


def answer_out(answer: Answer | None) -> AnswerOut | None:
    if answer is None:
        return None
    concern = answer.concern
    return AnswerOut(
        appreciations=list(answer.appreciations),
        how_we_are=answer.how_we_are,
        concern=None if concern is None else ConcernOut(about=concern.about, request=concern.request),
        plan=answer.plan,
        hope=answer.hope,
    )


def rhythm_out(rhythm: Rhythm, cycle: Cycle) -> RhythmOut:
    return RhythmOut(
        weekday=rhythm.weekday,
        timezone=rhythm.timezone,
        since=rhythm.since,
        cycle=cycle.name,
        opens_at=cycle.opens_at,
        closes_at=cycle.closes_at,
    )
