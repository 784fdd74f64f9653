"""Problems as answers: one body (RFC 9457), one place. Never quotes what was sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.errors import FieldError, Invalid, NotFound, Problem
from app.observability.request_context import request_id
from app.wire_time import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI
    from starlette.requests import Request

MEDIA_TYPE: Final = "application/problem+json"
CODE_OF_STATUS: Final = {
    400: "bad_request",
    401: "login_required",
    403: "forbidden",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported",
    422: "invalid",
    429: "too_many",
    503: "try_again",
}
# Where pydantic says in words of its own what we say in a code of ours.
PLAINER_CODES: Final = {"string_too_long": "too_long", "string_too_short": "too_short", "missing": "required"}
MOST_ERRORS: Final = 20


def body_of(problem: Problem) -> dict[str, object]:
    found: dict[str, object] = {
        "type": f"/problems/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "request_id": request_id(),
    }
    if problem.retry_at is not None:
        found["retry_at"] = stamp(problem.retry_at)
    if problem.review is not None:
        found["review"] = problem.review
    if problem.errors:
        found["errors"] = [{"pointer": error.pointer, "code": error.code} for error in problem.errors]
    return found


def headers_of(problem: Problem) -> dict[str, str]:
    found = {"Content-Type": MEDIA_TYPE}
    if problem.retry_after is not None:
        found["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:  # noqa: PLR2004 - the status that needs this header
        found["WWW-Authenticate"] = "Bearer"
    return found


def problem_response(problem: Problem, *, headers: Mapping[str, str] | None = None) -> Response:
    content = json.dumps(body_of(problem), ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, problem.status, {**headers_of(problem), **(headers or {})})


def invalid_from(errors: Sequence[Mapping[str, object]]) -> Invalid:
    """Return where each rule was broken and its code; the input that FastAPI would echo is left behind."""
    return Invalid(*(_field_error(error) for error in errors[:MOST_ERRORS]))


def install(app: FastAPI) -> None:
    """Make every failure of a route a problem."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid)


async def _on_problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - the registration says so
    return problem_response(error)


async def _on_http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    if error.status_code == 404:  # noqa: PLR2004
        return problem_response(NotFound())
    code = CODE_OF_STATUS.get(error.status_code, "bad_request")
    kept = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    return problem_response(Problem(code), headers=kept)


async def _on_invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return problem_response(invalid_from(error.errors()))


def _field_error(error: Mapping[str, object]) -> FieldError:
    location = error.get("loc")
    kind = str(error.get("type", "invalid"))
    places = location if isinstance(location, tuple) else ()
    # An unknown key's name is the client's own text: tell where it stood, not what it was called.
    known = places[:-1] if kind == "extra_forbidden" else places
    pointer = "".join(f"/{place}" for place in known if not _is_union_branch(place))
    return FieldError(pointer, PLAINER_CODES.get(kind, kind))


def _is_union_branch(place: object) -> bool:
    return isinstance(place, str) and ("[" in place or "(" in place)
