"""Answers about one's own calendar address."""

from pydantic import Field

from app.wire_forms import Answered


class CalendarAnswer(Answered):
    """Whether there is an address; it is never shown a second time."""

    on: bool


class AddressAnswer(Answered):
    """The new address. Whoever has it can read your calendar, so hand it to your calendar program and nobody else."""

    address: str = Field(
        repr=False, description="It is shown only now.", examples=["https://example.org/v1/calendar/rjc_….ics"]
    )
