"""Crossings over HTTP: read, have the coach look, run one transaction, draw the answer. No rule lives here."""

from typing import Annotated

from fastapi import Query, status

from app.accounts.actor import Actor
from app.accounts.authentication import ActorDep, ResourcesDep
from app.crossings import acting
from app.crossings.acting import Desk
from app.crossings.lifecycle import Redress
from app.crossings.opening import is_opening
from app.crossings.own_limits import list_own_limits
from app.crossings.reading import list_crossings, read_crossing
from app.crossings.schemas import (
    CrossingAnswer,
    CrossingOut,
    OwnLimitOut,
    PrivateCheckIn,
    RedressIn,
    ReportIn,
    ShareIn,
    VersionIn,
    ViewIn,
    crossing_out,
    own_limit_out,
)
from app.crossings.words import Note
from app.doors import Doors
from app.errors import FieldError, Invalid
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.resources import Resources
from app.second_look import Part, Sending, look_twice
from app.security.rate_limit import CROSSING

router = Doors(prefix="/couples/{couple_id}/crossings", tags=["crossings"])
own = Doors(prefix="/couples/{couple_id}", tags=["crossings"])

About = Annotated[str | None, Query(max_length=64, description="Only those about this agreement.")]


@router.get("", operation_id="listCrossings", summary="Crossings you may see", responses=problems(400, 401, 404))
async def get_crossings(
    couple_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    agreement: About = None,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[CrossingOut]:
    """List what was shared, and your own private notes; the newest first. The other's notes are not here."""
    at, keyring = resources.clock.now(), resources.keyring
    found = await resources.database.read(
        lambda db: list_crossings(
            db,
            actor,
            couple_id=couple_id,
            keyring=keyring,
            at=at,
            agreement_id=agreement,
            limit=limit,
            cursor=cursor,
        )
    )
    return page_of(found, crossing_out)


@router.post(
    "",
    operation_id="reportCrossing",
    summary="Write down a crossing, for yourself",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 404, 409, 429),
)
async def post_crossing(couple_id: str, body: ReportIn, actor: ActorDep, resources: ResourcesDep) -> CrossingAnswer:
    """Keep a private note about an agreement that counts now: a limit, a promise, or a base agreement.

    Nothing is sent, and nothing that the other can see changes. Sharing is another step, and yours alone.
    """
    await resources.limiter.hit(CROSSING, actor.account_id)
    desk, note = _desk(actor, resources, couple_id), Note(body.note, body.raise_together)
    shown = await resources.database.write(
        lambda uow: acting.report(uow, desk, agreement_id=body.agreement, note=note, ids=resources.ids)
    )
    return CrossingAnswer(crossing=crossing_out(shown))


@router.get("/{crossing_id}", operation_id="readCrossing", summary="One crossing", responses=problems(401, 404))
async def get_crossing(couple_id: str, crossing_id: str, actor: ActorDep, resources: ResourcesDep) -> CrossingAnswer:
    """Read one crossing: a shared one, or a note of your own."""
    at, keyring = resources.clock.now(), resources.keyring
    shown = await resources.database.read(
        lambda db: read_crossing(db, actor, couple_id=couple_id, crossing_id=crossing_id, keyring=keyring, at=at)
    )
    return CrossingAnswer(crossing=crossing_out(shown))


@router.delete(
    "/{crossing_id}",
    operation_id="forgetCrossing",
    summary="Delete a private note",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404, 409),
)
async def delete_crossing(couple_id: str, crossing_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """Delete a note of your own that nobody else has seen, also after you parted. What was shared stays: `not_now`."""
    await resources.database.write(lambda uow: acting.forget(uow, actor, couple_id=couple_id, crossing_id=crossing_id))


@router.post(
    "/{crossing_id}/private-check",
    operation_id="answerPrivateCheck",
    summary="Is it safe to raise this together?",
    responses=problems(401, 404, 409),
)
async def post_private_check(
    couple_id: str, crossing_id: str, body: PrivateCheckIn, actor: ActorDep, resources: ResourcesDep
) -> CrossingAnswer:
    """Answer the private question, as often as you like until you share it. Whatever you answer, nothing is sent."""
    desk = _desk(actor, resources, couple_id)
    shown = await resources.database.write(
        lambda uow: acting.answer(uow, desk, crossing_id=crossing_id, together=body.raise_together)
    )
    return CrossingAnswer(crossing=crossing_out(shown))


@router.post(
    "/{crossing_id}/share",
    operation_id="shareCrossing",
    summary="Raise it with your partner",
    responses=problems(401, 404, 409),
)
async def post_share(
    couple_id: str, crossing_id: str, body: ShareIn, actor: ActorDep, resources: ResourcesDep
) -> CrossingAnswer:
    """Raise it, after a `yes` to the private question, with a question or a sentence about yourself (`locked` before).

    The coach reads the text first: `held_for_review` once, `held_hard` for threats and contempt. Your note stays yours.
    """
    desk = _desk(actor, resources, couple_id)
    locale = await resources.database.read(lambda db: acting.locale_of_reporter(db, desk, crossing_id))
    if not is_opening(body.text, body.form, locale=locale):
        raise Invalid(FieldError("/body/text", f"not_a_{body.form}" if body.form == "question" else "not_about_you"))
    parts = (Part("text", body.text, stage="speaker"),)
    _looked_at(resources, actor, parts, about=f"{crossing_id} share", locale=locale, hint=body.acknowledge_hint)
    hours = body.offer_repair_for_hours
    shown = await resources.database.write(
        lambda uow: acting.share(uow, desk, crossing_id=crossing_id, opening=body.text, hours=hours)
    )
    return CrossingAnswer(crossing=crossing_out(shown))


@router.put(
    "/{crossing_id}/view",
    operation_id="addCrossingView",
    summary="Say how it was for you",
    responses=problems(401, 404, 409),
)
async def put_view(
    couple_id: str, crossing_id: str, body: ViewIn, actor: ActorDep, resources: ResourcesDep
) -> CrossingAnswer:
    """Put your own view beside what was raised with you. Both views stand; nobody decides between them."""
    desk = _desk(actor, resources, couple_id)
    locale = await resources.database.read(lambda db: acting.locale_of_reader(db, desk, crossing_id))
    parts = (Part("text", body.text, stage="speaker"),)
    _looked_at(resources, actor, parts, about=f"{crossing_id} view", locale=locale, hint=body.acknowledge_hint)
    shown = await resources.database.write(
        lambda uow: acting.add_view(uow, desk, crossing_id=crossing_id, text=body.text)
    )
    return CrossingAnswer(crossing=crossing_out(shown))


@router.post(
    "/{crossing_id}/redress",
    operation_id="proposeRedress",
    summary="Propose what would answer it",
    responses=problems(401, 404, 409),
)
async def post_redress(
    couple_id: str, crossing_id: str, body: RedressIn, actor: ActorDep, resources: ResourcesDep
) -> CrossingAnswer:
    """Put a redress forward: what, by when, and what it answers. It counts when both accepted these words."""
    desk = _desk(actor, resources, couple_id)
    locale = await resources.database.read(lambda db: acting.locale_of_reader(db, desk, crossing_id))
    parts = (Part("what", body.what), Part("answers", body.answers))
    _looked_at(resources, actor, parts, about=f"{crossing_id} redress", locale=locale, hint=body.acknowledge_hint)
    redress = Redress(what=body.what, answers=body.answers, by=body.by)
    shown = await resources.database.write(
        lambda uow: acting.propose(uow, desk, crossing_id=crossing_id, redress=redress, ids=resources.ids)
    )
    return CrossingAnswer(crossing=crossing_out(shown))


@router.post(
    "/{crossing_id}/redress/accept",
    operation_id="acceptRedress",
    summary="Accept the newest redress",
    responses=problems(401, 404, 409),
)
async def post_accept(
    couple_id: str, crossing_id: str, body: VersionIn, actor: ActorDep, resources: ResourcesDep
) -> CrossingAnswer:
    """Say yes to exactly these words. `wrong_version` when there are newer ones."""
    desk = _desk(actor, resources, couple_id)
    shown = await resources.database.write(
        lambda uow: acting.accept(uow, desk, crossing_id=crossing_id, version=body.version)
    )
    return CrossingAnswer(crossing=crossing_out(shown))


@router.post(
    "/{crossing_id}/redress/done",
    operation_id="finishRedress",
    summary="Say that the redress is done",
    responses=problems(401, 404, 409),
)
async def post_done(
    couple_id: str, crossing_id: str, body: VersionIn, actor: ActorDep, resources: ResourcesDep
) -> CrossingAnswer:
    """Say, for yourself, that what both accepted is done. It is done when both of you say so; there is no hurry."""
    desk = _desk(actor, resources, couple_id)
    shown = await resources.database.write(
        lambda uow: acting.finish(uow, desk, crossing_id=crossing_id, version=body.version)
    )
    return CrossingAnswer(crossing=crossing_out(shown))


@router.post(
    "/{crossing_id}/renew",
    operation_id="renewAfterCrossing",
    summary="Sign the agreement again",
    responses=problems(401, 404, 409),
)
async def post_renew(
    couple_id: str, crossing_id: str, body: VersionIn, actor: ActorDep, resources: ResourcesDep
) -> CrossingAnswer:
    """Sign again the version of the agreement that counts now: the same one, or a newer one that both agreed on.

    It is renewed when both did; a personal limit is its owner's alone to sign. Letting the agreement go instead is
    `endAgreement`, for either alone, at any time.
    """
    desk = _desk(actor, resources, couple_id)
    shown = await resources.database.write(
        lambda uow: acting.renew(uow, desk, crossing_id=crossing_id, version=body.version)
    )
    return CrossingAnswer(crossing=crossing_out(shown))


@own.get("/own-limits", operation_id="listOwnLimits", summary="Your own limits", responses=problems(400, 401, 404))
async def get_own_limits(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[OwnLimitOut]:
    """List your own personal limits with how often you wrote down, in the last 90 days, that one was crossed.

    It is counted from your own notes, and for you alone.
    """
    at = resources.clock.now()
    found = await resources.database.read(
        lambda db: list_own_limits(db, actor, couple_id=couple_id, at=at, limit=limit, cursor=cursor)
    )
    return page_of(found, own_limit_out)


def _desk(actor: Actor, resources: Resources, couple_id: str) -> Desk:
    return Desk(actor, couple_id, resources.keyring, resources.clock.now())


def _looked_at(
    resources: Resources, actor: Actor, parts: tuple[Part, ...], *, about: str, locale: str, hint: str | None
) -> None:
    sending = Sending(actor.account_id, about=about, locale=locale, acknowledged=hint)
    look_twice(parts, sending, keyed=resources.keyed_hash("review"))
