"""Check-ins over HTTP: read, have the coach look, run one transaction, draw the answer. No rule lives here."""

from typing import Annotated, Literal

from fastapi import Body, Path, Query, status

from app.accounts.authentication import ActorDep, ResourcesDep
from app.checkins.answers import Answer
from app.checkins.choosing import choose_rhythm, read_rhythm
from app.checkins.listing import list_own, list_shared
from app.checkins.schemas import (
    AnswerIn,
    CheckInAnswer,
    CheckInOut,
    GiveIn,
    RhythmAnswer,
    RhythmIn,
    check_in_out,
    rhythm_out,
)
from app.checkins.service import draft_to_give, drop_answer, give_answer, read_check_in, take_back, write_answer
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.second_look import Part, Sending, look_twice

router = Doors(prefix="/couples/{couple_id}", tags=["check-ins"])

View = Annotated[Literal["shared", "own"], Query(description="`own`: your answers that nobody else has seen, instead.")]
CycleName = Annotated[str, Path(description="The day on which the week begins, or `current`.")]


@router.get(
    "/check-ins", operation_id="listCheckIns", summary="Weeks that both answered", responses=problems(400, 401, 404)
)
async def get_check_ins(
    couple_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    view: View = "shared",
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[CheckInOut]:
    """List check-ins, the newest first. What only one of the two answered is in nobody's list but their `own`."""
    listed, at, keyring = (list_own if view == "own" else list_shared), resources.clock.now(), resources.keyring
    found = await resources.database.read(
        lambda db: listed(db, actor, couple_id=couple_id, keyring=keyring, at=at, limit=limit, cursor=cursor)
    )
    return page_of(found, check_in_out)


@router.get("/check-ins/{cycle}", operation_id="readCheckIn", summary="One week", responses=problems(401, 404))
async def get_check_in(couple_id: str, cycle: CycleName, actor: ActorDep, resources: ResourcesDep) -> CheckInAnswer:
    """Read one week: your own answer, and the other's once both of you gave yours.

    Until then nothing tells whether the other has begun or answered.
    """
    at, keyring = resources.clock.now(), resources.keyring
    found = await resources.database.read(
        lambda db: read_check_in(db, actor, couple_id=couple_id, name=cycle, keyring=keyring, at=at)
    )
    return CheckInAnswer(check_in=check_in_out(found))


@router.put(
    "/check-ins/{cycle}/answer",
    operation_id="writeCheckInAnswer",
    summary="Keep your answer as a draft",
    responses=problems(401, 404, 409),
)
async def put_answer(
    couple_id: str, cycle: CycleName, body: AnswerIn, actor: ActorDep, resources: ResourcesDep
) -> CheckInAnswer:
    """Keep a draft for yourself, whole, in place of what was there. An empty one forgets it."""
    at, keyring, ids = resources.clock.now(), resources.keyring, resources.ids
    found = await resources.database.write(
        lambda uow: write_answer(
            uow, actor, couple_id=couple_id, name=cycle, answer=body.answer(), keyring=keyring, ids=ids, at=at
        )
    )
    return CheckInAnswer(check_in=check_in_out(found))


@router.delete(
    "/check-ins/{cycle}/answer",
    operation_id="dropCheckInAnswer",
    summary="Forget your answer",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404, 409),
)
async def delete_answer(couple_id: str, cycle: CycleName, actor: ActorDep, resources: ResourcesDep) -> None:
    """Forget an answer that is not shared, also when its week is over. Doing it twice is no error."""
    at = resources.clock.now()
    await resources.database.write(lambda uow: drop_answer(uow, actor, couple_id=couple_id, name=cycle, at=at))


@router.post(
    "/check-ins/{cycle}/answer/give",
    operation_id="giveCheckInAnswer",
    summary="Give your answer",
    responses=problems(401, 404, 409),
)
async def post_give(
    couple_id: str,
    cycle: CycleName,
    actor: ActorDep,
    resources: ResourcesDep,
    body: Annotated[GiveIn | None, Body()] = None,
) -> CheckInAnswer:
    """Give your answer for this week. Once both gave theirs, both can read both.

    A concern needs a request. The coach looks at the words first: `held_hard` does not go, `held_for_review` comes
    back once, and goes with its id in `acknowledge_hint`.
    """
    at, keyring = resources.clock.now(), resources.keyring
    draft = await resources.database.read(
        lambda db: draft_to_give(db, actor, couple_id=couple_id, name=cycle, keyring=keyring, at=at)
    )
    sending = Sending(
        actor.account_id,
        about=f"check-in/{couple_id}/{draft.name}",
        locale=draft.locale,
        acknowledged=body.acknowledge_hint if body else None,
    )
    look_twice(_parts(draft.answer), sending, keyed=resources.keyed_hash("review"))
    found = await resources.database.write(
        lambda uow: give_answer(
            uow, actor, couple_id=couple_id, name=cycle, revision=draft.revision, keyring=keyring, at=at
        )
    )
    return CheckInAnswer(check_in=check_in_out(found))


@router.post(
    "/check-ins/{cycle}/answer/take-back",
    operation_id="takeBackCheckInAnswer",
    summary="Take your answer back",
    responses=problems(401, 404, 409),
)
async def post_take_back(couple_id: str, cycle: CycleName, actor: ActorDep, resources: ResourcesDep) -> CheckInAnswer:
    """Make your answer a draft again, while the other has not given theirs. Nobody learns that it was given."""
    at, keyring = resources.clock.now(), resources.keyring
    found = await resources.database.write(
        lambda uow: take_back(uow, actor, couple_id=couple_id, name=cycle, keyring=keyring, at=at)
    )
    return CheckInAnswer(check_in=check_in_out(found))


@router.get(
    "/check-in-rhythm", operation_id="readCheckInRhythm", summary="When your weeks begin", responses=problems(401, 404)
)
async def get_rhythm(couple_id: str, actor: ActorDep, resources: ResourcesDep) -> RhythmAnswer:
    """Read on which day your week begins, and where its midnight is: Monday in UTC, until you choose."""
    at = resources.clock.now()
    return RhythmAnswer(
        rhythm=rhythm_out(*await resources.database.read(lambda db: read_rhythm(db, actor, couple_id=couple_id, at=at)))
    )


@router.put(
    "/check-in-rhythm",
    operation_id="chooseCheckInRhythm",
    summary="Choose when your weeks begin",
    responses=problems(401, 404, 409),
)
async def put_rhythm(couple_id: str, body: RhythmIn, actor: ActorDep, resources: ResourcesDep) -> RhythmAnswer:
    """Choose for both. The present week is not cut short: it goes on to the chosen day after its usual end."""
    at = resources.clock.now()
    return RhythmAnswer(
        rhythm=rhythm_out(
            *await resources.database.write(
                lambda uow: choose_rhythm(
                    uow, actor, couple_id=couple_id, weekday=body.weekday, timezone=body.timezone, at=at
                )
            )
        )
    )


def _parts(answer: Answer) -> list[Part]:
    """The words in their fields; a concern and its request are read as a speaker's, the rest as free words."""
    concern = answer.concern
    return [
        *(Part(f"appreciations/{place}", text) for place, text in enumerate(answer.appreciations)),
        Part("how_we_are", answer.how_we_are or ""),
        Part("concern/about", concern.about if concern else "", "speaker"),
        Part("concern/request", (concern.request if concern else None) or "", "speaker"),
        Part("plan", answer.plan or ""),
        Part("hope", answer.hope or ""),
    ]
