"""Occurrences over HTTP: read the request, have the coach look, run one transaction, draw it. No rule lives here."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import Query

from app.accounts.actor import Actor
from app.accounts.authentication import ActorDep, ResourcesDep
from app.database import UnitOfWork
from app.doors import Doors
from app.guard.declared import problems
from app.keeping import acting
from app.keeping.acting import Desk
from app.keeping.lifecycle import Report
from app.keeping.measures import DAYS, LEAST_DAYS, MOST_DAYS
from app.keeping.reading import Asked, Shown, list_occurrences, list_windows, read_occurrence
from app.keeping.schemas import (
    NoticeIn,
    OccurrenceAnswer,
    OccurrenceOut,
    OutcomeIn,
    WindowOut,
    occurrence_out,
    window_out,
)
from app.pagination import Cursor, Limit, Page, page_of
from app.resources import Resources
from app.second_look import Part, Sending, look_twice

router = Doors(prefix="/couples/{couple_id}", tags=["keeping"])

From = Annotated[date | None, Query(alias="from", description="The first day; a week ago without it.")]
To = Annotated[date | None, Query(description="The last day; in two weeks without it. At most 92 days in all.")]
About = Annotated[str | None, Query(max_length=64, description="Only those of this agreement.")]
Days = Annotated[int, Query(ge=LEAST_DAYS, le=MOST_DAYS, description="How many of the last days.")]
ONE = "/occurrences/{occurrence_id}"


@router.get(
    "/occurrences", operation_id="listOccurrences", summary="What comes round", responses=problems(400, 401, 404)
)
async def get_occurrences(
    couple_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    from_: From = None,
    to: To = None,
    agreement: About = None,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[OccurrenceOut]:
    """List the times of promises and rituals, the earliest first. Days on which a ritual rests are not there."""
    at, keyring = resources.clock.now(), resources.keyring
    found = await resources.database.read(
        lambda db: list_occurrences(
            db,
            actor,
            couple_id=couple_id,
            keyring=keyring,
            at=at,
            asked=Asked(from_, to, agreement),
            limit=limit,
            cursor=cursor,
        )
    )
    return page_of(found, occurrence_out)


@router.get(ONE, operation_id="readOccurrence", summary="One occurrence", responses=problems(401, 404))
async def get_occurrence(
    couple_id: str, occurrence_id: str, actor: ActorDep, resources: ResourcesDep
) -> OccurrenceAnswer:
    """Read one time of a promise or a ritual, and what each of you said about your own."""
    at, keyring = resources.clock.now(), resources.keyring
    shown = await resources.database.read(
        lambda db: read_occurrence(db, actor, couple_id=couple_id, occurrence=occurrence_id, keyring=keyring, at=at)
    )
    return OccurrenceAnswer(occurrence=occurrence_out(shown))


@router.put(
    f"{ONE}/report",
    operation_id="reportOccurrence",
    summary="Say how your own went",
    responses=problems(401, 404, 409),
)
async def put_report(
    couple_id: str, occurrence_id: str, body: OutcomeIn, actor: ActorDep, resources: ResourcesDep
) -> OccurrenceAnswer:
    """Say `kept`, `partly` or `missed` of what is yours; of a ritual of both each says it for themselves.

    Saying it again replaces it. Nobody can say it for somebody else: `not_now`.
    """
    said = Report(body.outcome, body.new_date)
    return await _acted(
        resources,
        _desk(actor, resources, couple_id, occurrence_id),
        lambda uow, desk: acting.report(uow, desk, said, revision=body.revision),
    )


@router.put(
    f"{ONE}/excuse",
    operation_id="excuseOccurrence",
    summary="Say that it need not count",
    responses=problems(401, 404, 409),
)
async def put_excuse(couple_id: str, occurrence_id: str, actor: ActorDep, resources: ResourcesDep) -> OccurrenceAnswer:
    """Say that this time need not count. It does not when both of you say so."""
    return await _acted(resources, _desk(actor, resources, couple_id, occurrence_id), acting.excuse)


@router.delete(
    f"{ONE}/excuse",
    operation_id="takeBackExcuse",
    summary="Take that back",
    responses=problems(401, 404, 409),
)
async def delete_excuse(
    couple_id: str, occurrence_id: str, actor: ActorDep, resources: ResourcesDep
) -> OccurrenceAnswer:
    """Take your own wish back; what both have excused stays excused: `not_now`."""
    return await _acted(resources, _desk(actor, resources, couple_id, occurrence_id), acting.take_back_excuse)


@router.put(
    f"{ONE}/noticed",
    operation_id="noticeOccurrence",
    summary="Say that you noticed",
    responses=problems(401, 404, 409),
)
async def put_noticed(
    couple_id: str, occurrence_id: str, body: NoticeIn, actor: ActorDep, resources: ResourcesDep
) -> OccurrenceAnswer:
    """Tell the other that you noticed what they did, with or without words. It is the only mark on another's.

    The coach reads the words first: `held_for_review` once, `held_hard` for threats and contempt.
    """
    desk = _desk(actor, resources, couple_id, occurrence_id)
    locale = await resources.database.read(lambda db: acting.locale_of(db, desk))
    if body.text is not None:
        about = f"{occurrence_id} noticed"
        sending = Sending(actor.account_id, about=about, locale=locale, acknowledged=body.acknowledge_hint)
        look_twice((Part("text", body.text, stage="speaker"),), sending, keyed=resources.keyed_hash("review"))
    return await _acted(resources, desk, lambda uow, desk: acting.notice(uow, desk, text=body.text))


@router.delete(
    f"{ONE}/noticed",
    operation_id="takeBackNoticed",
    summary="Take your note back",
    responses=problems(401, 404, 409),
)
async def delete_noticed(
    couple_id: str, occurrence_id: str, actor: ActorDep, resources: ResourcesDep
) -> OccurrenceAnswer:
    """Take your own note back. There may be none."""
    return await _acted(resources, _desk(actor, resources, couple_id, occurrence_id), acting.take_back_notice)


@router.get("/keeping", operation_id="listKeeping", summary="How often it was kept", responses=problems(400, 401, 404))
async def get_keeping(
    couple_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    days: Days = DAYS,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[WindowOut]:
    """List figures of the last days: of your own promises, and one of what is both's. Never the other's alone."""
    at = resources.clock.now()
    found = await resources.database.read(
        lambda db: list_windows(db, actor, couple_id=couple_id, at=at, days=days, limit=limit, cursor=cursor)
    )
    return page_of(found, window_out)


async def _acted(resources: Resources, desk: Desk, act: Callable[[UnitOfWork, Desk], Shown]) -> OccurrenceAnswer:
    shown = await resources.database.write(lambda uow: act(uow, desk))
    return OccurrenceAnswer(occurrence=occurrence_out(shown))


def _desk(actor: Actor, resources: Resources, couple_id: str, occurrence: str) -> Desk:
    return Desk(actor, couple_id, occurrence, resources.keyring, resources.clock.now())
