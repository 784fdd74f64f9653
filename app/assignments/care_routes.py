"""What a therapist suggests and gives to a couple that lets them, over HTTP. No rule lives here."""

from fastapi import status

from app.accounts.authentication import ActorDep, ResourcesDep
from app.assignments import assigning, giving
from app.assignments.schemas import (
    GivenPracticeAnswer,
    GivenPracticeOut,
    PracticeIn,
    SuggestIn,
    SuggestionAnswer,
    SuggestionOut,
    given_out,
    suggestion_out,
)
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.security.rate_limit import SUGGESTION

router = Doors(prefix="/couples-in-care/{couple_id}", tags=["assignments"])


@router.get(
    "/assignments",
    operation_id="listSuggestedTemplates",
    summary="What you suggested to a couple",
    responses=problems(400, 401, 404),
)
async def get_suggested(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[SuggestionOut]:
    """List your own suggestions, the newest first. Who answered what is never in it."""
    at = resources.clock.now()
    found = await resources.database.write(
        lambda uow: assigning.list_suggested(
            uow, actor, couple_id, at=at, ids=resources.ids, limit=limit, cursor=cursor
        )
    )
    return page_of(found, suggestion_out)


@router.post(
    "/assignments",
    operation_id="suggestTemplate",
    summary="Suggest a kind of talk to a couple",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 404, 409, 429),
)
async def post_suggestion(
    couple_id: str, body: SuggestIn, actor: ActorDep, resources: ResourcesDep
) -> SuggestionAnswer:
    """Suggest a template: the library's, or one of yours that is published. Both may read it, and answer alone.

    You see `offered` until both said yes or `expires_at` has come; nothing tells you who answered what (T-3).
    """
    await resources.limiter.hit(SUGGESTION, actor.account_id)
    at = resources.clock.now()
    made = await resources.database.write(
        lambda uow: assigning.suggest(uow, actor, couple_id, slug=body.template, ids=resources.ids, at=at)
    )
    return SuggestionAnswer(assignment=suggestion_out(made))


@router.delete(
    "/assignments/{assignment_id}",
    operation_id="withdrawTemplate",
    summary="Take a suggestion back",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_suggestion(couple_id: str, assignment_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """Take it back, whatever was answered: nobody begins a talk in your template by it any more. A talk goes on."""
    at = resources.clock.now()
    await resources.database.write(lambda uow: assigning.withdraw(uow, actor, couple_id, assignment_id, at=at))


@router.get(
    "/practices",
    operation_id="listGivenPractices",
    summary="What you gave a couple to practise",
    responses=problems(400, 401, 404),
)
async def get_given(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[GivenPracticeOut]:
    """List what you gave and did not take back, with who wanted you to know that they have done it."""
    at = resources.clock.now()
    found = await resources.database.write(
        lambda uow: giving.list_given(
            uow,
            actor,
            couple_id,
            keyring=resources.keyring,
            ids=resources.ids,
            at=at,
            limit=limit,
            cursor=cursor,
        )
    )
    return page_of(found, given_out)


@router.post(
    "/practices",
    operation_id="givePractice",
    summary="Give something to do between talks",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 404, 409, 429),
)
async def post_practice(
    couple_id: str, body: PracticeIn, actor: ActorDep, resources: ResourcesDep
) -> GivenPracticeAnswer:
    """Give something to practise, to both or to one. Each takes it on for themselves, or does not, and nobody hears.

    What is for one is shown to that one alone, unless your secrets policy is `none_kept`: then both read it.
    """
    await resources.limiter.hit(SUGGESTION, actor.account_id)
    at, wanted = resources.clock.now(), body.wanted()
    made = await resources.database.write(
        lambda uow: giving.give(
            uow, actor, couple_id, wanted=wanted, keyring=resources.keyring, ids=resources.ids, at=at
        )
    )
    return GivenPracticeAnswer(practice=given_out(made))


@router.delete(
    "/practices/{practice_id}",
    operation_id="takePracticeBack",
    summary="Take a practice back",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_given(couple_id: str, practice_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """Take it back: it is due for nobody any more, and what was told you of it is gone from your list."""
    at = resources.clock.now()
    await resources.database.write(lambda uow: giving.take_back(uow, actor, couple_id, practice_id, at=at))
