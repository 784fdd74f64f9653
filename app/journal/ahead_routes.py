"""Looking ahead over HTTP: what one expects, and what happened. Author-only; no rule lives here."""

from typing import Annotated

from fastapi import Query, Response, status

from app.accounts.authentication import ActorDep, ResourcesDep
from app.doors import Doors
from app.guard.declared import problems
from app.journal import pages
from app.journal.ahead import AheadState
from app.journal.expectations import (
    change_expectation,
    expect_something,
    list_expectations,
    look_back,
    own_expectations,
    read_expectation,
)
from app.journal.pages import Wanted
from app.journal.schemas import (
    ExpectationAnswer,
    ExpectationChangeIn,
    ExpectationIn,
    ExpectationOut,
    LookBackIn,
    expectation_out,
)
from app.pagination import Cursor, Limit, Page, page_of
from app.security.rate_limit import JOURNAL_PAGE

router = Doors(prefix="/me/looking-ahead", tags=["journal"])

State = Annotated[AheadState | None, Query(description="Only those in this state.")]


@router.post(
    "",
    operation_id="writeExpectation",
    summary="Write down what you expect",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 409, 429),
)
async def post_expectation(body: ExpectationIn, actor: ActorDep, resources: ResourcesDep) -> ExpectationAnswer:
    """Write "I expect …", to look at it again later. With `look_on` it is due for you on that day."""
    await resources.limiter.hit(JOURNAL_PAGE, actor.account_id)
    own, at, ids = own_expectations(actor.account_id, resources.keyring), resources.clock.now(), resources.ids
    kept = await resources.database.write(lambda uow: expect_something(uow, own, body.ahead, at=at, ids=ids))
    return ExpectationAnswer(expectation=expectation_out(kept))


@router.get("", operation_id="listExpectations", summary="What you expected", responses=problems(400, 401))
async def get_expectations(
    actor: ActorDep, resources: ResourcesDep, state: State = None, limit: Limit = 25, cursor: Cursor = None
) -> Page[ExpectationOut]:
    """List what you expected, the newest first."""
    own = own_expectations(actor.account_id, resources.keyring)
    wanted = Wanted(limit, cursor, waits=None if state is None else state == "open")
    found = await resources.database.read(lambda db: list_expectations(db, own, wanted))
    return page_of(found, expectation_out)


@router.get(
    "/{expectation_id}", operation_id="readExpectation", summary="One expectation", responses=problems(401, 404)
)
async def get_expectation(expectation_id: str, actor: ActorDep, resources: ResourcesDep) -> ExpectationAnswer:
    """Read one of them."""
    own = own_expectations(actor.account_id, resources.keyring)
    kept = await resources.database.read(lambda db: read_expectation(db, own, expectation_id))
    return ExpectationAnswer(expectation=expectation_out(kept))


@router.patch(
    "/{expectation_id}",
    operation_id="changeExpectation",
    summary="Change what you expect",
    responses=problems(401, 404, 409, 429),
)
async def patch_expectation(
    expectation_id: str, body: ExpectationChangeIn, actor: ActorDep, resources: ResourcesDep
) -> ExpectationAnswer:
    """Change the words or the day, as long as you have not looked back: `not_now` afterwards."""
    await resources.limiter.hit(JOURNAL_PAGE, actor.account_id)
    own = own_expectations(actor.account_id, resources.keyring)
    kept = await resources.database.write(lambda uow: change_expectation(uow, own, expectation_id, body.changes))
    return ExpectationAnswer(expectation=expectation_out(kept))


@router.post(
    "/{expectation_id}/look-back",
    operation_id="lookBack",
    summary="Say what happened",
    responses=problems(401, 404, 409, 429),
)
async def post_look_back(
    expectation_id: str, body: LookBackIn, actor: ActorDep, resources: ResourcesDep
) -> ExpectationAnswer:
    """Say what happened. Saying it again replaces the words; what was expected stays as it was."""
    await resources.limiter.hit(JOURNAL_PAGE, actor.account_id)
    own, at = own_expectations(actor.account_id, resources.keyring), resources.clock.now()
    kept = await resources.database.write(lambda uow: look_back(uow, own, expectation_id, body.happened, at=at))
    return ExpectationAnswer(expectation=expectation_out(kept))


@router.delete(
    "/{expectation_id}",
    operation_id="deleteExpectation",
    summary="Delete an expectation",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_expectation(expectation_id: str, actor: ActorDep, resources: ResourcesDep) -> Response:
    """Delete one of them at once."""
    own = own_expectations(actor.account_id, resources.keyring)
    await resources.database.write(lambda uow: pages.remove(uow, own, expectation_id))
    return Response(status_code=status.HTTP_204_NO_CONTENT)
