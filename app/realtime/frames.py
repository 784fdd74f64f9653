"""The wire envelope of the live socket (design, session.md 3): typed decoding of what comes in, encoding of what
goes out. Knows no command and no rule; a command's body stays an opaque object here.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Final, Literal

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.frozen import dataclass
from app.realtime.close_codes import CloseCode
from app.security.strict_json import Malformed, parse
from app.values import quick
from app.wire_time import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

LARGEST: Final = 16 * 1024


_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def _as_sent(text: str) -> str:
    if not _UUID.fullmatch(text):
        raise PydanticCustomError("uuid", "This is not a UUID.")
    return text


# Kept as it was sent: a client that writes its references in capitals must find them in the replies.
Ref = Annotated[str, AfterValidator(_as_sent), WithJsonSchema({"type": "string", "format": "uuid"})]


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


class Seen(_Frame):
    """What the client has already: it gets what came after, once, in order."""

    epoch: str = Field(max_length=64)
    seq: int = Field(ge=0, le=2**53, strict=True)


class Hello(_Frame):
    """The first frame: the ticket, and what was seen. Without `seen` the answer is a snapshot."""

    type: Literal["hello"]
    ticket: str = Field(min_length=1, max_length=100, repr=False)
    seen: Seen | None = None


class Command(_Frame):
    """What a partner asks for. `ref` is theirs, and makes sending again harmless."""

    type: Literal["command"]
    ref: Ref
    name: str = Field(pattern=r"^[a-z][a-z_]{0,39}$")
    body: dict[str, object] = Field(default_factory=dict, repr=False)


class Typing(_Frame):
    """Counts against silence only; shown to nobody."""

    type: Literal["typing"]


class Ping(_Frame):
    """For browsers, which cannot see the protocol's own pings."""

    type: Literal["ping"]


Incoming = Hello | Command | Typing | Ping
_INCOMING: Final[TypeAdapter[Incoming]] = TypeAdapter(Annotated[Incoming, Field(discriminator="type")])


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a frame closes the socket. The frame itself is not kept."""

    code: CloseCode


def decode(message: str | bytes) -> Incoming | Refused:
    """Return the frame, or the code to close with: 1003 binary, 1007 not text, 1009 too large, 4400 malformed."""
    if isinstance(message, bytes):
        return Refused(CloseCode.NOT_TEXT)
    try:
        raw = message.encode()
    except UnicodeEncodeError:
        return Refused(CloseCode.NOT_UTF8)
    if len(raw) > LARGEST:
        return Refused(CloseCode.FRAME_TOO_LARGE)
    try:
        return _INCOMING.validate_python(parse(raw))
    except Malformed as fault:
        return Refused(CloseCode.NOT_UTF8 if fault.code in {"nul", "lone_surrogate"} else CloseCode.BAD_FRAME)
    except ValidationError:
        return Refused(CloseCode.BAD_FRAME)


@quick
@dataclass(frozen=True, slots=True)
class EventFrame:
    """One shared event, the same for both partners."""

    seq: int
    name: str
    by: str | None
    at: str
    body: Mapping[str, object] = field(repr=False)

    def as_json(self) -> dict[str, object]:
        return {
            "type": "event", "seq": self.seq, "name": self.name, "by": self.by, "at": self.at, "body": self.body,
        }  # fmt: skip


def snapshot(*, epoch: str, seq: int, view: str, events: Sequence[EventFrame]) -> str:
    """Return the first frame for who has nothing yet; `view` is JSON that was already written."""
    head = encode({"type": "snapshot", "epoch": epoch, "seq": seq, "events": [event.as_json() for event in events]})
    return with_view(head, view)


def event(frame: EventFrame, *, view: str) -> str:
    """Return one event with the view as it is now, written once for all events of a command."""
    return with_view(encode(frame.as_json()), view)


def with_view(head: str, view: str) -> str:
    """Return a written frame with a written view in it."""
    return f'{head[:-1]},"view":{view}}}'


def joined(one: str, other: str) -> str:
    """Return one object of two written ones; neither may be empty, and they share no name."""
    return f"{one[:-1]},{other[1:]}"


def accepted(ref: str, *, seq: int) -> str:
    return encode({"type": "reply", "ref": ref, "ok": True, "seq": seq})


def refused(
    ref: str, *, code: str, detail: str, retry_at: datetime | None = None, review: Mapping[str, object] | None = None
) -> str:
    moment = stamp(retry_at) if retry_at is not None else None
    body = {"type": "reply", "ref": ref, "ok": False, "code": code, "detail": detail}
    return encode({**body, "retry_at": moment, "review": review})


def view(drawn: str) -> str:
    """Return the frame that says: only what is private to you changed."""
    return with_view('{"type":"view"}', drawn)


def presence(present: Sequence[str]) -> str:
    return encode({"type": "presence", "present": sorted(present)})


def pong(now: datetime) -> str:
    return encode({"type": "pong", "now": stamp(now)})


def encode(frame: Mapping[str, object]) -> str:
    """Return the frame as JSON. Moments in it are stamps already."""
    # Many times faster than `json`, and writing views is a good part of what a command costs.
    return orjson.dumps(frame).decode()
