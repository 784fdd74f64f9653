"""A window of days over HTTP, as data and as a picture. No rule lives here."""

import asyncio
from typing import Any, Final

from fastapi import Response

from app.accounts.authentication import ActorDep, ResourcesDep
from app.doors import Doors
from app.guard.declared import problems
from app.progress.drawing import draw_own, draw_together
from app.progress.own import own_progress
from app.progress.schemas import Days, OwnAnswer, TogetherAnswer, own_answer, together_answer
from app.progress.together import progress_together

router = Doors(tags=["progress"])

PICTURE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}}
# Opened by itself, a picture is a document: it may use its own style and nothing else.
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    "Content-Disposition": 'inline; filename="picture.svg"',
}


@router.get("/me/progress", operation_id="readOwnProgress", summary="Your own window", responses=problems(401))
async def get_own(actor: ActorDep, resources: ResourcesDep, days: Days = 30) -> OwnAnswer:
    """See how your talks felt to you and how your own promises went. Nobody else sees this, and it compares nobody."""
    at, keyring = resources.clock.now(), resources.keyring
    return own_answer(
        await resources.database.read(lambda db: own_progress(db, actor, keyring=keyring, days=days, at=at))
    )


@router.get("/me/progress.svg", operation_id="drawOwnProgress", summary="Your own window as a picture",
            response_class=Response, responses={**PICTURE, **problems(401)})  # fmt: skip
async def get_own_picture(actor: ActorDep, resources: ResourcesDep, days: Days = 30) -> Response:
    """Get the same as a picture; its description says it in words."""
    at, keyring = resources.clock.now(), resources.keyring
    found = await resources.database.read(lambda db: own_progress(db, actor, keyring=keyring, days=days, at=at))
    return _picture(await asyncio.to_thread(draw_own, found))


@router.get("/couples/{couple_id}/progress", operation_id="readProgress", summary="Your window together",
            responses=problems(401, 404))  # fmt: skip
async def get_together(couple_id: str, actor: ActorDep, resources: ResourcesDep, days: Days = 30) -> TogetherAnswer:
    """See what the two of you finished and did. Both see the same, and nothing in it tells one from the other."""
    at = resources.clock.now()
    return together_answer(
        await resources.database.read(lambda db: progress_together(db, actor, couple_id, days=days, at=at))
    )


@router.get("/couples/{couple_id}/progress.svg", operation_id="drawProgress", summary="Your window as a picture",
            response_class=Response, responses={**PICTURE, **problems(401, 404)})  # fmt: skip
async def get_together_picture(couple_id: str, actor: ActorDep, resources: ResourcesDep, days: Days = 30) -> Response:
    """Get the same as a picture; its description says it in words."""
    at = resources.clock.now()
    found = await resources.database.read(lambda db: progress_together(db, actor, couple_id, days=days, at=at))
    return _picture(await asyncio.to_thread(draw_together, found))


def _picture(drawn: bytes) -> Response:
    return Response(drawn, media_type="image/svg+xml", headers=HEADERS)
