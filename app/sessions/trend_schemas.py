"""How one's own talks felt, as its owner sees it. No answer here says anything of the partner."""

from datetime import date

from pydantic import Field

from app.journal.schemas import CardOut, cards_out
from app.sessions.trends import Trends
from app.wire_forms import Answered, Moment


class OwnTalkOut(Answered):
    """One of your talks, in your own readings from 0 to 10. Null is what you did not say."""

    session: str
    started_at: Moment
    before: int | None = Field(repr=False, description="How stirred up you were at first.")
    after: int | None = Field(repr=False, description="How stirred up you were at last.")
    safe: int | None = Field(repr=False)
    understood: int | None = Field(repr=False)
    had_a_say: int | None = Field(repr=False)


class TrendsAnswer(Answered):
    """Your own readings in a window, the earliest first. Nothing is concluded, and nobody else sees them."""

    since: date
    until: date
    talks: list[OwnTalkOut]
    offered: list[CardOut] = Field(description="Help if you felt less safe; a question after an early stop.")


def trends_answer(found: Trends) -> TrendsAnswer:
    talks = [
        OwnTalkOut(
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
    return TrendsAnswer(since=found.since, until=found.until, talks=talks, offered=cards_out(found.offered))
