"""The body of a problem (RFC 9457), and what FastAPI's own errors become."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from app.errors import FieldError, Invalid, Problem, TooMany, Unauthorized
from app.guard.problems import invalid_from, problem_response

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_problem_may_say_when_to_try_again() -> None:
    body = json.loads(bytes(problem_response(Problem("pause_not_over", retry_at=NOON)).body))
    assert (body["status"], body["retry_at"]) == (409, "2026-11-22T12:00:00.000Z")
    assert problem_response(TooMany(40)).headers["retry-after"] == "40"


def test_a_missing_login_is_asked_for_by_its_scheme() -> None:
    assert problem_response(Unauthorized()).headers["www-authenticate"] == "Bearer"


def test_what_does_not_apply_is_left_out() -> None:
    body = json.loads(bytes(problem_response(Problem("not_now")).body))
    assert set(body) == {"type", "title", "status", "detail", "code", "request_id"}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"loc": ("body", "name"), "type": "missing", "input": "secret"}, FieldError("/body/name", "required")),
        (
            {"loc": ("body", "steps", 3, "title"), "type": "string_too_long"},
            FieldError("/body/steps/3/title", "too_long"),
        ),
        ({"loc": ("body", "their own words"), "type": "extra_forbidden"}, FieldError("/body", "extra_forbidden")),
        ({"loc": ("body", "when", "function-after[parse(), str]"), "type": "bad"}, FieldError("/body/when", "bad")),
        ({}, FieldError("", "invalid")),
    ],
)
def test_an_error_of_a_field_becomes_a_pointer_and_a_code(error: dict[str, object], expected: FieldError) -> None:
    problem = invalid_from([error])
    assert isinstance(problem, Invalid)
    assert problem.errors == (expected,)


def test_only_the_first_twenty_errors_are_told() -> None:
    assert len(invalid_from([{"loc": ("body", n), "type": "bad"} for n in range(100)]).errors) == 20
