"""What is asked and answered about crossings. Words are bounded, and no error repeats them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.calendar_day import Day
from app.couples.schemas import LineOut
from app.crossings.lifecycle import REPAIR_LIMITS, CrossingState, RaiseTogether
from app.crossings.opening import Form
from app.crossings.own_limits import OwnLimit
from app.crossings.pointers import pointers
from app.crossings.reading import REPAIR_TEMPLATE, AgreementShows, PlanShown, Shown
from app.security.text_door import Words
from app.wire_forms import Answered, Moment, Sent

Version = Annotated[str, Field(min_length=1, max_length=64, description="The name of exactly these words.")]
Together = Annotated[
    RaiseTogether,
    Field(description="Your own answer to: is it safe to raise this together? Nobody else ever sees it."),
]


class ReportIn(Sent):
    """A note to yourself. `raise_together` may wait."""

    agreement: str = Field(max_length=64)
    note: Annotated[str, Words(2000)] = Field(repr=False, examples=["It happened again on Friday."])
    raise_together: Together | None = None


class PrivateCheckIn(Sent):
    """Your answer to the private question."""

    raise_together: Together


class ShareIn(Sent):
    """How you raise it: a question, or a sentence about yourself. Your note stays yours."""

    text: Annotated[str, Words(600)] = Field(repr=False, examples=["What happened on Friday?"])
    form: Form = Field(description="`question` holds a question; `i_statement` begins with a sentence about yourself.")
    offer_repair_for_hours: int | None = Field(
        default=None, ge=REPAIR_LIMITS[0], le=REPAIR_LIMITS[1], description="For how long a brief repair is offered."
    )
    acknowledge_hint: str | None = Field(default=None, max_length=64, description="The `review.id` of a soft hint.")


class ViewIn(Sent):
    """How it was for you."""

    text: Annotated[str, Words(600)] = Field(repr=False, examples=["I mixed up the days, and I felt ashamed."])
    acknowledge_hint: str | None = Field(default=None, max_length=64, description="The `review.id` of a soft hint.")


class RedressIn(Sent):
    """What is to be done, by when, and what of the crossing it answers."""

    what: Annotated[str, Words(600)] = Field(repr=False, examples=["I tell you before I book."])
    answers: Annotated[str, Words(300)] = Field(repr=False, examples=["That you found out by chance."])
    by: Day
    acknowledge_hint: str | None = Field(default=None, max_length=64, description="The `review.id` of a soft hint.")


class VersionIn(Sent):
    """Exactly which words are meant."""

    version: Version


class PlanOut(Answered):
    """One redress."""

    version: Version
    what: str | None = Field(repr=False, description="Null once the words were erased.")
    answers: str | None = Field(repr=False)
    by: date
    accepted_by_you: bool
    accepted_by_both: bool
    done_by_you: bool
    done_by_both: bool


class RepairOut(Answered):
    """A short talk that may be asked for now. Nobody has to."""

    template: str
    until: Moment


class CrossingOut(Answered):
    """One crossing, as you may see it. Nobody is judged by it: there may be two views, and both stand."""

    id: str
    agreement: str
    reported_by: str
    state: CrossingState = Field(description="`private` is yours alone: the other sees no trace of it.")
    agreement_shows: AgreementShows | None = Field(description="How the agreement stands for both because of it.")
    note: str | None = Field(repr=False, description="Your own note; null for the other, always.")
    raise_together: RaiseTogether | None = Field(description="Your own answer; null for the other, always.")
    opening: str | None = Field(repr=False, description="What the reporter said to the other.")
    other_view: str | None = Field(repr=False, description="How it was for the other.")
    reported_at: Moment | None = Field(description="Yours alone: when you wrote it down.")
    shared_at: Moment | None
    repair: RepairOut | None
    plan: PlanOut | None = Field(description="What both accepted.")
    proposal: PlanOut | None = Field(description="The newest words that not both have accepted.")
    renewed_by_you: bool
    help: list[LineOut] = Field(description="For you alone, while it is private.")


class OwnLimitOut(Answered):
    """A limit of your own, and how often you wrote down that it was crossed. Nobody else can see this."""

    agreement: str
    days: int = Field(description="Of how many of the last days.")
    crossed: int
    help: list[LineOut]


class CrossingAnswer(Answered):
    """One crossing."""

    crossing: CrossingOut


def crossing_out(shown: Shown) -> CrossingOut:
    private = shown.state == "private"
    until = shown.repair_until
    return CrossingOut(
        id=shown.id,
        agreement=shown.agreement_id,
        reported_by=shown.reporter_id,
        state=shown.state,
        agreement_shows=shown.agreement_shows,
        note=shown.note,
        raise_together=shown.together,
        opening=shown.opening,
        other_view=shown.other_view,
        reported_at=shown.reported_at,
        shared_at=shown.shared_at,
        repair=RepairOut(template=REPAIR_TEMPLATE, until=until) if until else None,
        plan=_plan_out(shown.plan),
        proposal=_plan_out(shown.proposal),
        renewed_by_you=shown.renewed_by_you,
        help=[LineOut(key=one.key, text=one.text) for one in (pointers(shown.together) if private else ())],
    )


def own_limit_out(found: OwnLimit) -> OwnLimitOut:
    lines = pointers("no") if found.crossed else ()
    return OwnLimitOut(
        agreement=found.agreement_id,
        days=found.days,
        crossed=found.crossed,
        help=[LineOut(key=one.key, text=one.text) for one in lines],
    )


def _plan_out(plan: PlanShown | None) -> PlanOut | None:
    if plan is None:
        return None
    return PlanOut(
        version=plan.version,
        what=plan.what,
        answers=plan.answers,
        by=plan.by,
        accepted_by_you=plan.accepted_by_you,
        accepted_by_both=plan.accepted_by_both,
        done_by_you=plan.done_by_you,
        done_by_both=plan.done_by_both,
    )
