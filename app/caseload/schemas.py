"""What a therapist is answered about talks. All else is drawn by the features' own forms, cut to what is shared."""

from typing import Any

from pydantic import Field

from app.accountability.schemas import SharedAccountabilityOut
from app.sessions.onlooking import Record, Talk
from app.wire_forms import Answered, Moment


class TalkInCareOut(Answered):
    """A talk that is over. Nothing in it says who left it, who paused it, or who was late."""

    id: str
    template: str
    medium: str
    outcome: str | None
    began_at: Moment
    ended_at: Moment


class ToldOut(Answered):
    """One thing that was sent, to the minute."""

    name: str
    by: str | None
    at: str
    body: dict[str, Any] = Field(repr=False)


class TranscriptInCareOut(Answered):
    """What both sent in one talk, in its order, about what you may read of."""

    talk: TalkInCareOut
    people: dict[str, str] = Field(description="What the two are called, by their ids.")
    events: list[ToldOut]


class TranscriptInCareAnswer(Answered):
    """The record of one talk."""

    transcript: TranscriptInCareOut


class AccountabilityInCareAnswer(Answered):
    """One record."""

    accountability: SharedAccountabilityOut


def talk_out(talk: Talk) -> TalkInCareOut:
    return TalkInCareOut(
        id=talk.id,
        template=talk.template,
        medium=talk.medium,
        outcome=talk.outcome,
        began_at=talk.began_at,
        ended_at=talk.ended_at,
    )


def transcript_out(record: Record) -> TranscriptInCareOut:
    return TranscriptInCareOut(
        talk=talk_out(record.talk),
        people=record.people,
        events=[ToldOut(name=one.name, by=one.by, at=one.at, body=one.body) for one in record.events],
    )
