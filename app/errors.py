"""Problems: what goes wrong at the edge, as exceptions with a status, a code and one safe sentence.

No problem ever quotes what a person sent. Refusals of the live session are values and do not live here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# The closed list: code → (status, title). Session refusals use the same body over HTTP, so they are listed too.
PROBLEM_CODES: Final[dict[str, tuple[int, str]]] = {
    "bad_request": (400, "The request could not be read"),
    "bad_cursor": (400, "That cursor does not belong to this list"),
    "login_required": (401, "A login is required"),
    "login_failed": (401, "That address and password do not match"),
    "forbidden": (403, "Not allowed"),
    "origin_refused": (403, "This origin may not connect"),
    "step_up_required": (403, "Please confirm that it is you"),
    "not_found": (404, "Not found"),
    "method_not_allowed": (405, "This method is not offered here"),
    "request_timeout": (408, "The request took too long to arrive"),
    "conflict": (409, "That does not fit the present state"),
    "already_paired": (409, "You are already connected"),
    "invitation_open": (409, "An invitation is open already"),
    "invitation_invalid": (409, "This invitation cannot be used"),
    "invitation_own": (409, "This is your own invitation"),
    "not_offered": (409, "This is not offered yet"),
    "request_closed": (409, "This request is closed"),
    "session_running": (409, "There is a talk at that time already"),
    "too_soon": (409, "A little too soon"),
    "not_now": (409, "Not possible at this point"),
    "floor_not_held": (409, "It is the other person's turn"),
    "too_early": (409, "Too early"),
    "held_for_review": (409, "Please read this once more"),
    "held_hard": (409, "This cannot be sent as it is"),
    "pause_not_over": (409, "The pause is not over"),
    "not_calm_yet": (409, "Not calm enough yet"),
    "wrong_version": (409, "There is a newer version"),
    "locked": (409, "Still locked"),
    "not_publishable": (409, "This cannot be published yet"),
    "limit_reached": (409, "A limit is reached"),
    "ref_reused": (409, "This ref was used for something else"),
    "ended": (409, "The session has ended"),
    "too_large": (413, "The request is too large"),
    "unsupported": (415, "This form of content is not supported"),
    "invalid": (422, "The request is not valid"),
    "too_long": (422, "Too long"),
    "too_many": (429, "Too many requests"),
    "internal": (500, "Something went wrong on our side"),
    "try_again": (503, "Please try again in a moment"),
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """Where a body breaks which rule; never what was sent."""

    pointer: str
    code: str


class Problem(Exception):  # noqa: N818 - the domain calls it a problem; a bug is an error
    """Something the caller is told, as `application/problem+json`."""

    status: int = 400
    code: str = "bad_request"
    detail: str = "The request could not be read."

    def __init__(
        self,
        code: str | None = None,
        *,
        detail: str | None = None,
        status: int | None = None,
        retry_after: int | None = None,
        retry_at: datetime | None = None,
        errors: tuple[FieldError, ...] = (),
        review: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code or type(self).code
        if self.code not in PROBLEM_CODES:
            msg = f"{self.code} is not in the closed list of problem codes"
            raise ValueError(msg)
        self.status = status or (PROBLEM_CODES[self.code][0] if code else type(self).status)
        self.detail = detail or (f"{PROBLEM_CODES[self.code][1]}." if code else type(self).detail)
        self.retry_after = retry_after
        self.retry_at = retry_at
        self.errors = errors
        # The coach's opinion, for the one who sent the words.
        self.review = review
        super().__init__(self.code)

    @property
    def title(self) -> str:
        return PROBLEM_CODES[self.code][1]


class NotFound(Problem):
    """For everything the caller may not know of, the same as for what never existed."""

    status, code, detail = 404, "not_found", "There is nothing here."


class Unauthorized(Problem):
    """No valid login came with the request."""

    status, code, detail = 401, "login_required", "Send a valid login token as a bearer token."


class Forbidden(Problem):
    """Only for a person's own things that need more proof; other people's things are `NotFound`."""

    status, code, detail = 403, "forbidden", "This is not allowed."


class Conflict(Problem):
    """The request is well formed but does not fit the present state."""

    status, code, detail = 409, "conflict", "This does not fit the present state."


class Invalid(Problem):
    """The form of the body is wrong; says where and which rule, never what was sent."""

    status, code, detail = 422, "invalid", "One or more fields are not valid."

    def __init__(self, *errors: FieldError) -> None:
        super().__init__(errors=errors)


class TooMany(Problem):
    """A quota is used up."""

    status, code, detail = 429, "too_many", "Too many requests. Please wait."

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)


class TooLarge(Problem):
    """The body is over the limit, whatever its declared length."""

    status, code, detail = 413, "too_large", "The request is too large."


class Unsupported(Problem):
    """Not JSON, or packed."""

    status, code, detail = 415, "unsupported", "Send plain, uncompressed JSON."


class Unavailable(Problem):
    """The service cannot do it now, and nothing was stored."""

    status, code, detail = 503, "try_again", "Please try again in a moment."

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__(retry_after=retry_after)
