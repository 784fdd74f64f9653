"""`GET /v1/me/trends`: how one's own talks felt. There is no such door to anybody else's, and no rule here."""

from typing import Annotated

from fastapi import Query

from app.accounts.authentication import ActorDep, ResourcesDep
from app.doors import Doors
from app.guard.declared import problems
from app.sessions.trend_schemas import TrendsAnswer, trends_answer
from app.sessions.trends import read_trends

router = Doors(prefix="/me/trends", tags=["journal"])

Days = Annotated[int, Query(ge=1, le=366, description="How many days back, today included.")]


@router.get("", operation_id="readTrends", summary="How your own talks felt", responses=problems(401))
async def get_trends(actor: ActorDep, resources: ResourcesDep, days: Days = 90) -> TrendsAnswer:
    """See your own readings: how stirred up you were first and last, and whether you felt safe, understood, and heard.

    They are sealed under your own key. Your partner has no such list, and nothing of it is compared.
    """
    at, keyring = resources.clock.now(), resources.keyring
    found = await resources.database.read(lambda db: read_trends(db, keyring, actor.account_id, days=days, at=at))
    return trends_answer(found)
