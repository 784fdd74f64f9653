"""What is asked and answered about suggested templates and practice. Words are bounded, and no error repeats them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.assignments.assigning import Suggested
from app.assignments.doing import Practice, PracticeState, Report
from app.assignments.giving import Given, Wanted
from app.assignments.lifecycle import AssignmentState
from app.assignments.offered import Offered
from app.assignments.taking_on import Outcome
from app.calendar_day import Day
from app.errors import FieldError, Invalid
from app.security.text_door import Words
from app.wire_forms import Answered, Moment, Sent

LONGEST_NAME = 64
StateOut = Annotated[
    AssignmentState,
    Field(
        description="`offered` until both said yes or `expires_at` has come; then `open`, or `not_taken_up`. "
        "`withdrawn` when it was taken back, or when the two do not share this any more."
    ),
]

TemplateVersion = Annotated[
    str, Field(description="The words that were suggested. What is published later under the name is suggested anew.")
]


class SuggestIn(Sent):
    """Which template: one of the library's, or one of your own that is published."""

    template: str = Field(min_length=1, max_length=LONGEST_NAME, examples=["weekly-check-in"])


class OwnAnswerIn(Sent):
    """Your own answer, for nobody else to see."""

    yes: bool = Field(strict=True)


class PracticeIn(Sent):
    """Something to do between talks."""

    text: Annotated[str, Words(1000)] = Field(repr=False, examples=["Take ten minutes for a walk, without the phone."])
    due_on: Day
    whose: Literal["both", "one"] = Field(default="both", description="Each takes it on for themselves, or does not.")
    person: str | None = Field(default=None, max_length=LONGEST_NAME, description="With `one`: which of the two.")

    def wanted(self) -> Wanted:
        """Return it as a value; somebody is named exactly when it is for one."""
        if (self.whose == "one") != (self.person is not None):
            raise Invalid(FieldError("/body/person", "unknown"))
        return Wanted(self.text, self.due_on, self.person)


class PracticeReportIn(Sent):
    """How it went, in your own words if you like: nobody else reads them."""

    outcome: Outcome
    words: Annotated[str, Words(2000)] | None = Field(default=None, repr=False, examples=["We came back laughing."])
    tell_therapist: bool = Field(
        default=False,
        strict=True,
        description="Let the therapist see that you have done it: that alone, never the words, and never a `not_now`.",
    )

    def told(self) -> Report:
        return Report(self.outcome, self.words, self.tell_therapist)


class TherapistNamed(Answered):
    """Whose suggestion it is."""

    id: str
    name: str = Field(repr=False)


class AssignmentOut(Answered):
    """A suggested template as one of the two sees it. The other's answer is nowhere in it."""

    id: str
    therapist: TherapistNamed
    template: str
    version: TemplateVersion
    title: str
    state: StateOut
    your_answer: bool | None
    created_at: Moment
    expires_at: Moment = Field(description="Fixed when it was suggested, whatever anybody answers.")


class AssignmentAnswer(Answered):
    """One suggested template."""

    assignment: AssignmentOut


class SuggestionOut(Answered):
    """A suggested template as its therapist sees it. Nobody's answer is in it, only that both said yes."""

    id: str
    couple_id: str
    template: str
    version: TemplateVersion
    title: str
    state: StateOut
    created_at: Moment
    expires_at: Moment


class SuggestionAnswer(Answered):
    """One suggested template."""

    assignment: SuggestionOut


class PracticeOut(Answered):
    """A practice as one of the two sees it. What you make of it is in nobody else's answer."""

    id: str
    therapist: TherapistNamed
    state: PracticeState = Field(description="`over` when it was taken back, or when this is not shared any more.")
    text: str | None = Field(repr=False, description="Null once the therapist was erased.")
    due_on: date
    whose: Literal["both", "one"]
    yours: bool = Field(description="Whether it is for you to take on.")
    given_at: Moment
    taken_on: bool | None = Field(description="Your own answer; null before there is one.")
    outcome: Outcome | None
    words: str | None = Field(repr=False, description="Your own words. Nobody else reads them.")
    therapist_told: bool = Field(description="Whether the therapist may see that you have done it.")


class PracticeAnswer(Answered):
    """One practice."""

    practice: PracticeOut


class GivenPracticeOut(Answered):
    """A practice as its therapist sees it: what was given, and who wanted it known that they have done it."""

    id: str
    couple_id: str
    text: str | None = Field(repr=False)
    due_on: date
    whose: Literal["both", "one"]
    person: str | None
    shown_to_both: bool = Field(description="Of one for one person: whether the other reads it too.")
    done_by: list[str] = Field(description="Who told you. Whoever is not here may have done it all the same.")
    given_at: Moment


class GivenPracticeAnswer(Answered):
    """One practice."""

    practice: GivenPracticeOut


def assignment_out(one: Offered) -> AssignmentOut:
    return AssignmentOut(
        id=one.id,
        therapist=TherapistNamed(id=one.therapist_id, name=one.therapist_name),
        template=one.template,
        version=one.version,
        title=one.title,
        state=one.state,
        your_answer=one.your_answer,
        created_at=one.created_at,
        expires_at=one.expires_at,
    )


def suggestion_out(one: Suggested) -> SuggestionOut:
    return SuggestionOut(
        id=one.id,
        couple_id=one.couple_id,
        template=one.template,
        version=one.version,
        title=one.title,
        state=one.state,
        created_at=one.created_at,
        expires_at=one.expires_at,
    )


def practice_out(one: Practice) -> PracticeOut:
    return PracticeOut(
        id=one.id,
        therapist=TherapistNamed(id=one.therapist_id, name=one.therapist_name),
        state=one.state,
        text=one.text,
        due_on=one.due_on,
        whose="both" if one.person_id is None else "one",
        yours=one.yours,
        given_at=one.given_at,
        taken_on=one.taken_on,
        outcome=one.outcome,
        words=one.words,
        therapist_told=one.told,
    )


def given_out(one: Given) -> GivenPracticeOut:
    return GivenPracticeOut(
        id=one.id,
        couple_id=one.couple_id,
        text=one.text,
        due_on=one.due_on,
        whose="both" if one.person_id is None else "one",
        person=one.person_id,
        shown_to_both=one.shown_to_both,
        done_by=list(one.done_by),
        given_at=one.given_at,
    )
