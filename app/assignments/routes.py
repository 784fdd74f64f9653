"""What both of a couple do with suggested templates and practice, over HTTP. No rule lives here."""

from fastapi import status

from app.accounts.actor import Actor
from app.accounts.authentication import ActorDep, ResourcesDep
from app.assignments import doing, offered
from app.assignments.doing import Desk
from app.assignments.schemas import (
    AssignmentAnswer,
    AssignmentOut,
    OwnAnswerIn,
    PracticeAnswer,
    PracticeOut,
    PracticeReportIn,
    assignment_out,
    practice_out,
)
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.resources import Resources
from app.security.rate_limit import PRACTICE_ANSWER

router = Doors(prefix="/couples/{couple_id}", tags=["assignments"])


@router.get(
    "/assignments", operation_id="listAssignments", summary="Suggested kinds of talk", responses=problems(400, 401, 404)
)
async def get_assignments(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[AssignmentOut]:
    """List what a therapist suggested to the two of you, the newest first. Only your own answer is in it."""
    at = resources.clock.now()
    found = await resources.database.read(
        lambda db: offered.list_offered(
            db, actor, couple_id, keyring=resources.keyring, at=at, limit=limit, cursor=cursor
        )
    )
    return page_of(found, assignment_out)


@router.get(
    "/assignments/{assignment_id}",
    operation_id="readAssignment",
    summary="One suggested kind of talk",
    responses=problems(401, 404),
)
async def get_assignment(
    couple_id: str, assignment_id: str, actor: ActorDep, resources: ResourcesDep
) -> AssignmentAnswer:
    """Read one suggestion. Its template is at `/v1/templates/{template}`, to be read before you answer."""
    at = resources.clock.now()
    shown = await resources.database.read(
        lambda db: offered.read_offered(db, actor, couple_id, assignment_id, keyring=resources.keyring, at=at)
    )
    return AssignmentAnswer(assignment=assignment_out(shown))


@router.put(
    "/assignments/{assignment_id}/answer",
    operation_id="answerAssignment",
    summary="Say yes or no for yourself",
    responses=problems(401, 404, 409, 429),
)
async def put_assignment_answer(
    couple_id: str, assignment_id: str, body: OwnAnswerIn, actor: ActorDep, resources: ResourcesDep
) -> AssignmentAnswer:
    """Answer for yourself, as often as you like while it is `offered`. When both say yes, either may ask for the talk.

    A no is silent: your partner and the therapist see `offered` until `expires_at`, and then `not_taken_up`, the same
    as when nobody had answered.
    """
    await resources.limiter.hit(PRACTICE_ANSWER, actor.account_id)
    at = resources.clock.now()
    shown = await resources.database.write(
        lambda uow: offered.say(uow, actor, couple_id, assignment_id, yes=body.yes, keyring=resources.keyring, at=at)
    )
    return AssignmentAnswer(assignment=assignment_out(shown))


@router.get(
    "/practices", operation_id="listPractices", summary="Something to do between talks",
    responses=problems(400, 401, 404),
)  # fmt: skip
async def get_practices(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[PracticeOut]:
    """List what a therapist gave to both of you, and to you alone; the newest first."""
    desk = _desk(actor, resources, couple_id)
    found = await resources.database.read(lambda db: doing.list_practices(db, desk, limit=limit, cursor=cursor))
    return page_of(found, practice_out)


@router.get(
    "/practices/{practice_id}", operation_id="readPractice", summary="One practice", responses=problems(401, 404)
)
async def get_practice(couple_id: str, practice_id: str, actor: ActorDep, resources: ResourcesDep) -> PracticeAnswer:
    """Read one practice, with your own part of it."""
    desk = _desk(actor, resources, couple_id)
    shown = await resources.database.read(lambda db: doing.read_practice(db, desk, practice_id))
    return PracticeAnswer(practice=practice_out(shown))


@router.put(
    "/practices/{practice_id}/answer",
    operation_id="answerPractice",
    summary="Take it on, or put it aside",
    responses=problems(401, 404, 409, 429),
)
async def put_practice_answer(
    couple_id: str, practice_id: str, body: OwnAnswerIn, actor: ActorDep, resources: ResourcesDep
) -> PracticeAnswer:
    """Take it on for yourself, or do not. Nobody hears of either: neither your partner nor the therapist."""
    await resources.limiter.hit(PRACTICE_ANSWER, actor.account_id)
    desk = _desk(actor, resources, couple_id)
    shown = await resources.database.write(lambda uow: doing.say(uow, desk, practice_id, yes=body.yes))
    return PracticeAnswer(practice=practice_out(shown))


@router.put(
    "/practices/{practice_id}/report",
    operation_id="reportPractice",
    summary="Say how it went, for yourself",
    responses=problems(401, 404, 409, 429),
)
async def put_practice_report(
    couple_id: str, practice_id: str, body: PracticeReportIn, actor: ActorDep, resources: ResourcesDep
) -> PracticeAnswer:
    """Say how it went, as often as you like, after you took it on (`locked` before). Your words are yours alone.

    With `tell_therapist` the therapist sees that you have done it, and nothing else; without it, nothing at all.
    """
    await resources.limiter.hit(PRACTICE_ANSWER, actor.account_id)
    desk = _desk(actor, resources, couple_id)
    shown = await resources.database.write(lambda uow: doing.report(uow, desk, practice_id, body.told()))
    return PracticeAnswer(practice=practice_out(shown))


@router.delete(
    "/practices/{practice_id}/report",
    operation_id="dropPracticeReport",
    summary="Take your report back",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_practice_report(couple_id: str, practice_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """Delete what you said of it, with your words; also after the practice, or the two of you, have ended."""
    await resources.database.write(lambda uow: doing.drop_report(uow, actor, couple_id, practice_id))


def _desk(actor: Actor, resources: Resources, couple_id: str) -> Desk:
    return Desk(actor, couple_id, resources.keyring, resources.clock.now())
