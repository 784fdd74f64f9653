"""Agreements over HTTP: read the request, run one transaction, draw the answer. No rule lives here."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from app.accounts.authentication import ActorDep, ResourcesDep
from app.agreements.lifecycle import AgreementKind, AgreementState
from app.agreements.schemas import AgreementAnswer, AgreementOut, agreement_out
from app.agreements.service import end_agreement, list_agreements, read_agreement
from app.couples.schemas import NothingIn
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page

router = APIRouter(prefix="/couples/{couple_id}/agreements", tags=["agreements"])

State = Annotated[AgreementState | None, Query(description="Only those in this state.")]
Kind = Annotated[AgreementKind | None, Query(description="Only those of this kind.")]

# A body with nothing in it may be left out altogether.
Nothing = Annotated[NothingIn | None, Body()]


@router.get("", operation_id="listAgreements", summary="What the two agreed on", responses=problems(400, 401, 404))
async def get_agreements(
    couple_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    state: State = None,
    kind: Kind = None,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[AgreementOut]:
    """List boundaries and commitments, the newest first. Both partners see the same."""
    found = await resources.database.read(
        lambda db: list_agreements(
            db,
            actor,
            couple_id=couple_id,
            keyring=resources.keyring,
            state=state,
            kind=kind,
            limit=limit,
            cursor=cursor,
        )
    )
    return Page(
        data=[agreement_out(one) for one in found.items], next_cursor=found.next_cursor, has_more=found.has_more
    )


@router.get("/{agreement_id}", operation_id="readAgreement", summary="One agreement", responses=problems(401, 404))
async def get_agreement(couple_id: str, agreement_id: str, actor: ActorDep, resources: ResourcesDep) -> AgreementAnswer:
    """Read one agreement of a couple you belong to."""
    agreed = await resources.database.read(
        lambda db: read_agreement(db, actor, couple_id=couple_id, agreement_id=agreement_id, keyring=resources.keyring)
    )
    return AgreementAnswer(agreement=agreement_out(agreed))


@router.post(
    "/{agreement_id}/end",
    operation_id="endAgreement",
    summary="End your part in an agreement",
    responses=problems(401, 404, 409),
)
async def post_end(
    couple_id: str, agreement_id: str, actor: ActorDep, resources: ResourcesDep, _body: Nothing = None
) -> AgreementAnswer:
    """Take back your yes, at once and without a reason. A shared agreement then no longer counts.

    Doing it twice is no error. The other's own limit is theirs to end: `not_now`.
    """
    agreed = await resources.database.write(
        lambda uow: end_agreement(uow, actor, couple_id=couple_id, agreement_id=agreement_id, keyring=resources.keyring)
    )
    return AgreementAnswer(agreement=agreement_out(agreed))
