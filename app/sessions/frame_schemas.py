"""JSON Schemas of the frames on the live socket, both ways. Commands' bodies have schemas of their own."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter

from app.realtime import frames
from app.sessions.protocol.answers import REFUSALS
from app.sessions.protocol.events import EVENT_NAMES
from app.sessions.typed_schema import view_schemas

DEFS: Final = "#/$defs/"
TEXT: Final = {"type": "string"}
NUMBER: Final = {"type": "integer", "minimum": 0}
MOMENT: Final = {"type": "string", "format": "date-time"}
VIEW: Final = {"$ref": f"{DEFS}View"}
# What an observer gets instead.
WATCHED: Final = {"$ref": f"{DEFS}WatchedView"}


def frame_schemas() -> dict[str, Any]:
    """Return one schema document: `Sent` is what a client may send, `Received` what it gets."""
    sent = TypeAdapter(frames.Incoming).json_schema(ref_template=DEFS + "{model}")
    outgoing = _outgoing()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Frames of /v1/live",
        "anyOf": [{"$ref": f"{DEFS}Sent"}, {"$ref": f"{DEFS}Received"}],
        "$defs": {
            **sent.pop("$defs"),
            **view_schemas(DEFS),
            **outgoing,
            "Sent": sent,
            "Received": {"anyOf": [{"$ref": f"{DEFS}{name}"} for name in outgoing]},
        },
    }


def _outgoing() -> dict[str, Any]:
    # Problems of form and quota come as replies too, so a reply's code is not only a refusal's.
    codes = [*REFUSALS, "invalid", "too_many", "try_again"]
    event = {
        "seq": NUMBER,
        "name": {"enum": list(EVENT_NAMES.values())},
        "by": _or_null(TEXT),
        "at": MOMENT,
        "body": {"type": "object"},
    }
    refused = {
        "ref": TEXT,
        "ok": {"const": False},
        "code": {"enum": codes},
        "detail": TEXT,
        "retry_at": _or_null(MOMENT),
        "review": _or_null({"$ref": f"{DEFS}ReviewView"}),
    }
    return {
        "SnapshotFrame": _frame(
            "snapshot", epoch=TEXT, seq=NUMBER, view=VIEW, events={"type": "array", "items": _frame("event", **event)}
        ),
        "EventFrame": _frame("event", **event, view=VIEW),
        "WatchedSnapshotFrame": _frame(
            "snapshot",
            epoch=TEXT,
            seq=NUMBER,
            view=WATCHED,
            events={"type": "array", "items": _frame("event", **event)},
        ),
        "WatchedEventFrame": _frame("event", **event, view=WATCHED),
        "WatchedViewFrame": _frame("view", view=WATCHED),
        "AcceptedFrame": _frame("reply", ref=TEXT, ok={"const": True}, seq=NUMBER),
        "RefusedFrame": _frame("reply", **refused),
        "ViewFrame": _frame("view", view=VIEW),
        "PresenceFrame": _frame("presence", present={"type": "array", "items": TEXT}),
        "PongFrame": _frame("pong", now=MOMENT),
    }


def _frame(kind: str, **fields: Any) -> dict[str, Any]:
    properties = {"type": {"const": kind}, **fields}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
