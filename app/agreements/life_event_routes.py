"""Changes of life over HTTP: write one down, read them, take one out. No rule lives here."""

from fastapi import Response

from app.accounts.authentication import ActorDep, ResourcesDep
from app.agreements.bodies import LifeEventIn
from app.agreements.coaching import read_through
from app.agreements.drafts import language_of
from app.agreements.life_events import Change, forget_life_event, list_life_events, record_life_event
from app.agreements.schemas import LifeEventAnswer, LifeEventOut, life_event_out
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of

router = Doors(prefix="/couples/{couple_id}/life-events", tags=["agreements"])


@router.get("", operation_id="listLifeEvents", summary="What changed", responses=problems(400, 401, 404))
async def get_life_events(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[LifeEventOut]:
    """List the changes of life that either wrote down, the newest first."""
    found = await resources.database.read(
        lambda db: list_life_events(
            db, actor, couple_id=couple_id, keyring=resources.keyring, limit=limit, cursor=cursor
        )
    )
    return page_of(found, life_event_out)


@router.post(
    "",
    operation_id="recordLifeEvent",
    summary="Write down a change",
    status_code=201,
    responses=problems(401, 404, 409),
)  # fmt: skip
async def post_life_event(
    couple_id: str, body: LifeEventIn, actor: ActorDep, resources: ResourcesDep
) -> LifeEventAnswer:
    """Write down that something changed; what hangs on it is to be looked at again. Nothing says who wrote it."""
    at = resources.clock.now()
    change = Change(
        body.kind,
        body.happened_on,
        body.note,
        agreements=tuple(str(one) for one in body.agreements),
        categories=tuple(body.categories),
    )
    if body.note is not None:
        # The other reads it too.
        language = await resources.database.read(
            lambda db: language_of(db, actor, couple_id=couple_id, keyring=resources.keyring)
        )
        read_through((body.note,), language=language)
    event = await resources.database.write(
        lambda uow: record_life_event(
            uow,
            actor,
            couple_id=couple_id,
            change=change,
            keyring=resources.keyring,
            ids=resources.ids,
            at=at,
        )
    )
    return LifeEventAnswer(life_event=life_event_out(event))


@router.delete(
    "/{life_event_id}", operation_id="forgetLifeEvent", summary="Take a change out again", status_code=204,
    responses=problems(401, 404),
)  # fmt: skip
async def delete_life_event(couple_id: str, life_event_id: str, actor: ActorDep, resources: ResourcesDep) -> Response:
    """Take it out again. What it made due stays due."""
    await resources.database.write(
        lambda uow: forget_life_event(uow, actor, couple_id=couple_id, life_event_id=life_event_id)
    )
    return Response(status_code=204)
