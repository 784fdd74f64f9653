"""What a therapist reads of a couple, over HTTP: one look each, drawn by the feature's own form. No rule lives here."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar

from fastapi import Query

from app.accountability.onlooking import list_shared_records, list_shared_updates, read_shared_record
from app.accountability.schemas import ProgressUpdateOut, SharedAccountabilityOut, shared_accountability_out, update_out
from app.accountability.stored import Place
from app.accounts.authentication import ActorDep, ResourcesDep
from app.agreements.onlooking import list_agreed, list_agreed_versions, read_agreed
from app.agreements.schemas import AgreementAnswer, AgreementOut, WordingOut, agreement_out, wording_out
from app.caseload.looking import Look, Sight, look
from app.caseload.schemas import (
    AccountabilityInCareAnswer,
    TalkInCareOut,
    TranscriptInCareAnswer,
    talk_out,
    transcript_out,
)
from app.checkins.onlooking import list_answered
from app.checkins.schemas import SharedCheckInOut, shared_check_in_out
from app.clock import wire_now
from app.doors import Doors
from app.guard.declared import problems
from app.keeping.onlooking import list_shared_occurrences
from app.keeping.reading import Asked
from app.keeping.schemas import SharedOccurrenceOut, shared_occurrence_out
from app.pagination import Cursor, Limit, Page, page_of
from app.resources import Resources
from app.sessions.onlooking import list_talks, read_talk, talks_going_on_at

router = Doors(prefix="/couples-in-care/{couple_id}", tags=["therapists"])

T = TypeVar("T")
From = Annotated[date | None, Query(alias="from", description="The first day; a week ago without it.")]
To = Annotated[date | None, Query(description="The last day; in two weeks without it. At most 92 days in all.")]
About = Annotated[str | None, Query(max_length=64, description="Only those of this agreement.")]
LISTED = problems(400, 401, 404)
READ = problems(401, 404)


@router.get("/sessions", operation_id="listTalksInCare", summary="Their talks since they said yes", responses=LISTED)
async def get_talks(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[TalkInCareOut]:
    """List the talks that began since both said yes and are over, the newest first. Needs the scope `transcripts`."""
    one = Look(actor, couple_id, "transcripts", "talks", wire_now(resources.clock))
    found = await _look(resources, one, lambda sight: list_talks(sight.db, sight.onlooker, limit=limit, cursor=cursor))
    return page_of(found, talk_out)


@router.get(
    "/sessions/{session_id}/transcript",
    operation_id="readTranscriptInCare",
    summary="What both sent in one talk",
    responses=READ,
)
async def get_transcript(
    couple_id: str, session_id: str, actor: ActorDep, resources: ResourcesDep
) -> TranscriptInCareAnswer:
    """Read what was sent in one talk. Purpose and agreements need `agreements` too, ownership `accountability`.

    Times are to the minute. Who paused, who needed more time and whose line was bad is in nobody's transcript.
    """
    one = Look(actor, couple_id, "transcripts", "talk", wire_now(resources.clock), session_id)
    found = await _look(
        resources,
        one,
        lambda sight: read_talk(sight.db, sight.onlooker, session_id, about=sight.subjects, keyring=resources.keyring),
    )
    return TranscriptInCareAnswer(transcript=transcript_out(found))


@router.get("/agreements", operation_id="listAgreementsInCare", summary="What the two agreed on", responses=LISTED)
async def get_agreements(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[AgreementOut]:
    """List what both said yes to, and limits that their owner shows, the newest first. Needs the scope `agreements`.

    What is only put forward stays between the two.
    """
    at, keyring = wire_now(resources.clock), resources.keyring
    found = await _look(
        resources,
        Look(actor, couple_id, "agreements", "agreements", at),
        lambda sight: list_agreed(
            sight.db, sight.onlooker, keyring=keyring, today=at.date(), limit=limit, cursor=cursor
        ),
    )
    return page_of(found, agreement_out)


@router.get("/agreements/{agreement_id}", operation_id="readAgreementInCare", summary="One agreement", responses=READ)
async def get_agreement(couple_id: str, agreement_id: str, actor: ActorDep, resources: ResourcesDep) -> AgreementAnswer:
    """Read one agreement that counts between the two, or counted once."""
    at, keyring = wire_now(resources.clock), resources.keyring
    found = await _look(
        resources,
        Look(actor, couple_id, "agreements", "agreement", at, agreement_id),
        lambda sight: read_agreed(sight.db, sight.onlooker, agreement_id, keyring=keyring, today=at.date()),
    )
    return AgreementAnswer(agreement=agreement_out(found))


@router.get(
    "/agreements/{agreement_id}/versions",
    operation_id="listAgreementVersionsInCare",
    summary="Every version that counted",
    responses=LISTED,
)
async def get_versions(
    couple_id: str,
    agreement_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[WordingOut]:
    """List the wordings that counted, the newest first; none from before the two said yes to your reading."""
    keyring = resources.keyring
    found = await _look(
        resources,
        Look(actor, couple_id, "agreements", "agreement_versions", wire_now(resources.clock), agreement_id),
        lambda sight: list_agreed_versions(
            sight.db, sight.onlooker, agreement_id, keyring=keyring, limit=limit, cursor=cursor
        ),
    )
    return page_of(found, wording_out)


@router.get(
    "/accountability",
    operation_id="listAccountabilitiesInCare",
    summary="What was taken on in talks",
    responses=LISTED,
)
async def get_records(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[SharedAccountabilityOut]:
    """List the records of talks, the newest first, as both see them. Needs the scope `accountability`."""
    keyring = resources.keyring
    found = await _look(
        resources,
        Look(actor, couple_id, "accountability", "accountabilities", wire_now(resources.clock)),
        lambda sight: list_shared_records(
            sight.db,
            sight.onlooker,
            but_of=_older(sight),
            keyring=keyring,
            at=sight.at,
            limit=limit,
            cursor=cursor,
        ),
    )
    return page_of(found, shared_accountability_out)


@router.get(
    "/accountability/{accountability_id}",
    operation_id="readAccountabilityInCare",
    summary="One record",
    responses=READ,
)
async def get_record(
    couple_id: str, accountability_id: str, actor: ActorDep, resources: ResourcesDep
) -> AccountabilityInCareAnswer:
    """Read what was told, taken on, planned and answered in one talk, and nobody's own yes to settling."""
    place, keyring = Place(couple_id, accountability_id), resources.keyring
    found = await _look(
        resources,
        Look(actor, couple_id, "accountability", "accountability", wire_now(resources.clock), accountability_id),
        lambda sight: read_shared_record(
            sight.db, sight.onlooker, place, but_of=_older(sight), keyring=keyring, at=sight.at
        ),
    )
    return AccountabilityInCareAnswer(accountability=shared_accountability_out(found))


@router.get(
    "/accountability/{accountability_id}/steps/{prevention_step_id}/updates",
    operation_id="listProgressUpdatesInCare",
    summary="How a step went",
    responses=LISTED,
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
    """List the updates of a step, the newest first, as both see them."""
    place, keyring = Place(couple_id, accountability_id, prevention_step_id), resources.keyring
    found = await _look(
        resources,
        Look(actor, couple_id, "accountability", "progress_updates", wire_now(resources.clock), prevention_step_id),
        lambda sight: list_shared_updates(
            sight.db,
            sight.onlooker,
            place,
            but_of=_older(sight),
            keyring=keyring,
            at=sight.at,
            limit=limit,
            cursor=cursor,
        ),
    )
    return page_of(found, update_out)


@router.get("/check-ins", operation_id="listCheckInsInCare", summary="Weeks that both answered", responses=LISTED)
async def get_check_ins(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[SharedCheckInOut]:
    """List the weeks that both answered, the newest first. Needs the scope `check_ins`.

    A week that one of them answered is not there; nor is one that had begun before both said yes to your reading.
    """
    keyring = resources.keyring
    found = await _look(
        resources,
        Look(actor, couple_id, "check_ins", "check_ins", wire_now(resources.clock)),
        lambda sight: list_answered(sight.db, sight.onlooker, keyring=keyring, at=sight.at, limit=limit, cursor=cursor),
    )
    return page_of(found, shared_check_in_out)


@router.get("/keeping", operation_id="listKeepingInCare", summary="What came round", responses=LISTED)
async def get_keeping(
    couple_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    from_: From = None,
    to: To = None,
    agreement: About = None,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[SharedOccurrenceOut]:
    """List the times of promises and rituals, and what was said of each. Needs the scope `keeping`.

    There are no figures: nobody counts or compares the two.
    """
    keyring, asked = resources.keyring, Asked(from_, to, agreement)
    found = await _look(
        resources,
        Look(actor, couple_id, "keeping", "occurrences", wire_now(resources.clock)),
        lambda sight: list_shared_occurrences(
            sight.db, sight.onlooker, keyring=keyring, at=sight.at, asked=asked, limit=limit, cursor=cursor
        ),
    )
    return page_of(found, shared_occurrence_out)


async def _look(resources: Resources, one: Look, read: Callable[[Sight], T]) -> T:
    # A write, although it reads: what was read and that it was read are one transaction (attack test 22).
    return await resources.database.write(lambda uow: look(uow, one, read, ids=resources.ids))


def _older(sight: Sight) -> frozenset[str]:
    return talks_going_on_at(sight.db, sight.onlooker.couple_id, sight.onlooker.since)
