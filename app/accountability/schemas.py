"""What is asked and answered about accountability. No count of anybody's late updates is anywhere in it."""

from datetime import date
from typing import Annotated, Any, Literal, Self, cast
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.accountability.kinds import ChangeKind, RecordState, Reply, Role, StepKind, StepState
from app.accountability.reading import ToldUpdate
from app.accountability.shown import Shown, ShownStep, Wording
from app.calendar_day import Day
from app.security.text_door import Words
from app.wire_forms import Answered, Moment, Sent

LONGEST = 600
LONGEST_OF_STEP = 300


class Reviewed(Sent):
    """Words that the coach looks at first; `acknowledge_hint` is the id of the review that they came back with."""

    acknowledge_hint: UUID | None = None

    @property
    def acknowledged(self) -> str | None:
        return None if self.acknowledge_hint is None else str(self.acknowledge_hint)


class ReplyIn(Reviewed):
    """The hurt person's answer. There is no right one, and no time by which it is wanted."""

    reply: Reply
    still_needed: Annotated[str, Words(LONGEST)] | None = Field(
        default=None, repr=False, description="With `partly` only, if you like."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.still_needed is not None and self.reply != "partly":
            raise PydanticCustomError("not_with_this_reply", "This reply takes no words.")
        return self


class UpdateIn(Reviewed):
    """How a step goes. Without what comes next it is not complete."""

    what_happened: Annotated[str, Words(LONGEST)] = Field(repr=False, examples=["I wrote at seven on Tuesday."])
    what_next: Annotated[str, Words(LONGEST)] = Field(repr=False, examples=["I put an alarm at half past five."])
    new_date: Day | None = Field(
        default=None,
        description="When you next say how it goes; after today and at most 90 days ahead. "
        "Needed once the step's date has passed, and for a step that was done.",
    )
    ref: UUID | None = Field(
        default=None,
        description="Your own id for this update. Sent again with the same words it adds nothing; with others it is "
        "`ref_reused`.",
    )


class SmallerIn(Reviewed):
    """A smaller step in the place of one whose date moved twice."""

    model_config = ConfigDict(populate_by_name=False)

    sign: Annotated[str, Words(LONGEST_OF_STEP)] = Field(alias="if", repr=False, examples=["I am late on a Monday"])
    act: Annotated[str, Words(LONGEST_OF_STEP)] = Field(alias="then", repr=False, examples=["I call before six"])


class SettleIn(Sent):
    """Your own yes to settling, or taking it back."""

    settled: bool = Field(strict=True)


class StepWordingOut(Answered):
    """The words of a step: "if …, then I will …". Null once its author was erased."""

    sign: str | None = Field(serialization_alias="if", repr=False)
    act: str | None = Field(serialization_alias="then", repr=False)


class SharedStepOut(StepWordingOut):
    """One step of the accountable person's own, as both see it."""

    id: str
    kind: StepKind
    earlier: list[StepWordingOut] = Field(description="The wordings before this one, the oldest first.")
    due_on: date | None = Field(description="When its owner next says how it goes; null when nothing is asked.")
    state: StepState = Field(
        description="`coming`, `done`, or `open` where nothing is asked. `due` and `overdue` are shown to its owner "
        "alone; `update_due` is the word for both, four days after the date and a day more."
    )
    done_at: Moment | None
    agreement: str | None = Field(description="The agreement that a revised boundary is about.")


class PreventionStepOut(SharedStepOut):
    """One step of the accountable person's own."""

    offers_smaller: bool = Field(description="Its owner may make it smaller. For the owner alone; else false.")
    offers_talk: bool = Field(description="A short talk may help; ask for one with the template `brief-repair`.")


class SettlingOut(Answered):
    """The record was settled, or opened again."""

    kind: ChangeKind
    at: Moment


class TalkOffer(Answered):
    """Where to ask for a talk, and with which template."""

    path: str
    template: Literal["brief-repair"]


class RecordFactsOut(Answered):
    """What of a record is the same for both of the two."""

    id: str
    session: str
    hurt: str
    accountable: str
    impact: str | None = Field(repr=False, description="Words are null once their author was erased.")
    ownership: str | None = Field(repr=False)
    apology: str | None = Field(repr=False)
    reply: Reply
    still_needed: str | None = Field(repr=False)
    state: RecordState
    changes: list[SettlingOut] = Field(
        description="When it was settled and opened again: the newest first, 20 at most."
    )
    recorded_at: Moment


class SharedAccountabilityOut(RecordFactsOut):
    """One record as both see it, and nothing that is one's own."""

    steps: list[SharedStepOut]


class AccountabilityOut(RecordFactsOut):
    """One record, as you may see it. Whether the other has said yes to settling is not in it."""

    your_role: Role
    no_answer_needed: bool = Field(description="For the accountable person: no answer is needed now.")
    steps: list[PreventionStepOut]
    settled_by_you: bool = Field(description="Your own yes, while the record is open. The other does not see it.")
    may_settle: bool = Field(description="A follow-up has passed and no redress is open.")
    talk: TalkOffer | None = Field(description="Where an update has been due for long: a short talk may help.")


class AccountabilityAnswer(Answered):
    """One record."""

    accountability: AccountabilityOut


class ProgressUpdateOut(Answered):
    """How a step went. Words are null once their author was erased."""

    id: str
    what_happened: str | None = Field(repr=False)
    what_next: str | None = Field(repr=False)
    about: date | None = Field(description="The date that it was about.")
    new_date: date | None
    given_at: Moment


class ProgressUpdateAnswer(Answered):
    """One update."""

    update: ProgressUpdateOut


def answer_out(shown: Shown, couple_id: str) -> AccountabilityAnswer:
    return AccountabilityAnswer(accountability=accountability_out(shown, couple_id))


def accountability_out(shown: Shown, couple_id: str) -> AccountabilityOut:
    talks = any(step.offers_talk for step in shown.steps)
    return AccountabilityOut(
        **_facts(shown),
        # Null is for somebody beside the two, who is not answered with this form; it would not let it pass either.
        your_role=cast("Role", shown.role),
        no_answer_needed=shown.no_answer_needed,
        steps=[_step_out(step) for step in shown.steps],
        settled_by_you=shown.confirmed_by_you,
        may_settle=shown.may_settle,
        talk=TalkOffer(path=f"/v1/couples/{couple_id}/talk-requests", template="brief-repair") if talks else None,
    )


def shared_accountability_out(shown: Shown) -> SharedAccountabilityOut:
    """Draw what both of the two see, for somebody beside them."""
    return SharedAccountabilityOut(
        **_facts(shown), steps=[SharedStepOut(**_facts_of_step(step)) for step in shown.steps]
    )


def update_out(told: ToldUpdate) -> ProgressUpdateOut:
    return ProgressUpdateOut(
        id=told.id,
        what_happened=told.what_happened,
        what_next=told.what_next,
        about=told.about,
        new_date=told.new_date,
        given_at=told.given_at,
    )


def _facts(shown: Shown) -> dict[str, Any]:  # Any: the fields of `RecordFactsOut`, which checks them
    return {
        "id": shown.id,
        "session": shown.session_id,
        "hurt": shown.hurt_id,
        "accountable": shown.accountable_id,
        "impact": shown.impact,
        "ownership": shown.ownership,
        "apology": shown.apology,
        "reply": shown.reply,
        "still_needed": shown.still_needed,
        "state": shown.state,
        "changes": [SettlingOut(kind=kind, at=at) for kind, at in shown.changes],
        "recorded_at": shown.recorded_at,
    }


def _step_out(step: ShownStep) -> PreventionStepOut:
    return PreventionStepOut(**_facts_of_step(step), offers_smaller=step.offers_smaller, offers_talk=step.offers_talk)


def _facts_of_step(step: ShownStep) -> dict[str, Any]:  # Any: the fields of `SharedStepOut`, which checks them
    return {
        "id": step.id,
        "kind": step.kind,
        "sign": step.wording.sign,
        "act": step.wording.act,
        "earlier": [_wording_out(one) for one in step.earlier],
        "due_on": step.due_on,
        "state": step.state,
        "done_at": step.done_at,
        "agreement": step.agreement_id,
    }


def _wording_out(wording: Wording) -> StepWordingOut:
    return StepWordingOut(sign=wording.sign, act=wording.act)
