"""What is answered about agreements. Both partners get the same answers, but for what is one's own alone."""

from datetime import date, time
from typing import Annotated

from pydantic import Field, PlainSerializer

from app.agreements.annotating import Raised
from app.agreements.answering import Earlier, Looked
from app.agreements.coaching import Note, NoteCode
from app.agreements.life import LifeEventKind
from app.agreements.life_events import LifeEvent
from app.agreements.lifecycle import AgreementState
from app.agreements.pausing import Pause
from app.agreements.reading import Agreed, Wording
from app.agreements.reviews import Choice, Outcome
from app.agreements.terms import AgreementCategory, AgreementKind, AgreementScope, Cadence, Schedule
from app.wire_forms import Answered, Moment

WallTime = Annotated[time, PlainSerializer(lambda at: at.strftime("%H:%M"), return_type=str)]


class ScheduleOut(Answered):
    """When it comes round."""

    rrule: str
    starts_on: date
    at: WallTime | None = Field(description="By the clock on the wall of the time zone; null for the whole day.")
    timezone: str
    minutes: int | None


class WordingOut(Answered):
    """One version: what it says, what chains it to the one before, and who said yes to exactly it."""

    number: int
    version: str = Field(description="The name of exactly these terms.")
    link: str = Field(description="The hash over the link before it and this version; the first has nothing before it.")
    made_at: Moment
    in_force_from: Moment | None
    assents: list[str] = Field(description="The ids of those who said yes to it. Empty once the agreement is over.")
    category: AgreementCategory | None
    text: str | None = Field(repr=False, description="Null once the words were erased.")
    acceptable: list[str] = Field(repr=False)
    not_acceptable: list[str] = Field(repr=False)
    if_it_happens: list[str] = Field(repr=False)
    observable_sign: str | None = Field(repr=False)
    what_i_will_do: str | None = Field(repr=False)
    cadence: Cadence | None
    due_on: date | None
    schedule: ScheduleOut | None
    days: int = Field(description="After how many days it is looked at.")


class PauseOut(Answered):
    """Days on which a ritual rests, both included."""

    id: str
    first_on: date
    last_on: date


class AgreementOut(Answered):
    """One agreement: what was said, whose it is, and whether it counts now."""

    id: str
    kind: AgreementKind
    scope: AgreementScope = Field(description="`shared` needs both; `personal` is its owner's own limit or promise.")
    category: AgreementCategory | None
    owner: str | None = Field(description="The id of the partner whose it is; null when it is both's.")
    text: str | None = Field(repr=False, description="Null once the words were erased.")
    state: AgreementState = Field(description="`active` only while everyone needed stands by this very version.")
    version: str = Field(description="The name of exactly these words.")
    assented_by_both: bool
    session: str | None = Field(description="Where it was reached.")
    reached_at: Moment
    review_on: date | None = Field(description="When to look at it again.")
    first_follow_up_on: date | None = Field(description="When to look at a commitment for the first time.")
    shared_with_partner: bool = Field(description="False for a draft, and for a limit that its owner keeps.")
    wording: WordingOut = Field(description="The version that counts, or the newest while none does.")
    proposed: WordingOut | None = Field(description="A newer version that not everyone has said yes to; see `wording`.")
    pauses: list[PauseOut] = Field(description="When a ritual rests, from today on.")
    raised: Raised | None = Field(description="What was shared about it and is still open; see the crossings.")


class AgreementAnswer(Answered):
    """One agreement."""

    agreement: AgreementOut


class WordsNoteOut(Answered):
    """Something about your words, for you alone. It is kept nowhere."""

    code: NoteCode
    text: str


class ProposalAnswer(AgreementAnswer):
    """One agreement, and what the coach would tell you about its words."""

    notes: list[WordsNoteOut]


class WeighingAnswer(Answered):
    """What you said, and whether it comes back to you before you sign."""

    low: bool
    note: str | None


class ReviewAnswerOut(Answered):
    """What one of the two said."""

    account: str
    answer: Choice


class EarlierReviewOut(Answered):
    """The last time that everyone answered. `talk` when the two said different things."""

    outcome: Outcome
    answers: list[ReviewAnswerOut] = Field(repr=False)


class ReviewOut(Answered):
    """A review: your own answer, and the last round that everyone answered. Never the other's before that."""

    due: bool
    due_on: date | None
    your_answer: Choice | None = Field(repr=False)
    last: EarlierReviewOut | None


class ReviewedAnswer(Answered):
    """One review."""

    review: ReviewOut


class LifeEventOut(Answered):
    """A change of life, and what is to be looked at because of it. Nothing says who wrote it down."""

    id: str
    kind: LifeEventKind
    happened_on: date | None
    recorded_at: Moment
    note: str | None = Field(repr=False)
    agreements: list[str]


class LifeEventAnswer(Answered):
    """One life event."""

    life_event: LifeEventOut


def agreement_out(agreed: Agreed) -> AgreementOut:
    now = wording_out(agreed.wording)
    terms = agreed.wording.structure
    return AgreementOut(
        id=agreed.id,
        kind=terms.kind,
        scope=terms.scope,
        category=terms.category,
        owner=terms.owner_id,
        text=now.text,
        state=agreed.state,
        version=now.version,
        assented_by_both=agreed.assented_by_both,
        session=agreed.session_id,
        reached_at=agreed.reached_at,
        review_on=agreed.review_on,
        first_follow_up_on=agreed.first_follow_up_on,
        shared_with_partner=agreed.shared_with_partner,
        wording=now,
        proposed=None if agreed.proposed is None else wording_out(agreed.proposed),
        pauses=[pause_out(one) for one in agreed.pauses],
        raised=agreed.raised,
    )


def wording_out(wording: Wording) -> WordingOut:
    structure, terms = wording.structure, wording.terms
    return WordingOut(
        number=wording.number,
        version=wording.version,
        link=wording.link,
        made_at=wording.made_at,
        in_force_from=wording.in_force_from,
        assents=list(wording.assents),
        category=structure.category,
        text=None if terms is None else terms.text,
        acceptable=list(terms.acceptable if terms else ()),
        not_acceptable=list(terms.not_acceptable if terms else ()),
        if_it_happens=list(terms.if_it_happens if terms else ()),
        observable_sign=(terms and terms.observable_sign) or None,
        what_i_will_do=(terms and terms.what_i_will_do) or None,
        cadence=structure.cadence,
        due_on=structure.due_on,
        schedule=None if structure.schedule is None else schedule_out(structure.schedule),
        days=structure.days,
    )


def schedule_out(schedule: Schedule) -> ScheduleOut:
    return ScheduleOut(
        rrule=schedule.rrule,
        starts_on=schedule.starts_on,
        at=schedule.at,
        timezone=schedule.timezone,
        minutes=schedule.minutes,
    )


def pause_out(pause: Pause) -> PauseOut:
    return PauseOut(id=pause.id, first_on=pause.first_on, last_on=pause.last_on)


def notes_out(notes: tuple[Note, ...]) -> list[WordsNoteOut]:
    return [WordsNoteOut(code=one.code, text=one.text) for one in notes]


def review_out(looked: Looked) -> ReviewOut:
    last = None if looked.last is None else _earlier_out(looked.last)
    return ReviewOut(due=looked.due, due_on=looked.due_on, your_answer=looked.your_answer, last=last)


def _earlier_out(earlier: Earlier) -> EarlierReviewOut:
    answers = [ReviewAnswerOut(account=who, answer=said) for who, said in sorted(earlier.answers.items())]
    return EarlierReviewOut(outcome=earlier.outcome, answers=answers)


def life_event_out(event: LifeEvent) -> LifeEventOut:
    return LifeEventOut(
        id=event.id,
        kind=event.kind,
        happened_on=event.happened_on,
        recorded_at=event.recorded_at,
        note=event.note,
        agreements=list(event.agreements),
    )
