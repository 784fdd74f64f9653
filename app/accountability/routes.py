"""Accountability over HTTP: ask the coach, run one transaction, draw the answer. No rule lives here."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Body, status

from app.accountability import acts
from app.accountability.kinds import Reply
from app.accountability.reading import list_records, list_updates, read_record
from app.accountability.schemas import (
    AccountabilityAnswer,
    AccountabilityOut,
    ProgressUpdateAnswer,
    ProgressUpdateOut,
    ReplyIn,
    Reviewed,
    SettleIn,
    SmallerIn,
    UpdateIn,
    accountability_out,
    answer_out,
    update_out,
)
from app.accountability.stored import Place
from app.accounts.actor import Actor
from app.accounts.authentication import ActorDep, ResourcesDep
from app.clock import wire_now
from app.couples.schemas import NothingIn
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.resources import Resources
from app.second_look import Part, Sending, look_twice
from app.security.rate_limit import PROGRESS_WORDS

router = Doors(prefix="/couples/{couple_id}/accountabilities", tags=["accountability"])
Nothing = Annotated[NothingIn | None, Body()]
STEP = "/{accountability_id}/steps/{prevention_step_id}"


@router.get(
    "", operation_id="listAccountabilities", summary="What was taken on in talks", responses=problems(400, 401, 404)
)
async def get_records(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[AccountabilityOut]:
    """List the records of the two of you, the newest first, each as you may see it."""
    at, keyring = wire_now(resources.clock), resources.keyring
    found = await resources.database.read(
        lambda db: list_records(db, actor, couple_id=couple_id, keyring=keyring, at=at, limit=limit, cursor=cursor)
    )
    return Page(
        data=[accountability_out(one, couple_id) for one in found.items],
        next_cursor=found.next_cursor,
        has_more=found.has_more,
    )


@router.get(
    "/{accountability_id}", operation_id="readAccountability", summary="One record", responses=problems(401, 404)
)
async def get_record(
    couple_id: str, accountability_id: str, actor: ActorDep, resources: ResourcesDep
) -> AccountabilityAnswer:
    """Read one record: what was told, taken on, planned and answered, and how it stands."""
    at, keyring = wire_now(resources.clock), resources.keyring
    shown = await resources.database.read(
        lambda db: read_record(db, actor, Place(couple_id, accountability_id), keyring=keyring, at=at)
    )
    return answer_out(shown, couple_id)


@router.put(
    "/{accountability_id}/reply",
    operation_id="replyToAccountability",
    summary="Change your answer",
    responses=problems(401, 404, 409, 429),
)
async def put_reply(
    couple_id: str, accountability_id: str, body: ReplyIn, actor: ActorDep, resources: ResourcesDep
) -> AccountabilityAnswer:
    """Change your answer to an apology, whenever and as often as you like. It is the hurt person's: else `not_now`."""
    place, setting = Place(couple_id, accountability_id), _setting(resources)
    parts = [Part("still_needed", body.still_needed, hard_only=True)] if body.still_needed else []
    await _review(resources, actor, place, body, parts, act=body.reply, setting=setting)
    shown = await resources.database.write(
        lambda uow: acts.answer(uow, actor, place, reply=body.reply, still_needed=body.still_needed, setting=setting)
    )
    return answer_out(shown, couple_id)


@router.get(
    STEP + "/updates",
    operation_id="listProgressUpdates",
    summary="How a step went",
    responses=problems(400, 401, 404),
)
async def get_updates(
    couple_id: str,
    accountability_id: str,
    prevention_step_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[ProgressUpdateOut]:
    """List the updates of a step, the newest first. Both see the same."""
    at, keyring, place = (
        wire_now(resources.clock),
        resources.keyring,
        Place(couple_id, accountability_id, prevention_step_id),
    )
    found = await resources.database.read(
        lambda db: list_updates(db, actor, place, keyring=keyring, at=at, limit=limit, cursor=cursor)
    )
    return page_of(found, update_out)


@router.post(
    STEP + "/updates",
    operation_id="giveProgressUpdate",
    summary="Say how a step of yours goes",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 404, 409, 429),
)
async def post_update(
    couple_id: str,
    accountability_id: str,
    prevention_step_id: str,
    body: UpdateIn,
    actor: ActorDep,
    resources: ResourcesDep,
) -> ProgressUpdateAnswer:
    """Say what happened and what is next. Words that excuse come back to you once: `held_for_review`.

    Once the date has passed a next one is needed. A step that was done is taken up again by an update with a date.
    Whoever lost the answer sends the same again with the same `ref`, and is answered with what was stored.
    """
    place, setting = Place(couple_id, accountability_id, prevention_step_id), _setting(resources)
    telling = acts.Telling(body.what_happened, body.what_next, body.new_date, body.ref)
    if telling.ref is not None:
        # Before anything is read by the coach or the rules: what was taken once is not judged again.
        given = await resources.database.read(lambda db: acts.update_given(db, actor, place, telling, setting=setting))
        if given is not None:
            return ProgressUpdateAnswer(update=update_out(given))
    parts = [Part("what_happened", body.what_happened, "update"), Part("what_next", body.what_next, "update")]
    await _review(resources, actor, place, body, parts, act=telling, setting=setting)
    told = await resources.database.write(lambda uow: acts.give_update(uow, actor, place, telling, setting=setting))
    return ProgressUpdateAnswer(update=update_out(told))


@router.post(
    STEP + "/smaller",
    operation_id="makeStepSmaller",
    summary="Make a step of yours smaller",
    responses=problems(401, 404, 409, 429),
)
async def post_smaller(
    couple_id: str,
    accountability_id: str,
    prevention_step_id: str,
    body: SmallerIn,
    actor: ActorDep,
    resources: ResourcesDep,
) -> AccountabilityAnswer:
    """Put a smaller step in the place of one whose date moved twice; until then `not_offered`. Its history stays."""
    place, setting = Place(couple_id, accountability_id, prevention_step_id), _setting(resources)
    rewording = acts.Rewording(body.sign, body.act)
    parts = [Part("if", body.sign, "update"), Part("then", body.act, "update")]
    await _review(resources, actor, place, body, parts, act=rewording, setting=setting)
    shown = await resources.database.write(lambda uow: acts.make_smaller(uow, actor, place, rewording, setting=setting))
    return answer_out(shown, couple_id)


@router.post(
    STEP + "/done", operation_id="markStepDone", summary="Say that a step is done", responses=problems(401, 404, 409)
)
async def post_done(
    couple_id: str,
    accountability_id: str,
    prevention_step_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    _body: Nothing = None,
) -> AccountabilityAnswer:
    """Say that a step of yours is done. Nobody else's word is asked for. Doing it twice is no error."""
    place, setting = Place(couple_id, accountability_id, prevention_step_id), _setting(resources)
    shown = await resources.database.write(lambda uow: acts.mark_done(uow, actor, place, setting=setting))
    return answer_out(shown, couple_id)


@router.put(
    "/{accountability_id}/settle",
    operation_id="settleAccountability",
    summary="Say whether it is settled for you",
    responses=problems(401, 404, 409),
)
async def put_settle(
    couple_id: str, accountability_id: str, body: SettleIn, actor: ActorDep, resources: ResourcesDep
) -> AccountabilityAnswer:
    """Say yes, or take it back. Your partner does not see it before both have said it; then the record is settled.

    Before the first follow-up has passed, and while redress is open, it is `locked`.
    """
    place, setting = Place(couple_id, accountability_id), _setting(resources)
    shown = await resources.database.write(
        lambda uow: acts.settle(uow, actor, place, settled=body.settled, setting=setting)
    )
    return answer_out(shown, couple_id)


@router.post(
    "/{accountability_id}/reopen",
    operation_id="reopenAccountability",
    summary="Open a settled record again",
    responses=problems(401, 404, 409),
)
async def post_reopen(
    couple_id: str, accountability_id: str, actor: ActorDep, resources: ResourcesDep, _body: Nothing = None
) -> AccountabilityAnswer:
    """Open it again, without a reason; either of you may. An open record is answered as it is."""
    place, setting = Place(couple_id, accountability_id), _setting(resources)
    shown = await resources.database.write(lambda uow: acts.reopen(uow, actor, place, setting=setting))
    return answer_out(shown, couple_id)


def _setting(resources: Resources) -> acts.Setting:
    return acts.Setting(resources.keyring, resources.ids, wire_now(resources.clock))


async def _review(
    resources: Resources,
    actor: Actor,
    place: Place,
    body: Reviewed,
    parts: Sequence[Part],
    *,
    act: acts.Telling | acts.Rewording | Reply,
    setting: acts.Setting,
) -> None:
    """Have words read before anything is stored; nothing that would be refused anyway comes back with an opinion."""
    await resources.limiter.hit(PROGRESS_WORDS, actor.account_id)
    language, come = await resources.database.read(
        lambda db: acts.before_words(db, actor, place, act=act, setting=setting)
    )
    # How far it had come is part of what it is about: a hint on one update is none on the next.
    about = f"{place.accountability_id}/{place.step_id}/{type(body).__name__}/{come}"
    sending = Sending(actor.account_id, about, language, acknowledged=body.acknowledged)
    look_twice(parts, sending, keyed=resources.keyed_hash("review"))
