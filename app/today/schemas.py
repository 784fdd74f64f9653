"""Answers about what is due for the caller. No field holds a word that somebody wrote."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from app.due import TITLES, Due, DueKind, DueState
from app.pagination import Page
from app.wire_forms import Answered, Moment


class DueOut(Answered):
    """One thing that is yours to do, to answer or to come to."""

    kind: DueKind
    id: str
    couple: str | None
    title: str = Field(description="A neutral title, the same for everything of this kind.", examples=["Review"])
    state: DueState
    on: date | None = Field(description="Due on this day, where you live.")
    at: Moment | None = Field(description="Due at this moment. Without a day and a moment it simply waits.")
    minutes: int | None
    path: str = Field(description="Where the thing itself is.", examples=["/v1/sessions/…"])
    private: bool = Field(description="Nobody but you knows of it.")


class TodayAnswer(Page[DueOut]):
    """Your own list, and the day that it is for you."""

    day: date
    timezone: str


def due_out(due: Due) -> DueOut:
    return DueOut(
        kind=due.kind,
        id=due.id,
        couple=due.couple_id,
        title=TITLES[due.kind],
        state=due.state,
        on=due.on,
        at=due.at,
        minutes=due.minutes,
        path=due.path,
        private=due.private,
    )
