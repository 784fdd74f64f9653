"""What the session's routes take and answer. Descriptions here are what client developers read in the OpenAPI file."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.realtime.frames import Ref
from app.security.text_door import Words
from app.sessions.body_parts import Moment
from app.sessions.requests import TalkRequest
from app.wire_forms import Answered, Sent
from app.wire_time import stamp


class AskIn(Sent):
    """A wish to talk."""

    template: Annotated[str, Field(max_length=64, pattern=r"^[a-z][a-z0-9-]*$", examples=["calm-start-talk"])]
    medium: Literal["text", "spoken"] = "text"
    role: Literal["hurt", "accountable"] | None = Field(
        default=None,
        description="Your own part, for a template with `roles`; missing means accountable. Your partner takes the "
        "other one on by accepting.",
    )
    purpose: Annotated[str, Words(200)] | None = Field(default=None, repr=False)
    when: Moment | None = Field(default=None, description="Missing means now.")


class OfferIn(Sent):
    """Another time."""

    when: Annotated[Moment, Field(examples=["2026-03-07T19:00:00+02:00"])]


class CommandIn(Sent):
    """One command of the live session; the body's schema is at `/v1/schemas/commands/{name}`."""

    ref: Ref = Field(description="Yours. Sent again with the same body it is answered again and not done again.")
    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$", examples=["reflect"])]
    body: dict[str, Any] = Field(default_factory=dict, repr=False, examples=[{"text": "You felt alone on Sunday."}])


class TalkRequestOut(Answered):
    """`state` is `pending` until the partner accepts or offers another time, or until `expires_at`."""

    id: str
    couple: str
    state: Literal["pending", "accepted", "another_time_offered", "declined", "not_scheduled"]
    asked_by_you: bool
    template: str
    medium: str
    role: Literal["hurt", "accountable"] | None = Field(description="Your own part; null where there are none.")
    purpose: str | None = Field(repr=False)
    when: str | None
    offered: str | None
    session: str | None
    created_at: str
    expires_at: str


class TalkRequestAnswer(Answered):
    """One talk request."""

    talk_request: TalkRequestOut


class SessionRef(Answered):
    """Which session."""

    id: str


class AcceptAnswer(Answered):
    """The session that came of it."""

    session: SessionRef


class SessionOut(Answered):
    """One line of the couple's list of sessions."""

    id: str
    template: str
    medium: str
    phase: str
    outcome: str | None
    created_at: str
    opens_at: str = Field(description="When its lobby opens, or opened.")
    ended_at: str | None


class EventOut(Answered):
    """One shared event. `by` is a partner's id, or null where nobody is named."""

    seq: int
    name: str
    by: str | None
    at: str
    body: dict[str, Any] = Field(repr=False)


class EventsAnswer(Answered):
    """What happened since, and what you see and may do now."""

    epoch: str
    events: list[EventOut]
    seq: int
    view: dict[str, Any] = Field(repr=False)


class CommandAnswer(Answered):
    """Accepted and stored; `seq` is the last shared event that it brought."""

    ref: str
    ok: Literal[True] = True
    seq: int


class TicketAnswer(Answered):
    """Thirty seconds, single use. Send it in the `hello` frame, never in the URL."""

    ticket: str = Field(repr=False)
    url: str
    expires_at: str


class TranscriptEntry(EventOut):
    """One event of the record."""

    chain: str = Field(description="SHA-256 over this entry as stored and everything before it.")


class TranscriptAnswer(Answered):
    """The record of a session as both saw it."""

    session: str
    created_at: str
    outcome: str | None
    people: dict[str, str]
    events: list[TranscriptEntry]


def talk_request_out(one: TalkRequest) -> TalkRequestOut:
    return TalkRequestOut(
        id=one.id,
        couple=one.couple_id,
        state=one.state,
        asked_by_you=one.asked_by_you,
        template=one.template,
        medium=one.medium,
        role=one.role,
        purpose=one.purpose,
        when=_stamp(one.when),
        offered=_stamp(one.offered),
        session=one.session_id,
        created_at=stamp(one.created_at),
        expires_at=stamp(one.expires_at),
    )


def _stamp(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None
