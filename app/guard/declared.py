"""The problems of a route, as OpenAPI declares them. It answers nothing itself; `problems` does."""

from __future__ import annotations

from typing import Any, Final

from app.errors import PROBLEM_CODES
from app.guard.problems import MEDIA_TYPE

# One schema for all, put among the components by `app.description`.
PROBLEM_REF: Final = "#/components/schemas/Problem"

PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong, in one safe sentence. It never quotes what was sent.",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "example": {
        "type": "/problems/not_found",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing here.",
        "code": "not_found",
        "request_id": "158c0f75-d2b3-4370-8498-1b6cce422630",
    },
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "enum": list(PROBLEM_CODES)},
        "request_id": {"type": "string"},
        "retry_at": {"type": "string", "format": "date-time"},
        "review": {"$ref": "#/components/schemas/ReviewView"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code"],
                "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}},
            },
        },
    },
}

MEANING: Final = {
    400: "The request could not be read.",
    401: "No valid login was sent.",
    403: "More proof that it is you is needed.",
    404: "Nothing here, or nothing that you may know of.",
    409: "It does not fit the present state; `code` says how.",
    413: "The body is too large.",
    415: "The body is not plain JSON.",
    422: "A field breaks a rule; `errors` says where and which.",
    429: "Too many; `Retry-After` says when.",
    503: "Not now, and nothing was stored.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route; the form of a request can always be wrong, so 422 is always there."""
    return {
        status: {"description": MEANING[status], "content": {MEDIA_TYPE: {"schema": {"$ref": PROBLEM_REF}}}}
        for status in sorted({*statuses, 422})
    }
