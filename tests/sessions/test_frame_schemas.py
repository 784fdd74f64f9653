"""The schemas that are served are true of what is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from app.realtime import frames
from app.sessions.frame_schemas import frame_schemas
from app.sessions.protocol.sides import SIDES
from app.sessions.view_meanings import MEANINGS
from tests.sessions.protocol import story

if TYPE_CHECKING:
    import httpx

STORIES = {
    "lobby": story.lobby,
    "calm start": story.calm_start,
    "framing": story.framing,
    "opening": story.opening_step,
    "speaking": story.speaking,
    "reflecting": story.reflecting,
    "confirming": story.confirming,
    "gap": story.gap,
    "validating": story.validating,
    "gate": story.gate,
    "agreeing": lambda: story.agreeing().when(story.boundary("a"), story.commitment("b")),
    "closing": story.closing,
    "paused": story.paused,
    "waiting": story.waiting,
    "ended": story.ended,
}


def validator(name: str) -> Draft202012Validator:
    schema = frame_schemas()
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})


def closed_view() -> dict[str, Any]:
    """The view's schema with no room for a field that it does not name."""
    defs = frame_schemas()["$defs"]
    for one in defs.values():
        if "properties" in one:
            one["additionalProperties"] = False
    return {"$ref": "#/$defs/View", "$defs": defs}


@pytest.mark.parametrize("phase", STORIES)
def test_the_view_of_both_is_as_its_schema_says(phase: str) -> None:
    told = STORIES[phase]()
    for side in SIDES:
        seen = json.loads(frames.encode({**told.view(side), "epoch": "e"}))
        seen["partner"]["name"] = "Ben"
        assert [error.message for error in Draft202012Validator(closed_view()).iter_errors(seen)] == []


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("AcceptedFrame", frames.accepted("r", seq=3)),
        ("RefusedFrame", frames.refused("r", code="not_now", detail="d")),
        ("PresenceFrame", frames.presence(["a"])),
    ],
)
def test_a_frame_is_as_its_schema_says(name: str, frame: str) -> None:
    assert [error.message for error in validator(name).iter_errors(json.loads(frame))] == []


async def test_the_schemas_are_served_without_a_login(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/schemas/frames")
    assert answer.status_code == 200
    assert "public" in answer.headers["cache-control"]
    Draft202012Validator.check_schema(answer.json())


def test_no_meaning_is_told_of_a_field_that_is_not_there() -> None:
    defs = frame_schemas()["$defs"]
    assert {part: set(meant) - set(defs[part]["properties"]) for part, meant in MEANINGS.items()} == {
        part: set() for part in MEANINGS
    }
