"""Answers about a window of days. They are also the words of the picture, for whoever cannot see it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import Query
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.keeping.reading import AgreementWindow
from app.progress.own import Own
from app.progress.together import Together
from app.wire_forms import Answered, Moment

WINDOWS: Final = (7, 30, 90)


def _offered(days: int) -> int:
    if days not in WINDOWS:
        raise PydanticCustomError("not_offered", "Windows have 7, 30 or 90 days.")
    return days


Days = Annotated[
    int,
    Query(description="7, 30 or 90: long enough to forgive a bad day.", json_schema_extra={"enum": list(WINDOWS)}),
    AfterValidator(_offered),
]


class KeptOut(Answered):
    """How one agreement went: kept, and partly, out of the times that it came round. Never a share of a hundred."""

    agreement: str
    kind: str
    came_round: int
    kept: int
    partly: int


class StretchOut(Answered):
    """Some days in a row, as in the picture."""

    since: date
    until: date
    talks: int
    check_ins: int


class TogetherAnswer(Answered):
    """What the two of you finished and did; the same for both."""

    since: date
    until: date
    talks_finished: int
    returns_after_pauses: int = Field(description="How often you came back together after a pause.")
    check_ins_together: int
    agreements_in_force: int = Field(description="Those that count now and that both of you know of.")
    appreciated: bool = Field(
        description="Whether there was an appreciation. They are for nothing, so none is counted."
    )
    kept: list[KeptOut] = Field(description="What is for both of you: kept is what both kept.")
    stretches: list[StretchOut]


class ReadingOut(Answered):
    """One of your talks in your own readings from 0 to 10. Null is what you did not say."""

    session: str
    started_at: Moment
    before: int | None = Field(repr=False)
    after: int | None = Field(repr=False)
    safe: int | None = Field(repr=False)
    understood: int | None = Field(repr=False)
    had_a_say: int | None = Field(repr=False)


class OwnAnswer(Answered):
    """How your talks felt to you, and how your own promises went. Nobody else sees it, and nothing is concluded."""

    since: date
    until: date
    talks: list[ReadingOut]
    kept: list[KeptOut]


def together_answer(found: Together) -> TogetherAnswer:
    return TogetherAnswer(
        since=found.since,
        until=found.until,
        talks_finished=found.talks_finished,
        returns_after_pauses=found.returns_after_pauses,
        check_ins_together=found.check_ins_together,
        agreements_in_force=found.agreements_in_force,
        appreciated=found.appreciated,
        kept=_kept(found.kept),
        stretches=[
            StretchOut(since=one.since, until=one.until, talks=one.talks, check_ins=one.check_ins)
            for one in found.stretches
        ],
    )


def own_answer(found: Own) -> OwnAnswer:
    talks = [
        ReadingOut(
            session=one.session_id,
            started_at=one.started_at,
            before=one.before,
            after=one.after,
            safe=None if one.felt is None else one.felt.safe,
            understood=None if one.felt is None else one.felt.understood,
            had_a_say=None if one.felt is None else one.felt.had_a_say,
        )
        for one in found.readings
    ]
    return OwnAnswer(since=found.since, until=found.until, talks=talks, kept=_kept(found.kept))


def _kept(figures: tuple[AgreementWindow, ...]) -> list[KeptOut]:
    return [
        KeptOut(
            agreement=one.agreement_id,
            kind=one.kind,
            came_round=one.window.came_round,
            kept=one.window.kept,
            partly=one.window.partly,
        )
        for one in figures
    ]
