"""How the policy matrix calls an operation that needs more than its path. One line for each, if any."""

from __future__ import annotations

from dataclasses import dataclass

from tests.builders import PASSWORD


@dataclass(frozen=True, slots=True)
class Call:
    """The body to send, the status for those who may, and what is different about ids that are over."""

    body: object = None
    answers: int = 200
    # The path names a couple that still waits for its second person.
    waiting: bool = False
    # An ended thing is answered like a present one, because doing it twice is no error.
    repeatable: bool = False


NEW = {"email": "new@example.org", "password": PASSWORD, "name": "New"}

CALLS: dict[str, Call] = {
    "registerAccount": Call(NEW, 201),
    "logIn": Call({"email": "nobody@example.org", "password": PASSWORD}, 401),
    "changeMe": Call({"name": "Someone"}),
    "eraseMe": Call({"password": PASSWORD}, 204),
    "changePassword": Call({"current": PASSWORD, "new": "quite other words"}, 204),
    "logOut": Call(answers=204),
    "endLogin": Call(answers=204),
    "endOtherLogins": Call(answers=204),
    "createCouple": Call({}, 201),
    "previewInvitation": Call({"code": "?"}, 409),
    "joinCouple": Call({"code": "?"}, 409),
    "renewInvitation": Call({}, 201, waiting=True),
    "leaveCouple": Call({}, 204, repeatable=True),
    "endAgreement": Call({}),
}


def call_of(operation: str) -> Call:
    return CALLS.get(operation, Call())
