"""Frames with examples made by the code that makes real ones; the view; refusals, problems and close codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, get_args

from app.errors import PROBLEM_CODES
from app.realtime import frames
from app.realtime.close_codes import RECONNECT
from app.sessions.document.markdown import code, example, table
from app.sessions.engine.codec import to_wire
from app.sessions.protocol import events as e
from app.sessions.protocol.answers import REFUSALS, RefusalCode
from app.sessions.protocol.sides import Both
from app.sessions.typed_schema import view_schemas

ADA, BEN = "019a5b3c-0000-7000-8000-00000000ada0", "019a5b3c-0000-7000-8000-00000000be00"
REF = "6f1c2a9e-3b1d-4c7e-9a55-2f6d8f0c1b7a"
NOW = datetime(2026, 3, 6, 18, 41, 7, 250000, tzinfo=UTC)
SHORTENED: dict[str, Any] = {"session": "…", "seq": 14, "phase": "reflecting", "may": ["…"]}

# When each refusal comes. A code without a line here keeps the document from being written.
WHEN: dict[RefusalCode, str] = {
    "not_now": "The phase does not take this command, or not from this side, or not again.",
    "floor_not_held": "It is the partner's turn.",
    "too_early": "Time alone will allow it; `retry_at` says when.",
    "too_long": "The text is over the characters or sentences in `may[].limits`.",
    "held_for_review": "The coach found something, or offers help: see `review`. Send others, or these acknowledged.",
    "held_hard": "A threat, or contempt aimed at the partner: see `review`. These words do not go out.",
    "pause_not_over": "The pause has an earliest end, which nothing shortens; `retry_at` says when.",
    "not_calm_yet": "Your own last reading in this pause is above the ceiling, or there is none.",
    "wrong_version": "What is answered is not what is on the table any more.",
    "locked": "Proposals before both feel understood; ownership, apology, plan and answer before their turn.",
    "limit_reached": "As many as fit: proposals, parked topics, active commitments, a turn said smaller twice.",
    "ref_reused": "Another body under a `ref` that was used already.",
    "ended": "The session is over.",
}


def sent() -> str:
    """What a client sends. Each is read by the real decoder, so that no example can be wrong."""
    hello = {"type": "hello", "ticket": "rjt_…", "seen": {"epoch": "9c1d…", "seq": 12}}
    command = {"type": "command", "ref": REF, "name": "reflect", "body": {"text": "You felt alone on Sunday."}}
    shown = ""
    for frame in (hello, command, {"type": "typing"}, {"type": "ping"}):
        text = json.dumps(frame, ensure_ascii=False)
        assert not isinstance(frames.decode(text), frames.Refused)  # noqa: S101 - the examples are ours.
        shown += example(text)
    return shown


def received() -> str:
    spoken = e.Spoken(NOW, by="a", not_before=NOW, text="On Sunday I sat alone, and I felt forgotten.")
    one = to_wire(spoken, seq=13, people=Both(ADA, BEN))
    frame = frames.EventFrame(one.seq, one.name, one.by, one.at, one.body)
    drawn = frames.encode(SHORTENED)
    shown = (
        frames.snapshot(epoch="9c1d…", seq=13, view=drawn, events=[frame]),
        frames.event(frame, view=drawn),
        frames.accepted(REF, seq=14),
        frames.refused(REF, code="too_early", detail=REFUSALS["too_early"], retry_at=NOW),
        frames.view(drawn),
        frames.presence([ADA, BEN]),
        frames.pong(NOW),
    )
    return "".join(example(text) for text in shown)


def view() -> str:
    parts = []
    for name, schema in view_schemas("").items():
        rows = [
            (code(field), _type_of(one) + ("" if field in schema["required"] else ", if any"), one["description"])
            for field, one in schema["properties"].items()
        ]
        parts.append(f"### {name}\n\n{schema['description']}\n\n{table(('field', 'type', 'means'), rows)}")
    return "\n".join(parts)


def _type_of(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return f"[{schema['$ref']}](#{schema['$ref'].lower()})"
    if "enum" in schema:
        return " or ".join(code(one) for one in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type_of(one) for one in schema["anyOf"]))
    if schema["type"] == "array":
        return f"list of {_type_of(schema['items'])}"
    if schema["type"] == "object":
        return f"object of {_type_of(schema['additionalProperties'])}"
    return str(schema.get("format", schema["type"]))


def refusals() -> str:
    if set(get_args(RefusalCode)) != WHEN.keys():
        raise LookupError(set(get_args(RefusalCode)) ^ WHEN.keys())
    return table(("code", "when", "what the sender is told"), [(code(one), WHEN[one], REFUSALS[one]) for one in WHEN])


def problems() -> str:
    rows = [(code(name), str(status), title) for name, (status, title) in PROBLEM_CODES.items()]
    return table(("code", "status", "title"), rows)


def close_codes() -> str:
    rows = [(str(int(one)), "reconnect" if back else "stop", why) for one, (back, why) in RECONNECT.items()]
    return table(("code", "then", "why"), rows)
