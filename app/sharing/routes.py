"""Appreciations, small wins and kindnesses over HTTP: read, have the coach look, write, draw the answer."""

from typing import Annotated

from fastapi import Body, Query, status

from app.accounts.actor import Actor
from app.accounts.authentication import ActorDep, ResourcesDep
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.resources import Resources
from app.security.rate_limit import SHARED_WORDS
from app.sharing.bright_spots import SpotKind
from app.sharing.reviewing import reviewed
from app.sharing.schemas import Acknowledging, AppreciationIn, KindnessIn, SmallWinIn, SpotAnswer, SpotOut, spot_out
from app.sharing.spots import Noted, View, drop_spot, list_spots, note_spot, outgoing, share_spot

router = Doors(prefix="/couples/{couple_id}", tags=["sharing"])

Which = Annotated[View, Query(description="`own`: what you wrote, kept and shared, instead of what both see.")]
Hinted = Annotated[Acknowledging | None, Body()]
CREATED, GONE = status.HTTP_201_CREATED, status.HTTP_204_NO_CONTENT


@router.post("/appreciations", operation_id="appreciate", summary="Note an appreciation", status_code=CREATED,
             responses=problems(401, 404, 409, 429))  # fmt: skip
async def post_appreciation(
    couple_id: str, body: AppreciationIn, actor: ActorDep, resources: ResourcesDep
) -> SpotAnswer:
    """Keep it for yourself, or share it at once. It is counted for nothing."""
    noted = Noted("appreciation", body.text, about=body.about, share_now=body.share)
    return await _noted(resources, actor, couple_id, noted, hint=body.acknowledge_hint)


@router.get("/appreciations", operation_id="listAppreciations", summary="Appreciations",
            responses=problems(400, 401, 404))  # fmt: skip
async def get_appreciations(
    couple_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    view: Which = "shared",
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[SpotOut]:
    """List what either of you shared, the newest first; or your own. What is kept is in nobody else's list."""
    return await _listed(resources, actor, couple_id, "appreciation", view=view, limit=limit, cursor=cursor)


@router.post("/appreciations/{appreciation_id}/share", operation_id="shareAppreciation", summary="Share a kept one",
             responses=problems(401, 404, 409, 429))  # fmt: skip
async def post_share_appreciation(
    couple_id: str, appreciation_id: str, actor: ActorDep, resources: ResourcesDep, body: Hinted = None
) -> SpotAnswer:
    """Show a kept appreciation of your own to your partner. It does not tell when you wrote it."""
    return await _shared(resources, actor, couple_id, "appreciation", appreciation_id, body)


@router.delete("/appreciations/{appreciation_id}", operation_id="dropAppreciation", summary="Take it away",
               status_code=GONE, responses=problems(401, 404))  # fmt: skip
async def delete_appreciation(couple_id: str, appreciation_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """Take an appreciation of your own away, kept or shared. Nothing says that it was there."""
    await _dropped(resources, actor, couple_id, "appreciation", appreciation_id)


@router.post("/small-wins", operation_id="noteSmallWin", summary="Note a small win", status_code=CREATED,
             responses=problems(401, 404, 409, 429))  # fmt: skip
async def post_small_win(couple_id: str, body: SmallWinIn, actor: ActorDep, resources: ResourcesDep) -> SpotAnswer:
    """Tell both of you about one small thing that went well."""
    noted = Noted("small_win", body.text, share_now=True)
    return await _noted(resources, actor, couple_id, noted, hint=body.acknowledge_hint)


@router.get("/small-wins", operation_id="listSmallWins", summary="Small wins", responses=problems(400, 401, 404))
async def get_small_wins(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[SpotOut]:
    """List small wins of the two of you, the newest first. Nobody adds them up."""
    return await _listed(resources, actor, couple_id, "small_win", view="shared", limit=limit, cursor=cursor)


@router.delete("/small-wins/{small_win_id}", operation_id="dropSmallWin", summary="Take it away", status_code=GONE,
               responses=problems(401, 404))  # fmt: skip
async def delete_small_win(couple_id: str, small_win_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """Take a small win that you wrote away. Nothing says that it was there."""
    await _dropped(resources, actor, couple_id, "small_win", small_win_id)


@router.post("/kindnesses", operation_id="noteKindness", summary="Note a kindness", status_code=CREATED,
             responses=problems(401, 404, 409, 429))  # fmt: skip
async def post_kindness(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, body: Annotated[KindnessIn | None, Body()] = None
) -> SpotAnswer:
    """Note one for your own list, with one tap. A kindness of your partner's may be shared with them."""
    sent = body or KindnessIn()
    noted = Noted("kindness", sent.text, whose=sent.whose, share_now=sent.share)
    return await _noted(resources, actor, couple_id, noted, hint=sent.acknowledge_hint)


@router.get("/kindnesses", operation_id="listKindnesses", summary="Kindnesses", responses=problems(400, 401, 404))
async def get_kindnesses(
    couple_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    view: Which = "own",
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[SpotOut]:
    """List your own, the newest first; or those that either of you shared."""
    return await _listed(resources, actor, couple_id, "kindness", view=view, limit=limit, cursor=cursor)


@router.post("/kindnesses/{kindness_id}/share", operation_id="shareKindness", summary="Share a kept one",
             responses=problems(401, 404, 409, 429))  # fmt: skip
async def post_share_kindness(
    couple_id: str, kindness_id: str, actor: ActorDep, resources: ResourcesDep, body: Hinted = None
) -> SpotAnswer:
    """Show your partner a kindness of theirs that you kept. One of your own stays in your own list: `not_offered`."""
    return await _shared(resources, actor, couple_id, "kindness", kindness_id, body)


@router.delete("/kindnesses/{kindness_id}", operation_id="dropKindness", summary="Take it away", status_code=GONE,
               responses=problems(401, 404))  # fmt: skip
async def delete_kindness(couple_id: str, kindness_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """Take a kindness that you noted away. Nothing says that it was there."""
    await _dropped(resources, actor, couple_id, "kindness", kindness_id)


async def _noted(resources: Resources, actor: Actor, couple_id: str, noted: Noted, *, hint: str | None) -> SpotAnswer:
    if noted.share_now:
        await reviewed(resources, actor, couple_id, noted.text, hint=hint)
    else:
        # What is kept is nobody's to judge.
        await resources.limiter.hit(SHARED_WORDS, actor.account_id)
    at, keyring, ids = resources.clock.now(), resources.keyring, resources.ids
    spot = await resources.database.write(
        lambda uow: note_spot(uow, actor, couple_id=couple_id, noted=noted, keyring=keyring, ids=ids, at=at)
    )
    return SpotAnswer(item=spot_out(spot))


async def _listed(
    resources: Resources, actor: Actor, couple_id: str, kind: SpotKind, *, view: View, limit: int, cursor: str | None
) -> Page[SpotOut]:
    found = await resources.database.read(
        lambda db: list_spots(
            db,
            actor,
            couple_id=couple_id,
            kind=kind,
            view=view,
            keyring=resources.keyring,
            limit=limit,
            cursor=cursor,
        )
    )
    return page_of(found, spot_out)


async def _shared(
    resources: Resources, actor: Actor, couple_id: str, kind: SpotKind, spot_id: str, body: Acknowledging | None
) -> SpotAnswer:
    at, keyring = resources.clock.now(), resources.keyring
    text = await resources.database.read(
        lambda db: outgoing(db, actor, couple_id=couple_id, kind=kind, spot_id=spot_id, keyring=keyring)
    )
    await reviewed(resources, actor, couple_id, text, about=spot_id, hint=body.acknowledge_hint if body else None)
    spot = await resources.database.write(
        lambda uow: share_spot(uow, actor, couple_id=couple_id, kind=kind, spot_id=spot_id, keyring=keyring, at=at)
    )
    return SpotAnswer(item=spot_out(spot))


async def _dropped(resources: Resources, actor: Actor, couple_id: str, kind: SpotKind, spot_id: str) -> None:
    await resources.database.write(lambda uow: drop_spot(uow, actor, couple_id=couple_id, kind=kind, spot_id=spot_id))
