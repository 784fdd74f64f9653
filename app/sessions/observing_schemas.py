"""What goes over HTTP about observing. Closed forms, and nobody's yes but one's own."""

from typing import Annotated, Literal

from pydantic import Field

from app.wire_forms import Answered, Sent


class ObservingConsentIn(Sent):
    """A yes to the text of this version."""

    text_version: Annotated[str, Field(min_length=1, max_length=12)]


class ObservingAsked(Answered):
    """A therapist who asks to watch this session."""

    therapist: str
    name: str = Field(repr=False)
    your_yes: bool = Field(description="Whether you said yes. Whether your partner did, you are not told.")


class ObservingOut(Answered):
    """Who asks to watch, and the text that a yes is to."""

    askings: list[ObservingAsked]
    text: str
    text_version: str


class WatchableOut(Answered):
    """A session of a couple in care, as far as watching it goes."""

    session: str
    template: str
    opens_at: str
    state: Literal["may_ask", "asked", "open"] = Field(description="`open`: both said yes, and you may come in.")


class WatchablesOut(Answered):
    """The couple's sessions that may be asked for, and those that were."""

    sessions: list[WatchableOut]
