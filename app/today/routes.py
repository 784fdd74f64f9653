"""The caller's own list over HTTP. No rule lives here."""

from typing import Annotated

from fastapi import Query

from app.accounts.authentication import ActorDep, ResourcesDep
from app.doors import Doors
from app.due import LONGEST_AHEAD
from app.guard.declared import problems
from app.pagination import Cursor, Limit
from app.today.schemas import TodayAnswer, due_out
from app.today.service import today_of

router = Doors(tags=["today"])

Days = Annotated[int, Query(ge=0, le=LONGEST_AHEAD, description="How many days ahead to look.")]


@router.get("/me/today", operation_id="readToday", summary="What is due for you", responses=problems(400, 401))
async def get_today(
    actor: ActorDep, resources: ResourcesDep, days: Days = 7, limit: Limit = 25, cursor: Cursor = None
) -> TodayAnswer:
    """List what is yours to do, to answer or to come to: what waits first, then by when it is due, where you live.

    It is only ever your own list. Nothing that your partner does in private changes it.
    """
    at, keyring = resources.clock.now(), resources.keyring
    found = await resources.database.read(
        lambda db: today_of(db, actor, keyring=keyring, at=at, days=days, limit=limit, cursor=cursor)
    )
    page = found.page
    return TodayAnswer(
        day=found.day,
        timezone=found.timezone,
        data=[due_out(due) for due in page.items],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )
