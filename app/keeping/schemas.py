"""What is asked and answered about occurrences. There is no field in which one could mark the other down."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.agreements.standing import AgreementKind
from app.calendar_day import Day
from app.couples.schemas import LineOut
from app.keeping.lifecycle import Excuse, Outcome
from app.keeping.measures import Whose
from app.keeping.onlooking import SharedOccurrence
from app.keeping.pointers import pointers
from app.keeping.reading import AgreementWindow, Shown
from app.security.text_door import Words
from app.wire_forms import Answered, Moment, Sent


class OutcomeIn(Sent):
    """How your own went."""

    outcome: Outcome
    new_date: Day | None = Field(
        default=None, description="When you try again, for you alone; only with `partly` or `missed`."
    )
    revision: int | None = Field(
        default=None, ge=0, description="The `revision` that you know; with an older one the answer is `wrong_version`."
    )


class NoticeIn(Sent):
    """That you noticed, with or without words."""

    text: Annotated[str, Words(300)] | None = Field(
        default=None, repr=False, examples=["You were there on time, and it did me good."]
    )
    acknowledge_hint: str | None = Field(default=None, max_length=64, description="The `review.id` of a soft hint.")


class NoticedOut(Answered):
    """What one noticed of the other's."""

    by_you: bool
    text: str | None = Field(repr=False)


class OccurrenceFactsOut(Answered):
    """When something comes round, and whose it is."""

    id: str
    agreement: str
    kind: AgreementKind
    owner: str | None = Field(description="Whose it is; null when it is both's.")
    on: date = Field(description="The day, in the time zone of the schedule.")
    starts_at: Moment | None
    minutes: int | None
    begun: bool


class ReportOut(Answered):
    """What one of the two said about their own."""

    account: str
    outcome: Outcome


class NoticeOut(Answered):
    """What one of the two noticed of the other's."""

    account: str
    text: str | None = Field(repr=False)


class SharedOccurrenceOut(OccurrenceFactsOut):
    """One time that something came round, as somebody beside the two reads it."""

    reports: list[ReportOut]
    excused: bool = Field(description="Both said that it need not count.")
    noticed: list[NoticeOut]


class OccurrenceOut(OccurrenceFactsOut):
    """One time that something comes round. Nobody's word about their own is corrected by the other's."""

    yours: bool = Field(description="You may report it.")
    report: Outcome | None = Field(description="What you said about your own.")
    other_report: Outcome | None = Field(description="What the other said about theirs.")
    new_date: date | None = Field(description="Yours alone.")
    excuse: Excuse = Field(description="`agreed` when both say that it need not count.")
    excused_by_you: bool
    noticed: list[NoticedOut]
    care: list[LineOut] = Field(description="For you alone, after a `missed` of your own.")
    revision: int = Field(description="Of your own report; 0 before the first.")


class OccurrenceAnswer(Answered):
    """One occurrence."""

    occurrence: OccurrenceOut


class WindowOut(Answered):
    """So many times of the last days. There is no figure of the other's alone, and no streak."""

    agreement: str
    kind: AgreementKind
    whose: Whose = Field(description="`both`: one figure for what is both's; kept is what both kept.")
    days: int
    since: date
    until: date
    came_round: int = Field(description="Without what both excused. What nobody reported is no miss.")
    kept: int
    partly: int


def occurrence_out(shown: Shown) -> OccurrenceOut:
    return OccurrenceOut(
        id=shown.id,
        agreement=shown.agreement_id,
        kind=shown.kind,
        owner=shown.owner_id,
        on=shown.on,
        starts_at=shown.starts_at,
        minutes=shown.minutes,
        begun=shown.begun,
        yours=shown.yours,
        report=shown.report,
        other_report=shown.other_report,
        new_date=shown.new_date,
        excuse=shown.excuse,
        excused_by_you=shown.excused_by_you,
        noticed=[NoticedOut(by_you=one.by_you, text=one.text) for one in shown.noticed],
        care=[LineOut(key=one.key, text=one.text) for one in pointers(shown)],
        revision=shown.revision,
    )


def shared_occurrence_out(shown: SharedOccurrence) -> SharedOccurrenceOut:
    return SharedOccurrenceOut(
        id=shown.id,
        agreement=shown.agreement_id,
        kind=shown.kind,
        owner=shown.owner_id,
        on=shown.on,
        starts_at=shown.starts_at,
        minutes=shown.minutes,
        begun=shown.begun,
        reports=[ReportOut(account=who, outcome=outcome) for who, outcome in shown.reports],
        excused=shown.excused,
        noticed=[NoticeOut(account=who, text=text) for who, text in shown.noticed],
    )


def window_out(found: AgreementWindow) -> WindowOut:
    window = found.window
    return WindowOut(
        agreement=found.agreement_id,
        kind=found.kind,
        whose=window.whose,
        days=window.days,
        since=window.since,
        until=window.until,
        came_round=window.came_round,
        kept=window.kept,
        partly=window.partly,
    )
