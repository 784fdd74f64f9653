"""What the bodies of commands are made of: closed forms, texts that pass the text door, moments and days."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.security.text_door import Words
from app.sessions.protocol import commands as c
from app.sessions.protocol.sides import Side

# The hard limit of a turn; the template's own limit is the rules' to judge (`too_long`).
LONGEST = 2000
Text = Annotated[str, Words(LONGEST)]
Level = Annotated[int, Field(ge=0, le=10, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Short = Annotated[str, Words(100)]
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", re.ASCII)
Version = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


def _written(value: Any) -> Any:  # Any: whatever was sent.
    """A time is written out (RFC 3339): a number would be taken for seconds, and a slip would be a day in 1970."""
    if isinstance(value, datetime) or (isinstance(value, str) and WRITTEN.match(value)):
        return value
    raise PydanticCustomError("not_a_moment", "This is not a date and a time.")


def _in_utc(at: datetime) -> datetime:
    """In UTC and whole milliseconds: exactly what a view can show and a client can send back."""
    try:
        there = at.astimezone(UTC)
    except OverflowError:
        # The first hours of the year 1 and the last of 9999 exist in some places only.
        raise PydanticCustomError("not_a_moment", "This moment cannot be used.") from None
    return there.replace(microsecond=there.microsecond // 1000 * 1000)


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_utc)]
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _named(value: Any) -> Any:  # Any: whatever was sent.
    """A day is written out, for the same reason."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return value
    raise PydanticCustomError("not_a_day", "This is not a date.")


Day = Annotated[date, BeforeValidator(_named)]


class Body(BaseModel):
    """A closed body: unknown fields are refused, and errors never show what was sent."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)

    def command(self, by: Side) -> c.Command:
        raise NotImplementedError

    def __repr__(self) -> str:
        # A body is what a person wrote: it never shows in a traceback or a log.
        return type(self).__name__

    @property
    def is_tap(self) -> bool:
        """Whether this says "I said it aloud" and carries no text."""
        return getattr(self, "spoken", None) is True


class Nothing(Body):
    """An empty body."""


def bare(kind: Callable[..., c.Command]) -> type[Body]:
    """The body of a command that says nothing but its name."""

    class Bare(Nothing):
        def command(self, by: Side) -> c.Command:
            return kind(by=by)

    return Bare


class Coached(Body):
    """A body with words that the coach may look at; `acknowledge_hint` names the review that held this very command."""

    acknowledge_hint: UUID | None = None

    @property
    def hint(self) -> str:
        return str(self.acknowledge_hint) if self.acknowledge_hint else c.NO_ACKNOWLEDGEMENT


def one_of(*ways: str) -> dict[str, Any]:
    return {"oneOf": [{"required": [way]} for way in ways]}


class Said(Coached):
    """Either a text, or, where the two talk aloud, the tap that it was said."""

    model_config = ConfigDict(json_schema_extra=one_of("text", "spoken"))

    text: Text | None = None
    spoken: Literal[True] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Said":
        if (self.text is None) == (self.spoken is None):
            raise PydanticCustomError("text_or_spoken", "Send a text or a tap.")
        return self

    @property
    def words(self) -> str:
        return self.text or ""


def saying(kind: Callable[..., c.Command]) -> type[Body]:
    class Saying(Said):
        def command(self, by: Side) -> c.Command:
            return kind(by=by, text=self.words, acknowledge_hint=self.hint)

    return Saying
