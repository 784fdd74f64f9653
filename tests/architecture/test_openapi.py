"""The OpenAPI document is whole: a client generated from it knows every answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.policy import POLICY

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
OPERATIONS: dict[str, dict[str, Any]] = {
    operation["operationId"]: operation for path in DOCUMENT["paths"].values() for operation in path.values()
}


def test_every_operation_says_what_it_is_for() -> None:
    described = {tag["name"] for tag in DOCUMENT["tags"]}
    assert [name for name, one in OPERATIONS.items() if not (one["summary"] and one["description"])] == []
    assert [name for name, one in OPERATIONS.items() if not set(one["tags"]) <= described] == []


def test_a_login_is_asked_for_exactly_where_the_policy_asks_for_one() -> None:
    asked = {name for name, one in OPERATIONS.items() if one.get("security")}
    assert asked == {name for name in OPERATIONS if POLICY[name] not in {"anyone", "address"}}


def test_whoever_needs_a_login_is_told_what_comes_without_one() -> None:
    assert [name for name, one in OPERATIONS.items() if one.get("security") and "401" not in one["responses"]] == []


def test_every_refusal_is_a_problem() -> None:
    other = [
        (name, status)
        for name, one in OPERATIONS.items()
        for status, answer in one["responses"].items()
        if status >= "400" and list(answer.get("content", {})) != ["application/problem+json"]
    ]
    # Readiness has no body but its own: whoever asks is a machine.
    assert [one for one in other if one[0] != "readReadiness"] == []


def test_every_reference_leads_to_a_component() -> None:
    text = json.dumps(DOCUMENT)
    named = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert named - DOCUMENT["components"]["schemas"].keys() == set()
    assert [name for name in DOCUMENT["components"]["schemas"] if name.startswith("app__")] == []
