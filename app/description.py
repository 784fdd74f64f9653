"""Completes the OpenAPI document with what FastAPI cannot know: the problem, the view, and what each group is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.guard.declared import PROBLEM
from app.sessions.typed_schema import view_schemas

if TYPE_CHECKING:
    from fastapi import FastAPI

COMPONENTS: Final = "#/components/schemas/"
ABOUT: Final = """A live repair conversation for two partners, enforced on the server.

Log in with `POST /v1/logins` and send the token as `Authorization: Bearer …`. Everything that you may not know of is a
404. Every problem is `application/problem+json` with a `code` from a closed list. The live socket is `/v1/live`; its
frames have schemas at `/v1/schemas/frames`, and docs/protocol.md says what they mean.
"""
TAGS: Final = {
    "service": "What this is, and what it must never be taken for.",
    "health": "For whoever runs it. It says nothing about anybody.",
    "accounts": "Your own account.",
    "logins": "Where you are logged in.",
    "couples": "Finding each other, and leaving at once and alone.",
    "templates": "The kinds of talk.",
    "coach": "Trying words out before they are said.",
    "talk requests": "Asking for a talk. A no is never shown before the request expires.",
    "sessions": "Live sessions over HTTP: the same gate, rules and codes as over the socket.",
    "agreements": "What the two agreed on.",
    "accountability": "What one of the two took on in a talk, how it goes, and when both say that it is settled.",
    "crossings": "An agreement that was not kept: kept for oneself, or raised, put right and renewed.",
    "assignments": "What a therapist suggests: a kind of talk, or something to practise; each answers alone.",
    "keeping": "What became of a promise, as its owner tells it and as the other noticed. Nobody keeps score.",
    "check-ins": "Once a week: both answer, then both see.",
    "sharing": "Appreciations, small wins and kindnesses; goals of the two, and a picture of their future.",
    "today": "What is due for you, and for nobody else.",
    "calendar": "Your own things in your own calendar, under an address that you can take back.",
    "reminders": "Neutral mails to you alone, off until you choose them.",
    "export": "Everything that is yours to have, in one file.",
    "progress": "What happened in a window of time. It compares nobody and scores nothing.",
    "journal": "Your own pages. Nobody else has a door to them, and no couple is needed.",
    "observing": "A therapist watches a talk, when both say yes to that talk. They see shared events, and are seen.",
    "therapists": "Letting a therapist in, together, and taking that back alone. Nobody here checks who they are.",
    "sandbox": "For one developer alone, where it is on: a clock that moves, and a partner who plays along.",
}


def describe(app: FastAPI) -> None:
    """Make `app.openapi()` return the whole document."""
    generate = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(generate())
        return generate()

    app.description = ABOUT
    # FastAPI's documented way to change the document is to replace this method.
    app.openapi = whole  # type: ignore[method-assign]


def _complete(document: dict[str, Any]) -> None:
    schemas: dict[str, Any] = document["components"]["schemas"]
    views = view_schemas(COMPONENTS)
    if taken := schemas.keys() & {"Problem", *views}:
        raise LookupError(taken)
    schemas.update(views, Problem=PROBLEM)
    schemas["EventsAnswer"]["properties"]["view"] = {"$ref": f"{COMPONENTS}View"}
    used = {tag for path in document["paths"].values() for operation in path.values() for tag in operation["tags"]}
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items() if name in used]
