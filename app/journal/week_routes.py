"""One's own week over HTTP: a level, an intention, and whether to be asked. Author-only; no rule lives here."""

from fastapi import Response, status

from app.accounts.authentication import ActorDep, ResourcesDep
from app.database.unit_of_work import UnitOfWork
from app.doors import Doors
from app.guard.declared import problems
from app.journal import pages
from app.journal.own_weeks import (
    ThisWeek,
    change_this_week,
    delete_week,
    list_weeks,
    own_pages,
    read_this_week,
)
from app.journal.pages import Wanted
from app.journal.schemas import AskingIn, WeekAnswer, WeekIn, WeekOut, week_answer, week_out
from app.pagination import Cursor, Limit, Page, page_of
from app.security.rate_limit import JOURNAL_PAGE

router = Doors(prefix="/me", tags=["journal"])


@router.get("/week", operation_id="readWeek", summary="Your week", responses=problems(401))
async def get_week(actor: ActorDep, resources: ResourcesDep) -> WeekAnswer:
    """See what you said of this week, and what is offered to you. Nobody else sees any of it."""
    own, at = own_pages(actor.account_id, resources.keyring), resources.clock.now()
    return week_answer(await resources.database.read(lambda db: read_this_week(db, own, at=at)))


@router.patch("/week", operation_id="changeWeek", summary="Say how your week is", responses=problems(401, 409, 429))
async def patch_week(body: WeekIn, actor: ActorDep, resources: ResourcesDep) -> WeekAnswer:
    """Say how much there is to carry, or one thing that you mean to do. Both are for you alone.

    After three heavy weeks some care is offered in this answer. Nobody is told, and nothing else happens.
    """
    await resources.limiter.hit(JOURNAL_PAGE, actor.account_id)
    own, at, ids = own_pages(actor.account_id, resources.keyring), resources.clock.now(), resources.ids
    return week_answer(
        await resources.database.write(lambda uow: change_this_week(uow, own, body.changes, at=at, ids=ids))
    )


@router.put("/week/asking", operation_id="askWeekly", summary="Be asked each week, or not", responses=problems(401))
async def put_asking(body: AskingIn, actor: ActorDep, resources: ResourcesDep) -> WeekAnswer:
    """Choose whether your week is among what is due for you. It is off until you choose it."""
    own, at = own_pages(actor.account_id, resources.keyring), resources.clock.now()

    def choose(uow: UnitOfWork) -> ThisWeek:
        pages.ask_weekly(uow, actor.account_id, on=body.on)
        return read_this_week(uow.db, own, at=at)

    return week_answer(await resources.database.write(choose))


@router.get("/weeks", operation_id="listWeeks", summary="Your weeks", responses=problems(400, 401))
async def get_weeks(
    actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[WeekOut]:
    """List the weeks of which you said something, the newest first."""
    own = own_pages(actor.account_id, resources.keyring)
    found = await resources.database.read(lambda db: list_weeks(db, own, Wanted(limit, cursor)))
    return page_of(found, week_out)


@router.delete(
    "/weeks/{week}",
    operation_id="deleteWeek",
    summary="Delete what you said of a week",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_one_week(week: str, actor: ActorDep, resources: ResourcesDep) -> Response:
    """Delete what you said of a week, such as `2026-W47`."""
    own = own_pages(actor.account_id, resources.keyring)
    await resources.database.write(lambda uow: delete_week(uow, own, week))
    return Response(status_code=status.HTTP_204_NO_CONTENT)
