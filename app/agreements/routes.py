"""Agreements over HTTP: begin one, read it, reword it. One transaction for each request, and no rule lives here."""

from dataclasses import replace
from typing import Annotated

from fastapi import Query, Response

from app.accounts.actor import Actor
from app.accounts.authentication import ActorDep, ResourcesDep
from app.agreements.annotating import Annotations
from app.agreements.bodies import ProposalIn, RewordingIn, TermsIn
from app.agreements.coaching import Note, read_through
from app.agreements.drafts import spoken, words_are_private
from app.agreements.lifecycle import AgreementState
from app.agreements.proposing import Proposal, Rewording, begin, discard, reword
from app.agreements.reading import Agreed, Narrowed, list_agreements, list_versions, read_agreement
from app.agreements.schemas import (
    AgreementAnswer,
    AgreementOut,
    ProposalAnswer,
    WordingOut,
    agreement_out,
    notes_out,
    wording_out,
)
from app.agreements.terms import AgreementKind, Terms
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.resources import Resources

router = Doors(prefix="/couples/{couple_id}/agreements", tags=["agreements"])

State = Annotated[AgreementState | None, Query(description="Only those in this state.")]
Kind = Annotated[AgreementKind | None, Query(description="Only those of this kind.")]


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
    """List agreements of every kind, the newest first. Both partners see the same, and each their own drafts."""
    today, keyring, narrowed = resources.clock.now().date(), resources.keyring, Narrowed(state, kind)
    found, raised = await resources.database.read(
        lambda db: (
            list_agreements(
                db,
                actor,
                couple_id=couple_id,
                keyring=keyring,
                today=today,
                narrowed=narrowed,
                limit=limit,
                cursor=cursor,
            ),
            resources.hooks.of(Annotations).of(db, couple_id),
        )
    )
    return Page(
        data=[agreement_out(replace(one, raised=raised.get(one.id))) for one in found.items],
        next_cursor=found.next_cursor,
        has_more=found.has_more,
    )


@router.post(
    "", operation_id="proposeAgreement", summary="Propose an agreement", status_code=201,
    responses=problems(401, 404, 409),
)  # fmt: skip
async def post_agreement(couple_id: str, body: ProposalIn, actor: ActorDep, resources: ResourcesDep) -> ProposalAnswer:
    """Put terms before both, or keep them as a draft. Proposing is your own yes; a shared one counts after both.

    A limit of your own counts at once, needs nobody's yes, and is read by the other only if you say so.
    """
    at = resources.clock.now()
    terms, language = await _spoken(resources, actor, couple_id, body.terms)
    personal_alone = terms.scope == "personal" and not body.shared_with_partner
    notes = () if body.draft or personal_alone else read_through(terms.words, language=language)
    agreement_id = await resources.database.write(
        lambda uow: begin(
            uow,
            actor,
            couple_id=couple_id,
            proposal=Proposal(terms, draft=body.draft, shared_with_partner=body.shared_with_partner),
            keyring=resources.keyring,
            ids=resources.ids,
            at=at,
        )
    )
    return _proposal(await read(resources, actor, couple_id, agreement_id), notes)


@router.get("/{agreement_id}", operation_id="readAgreement", summary="One agreement", responses=problems(401, 404))
async def get_agreement(couple_id: str, agreement_id: str, actor: ActorDep, resources: ResourcesDep) -> AgreementAnswer:
    """Read one agreement of a couple you belong to."""
    return AgreementAnswer(agreement=agreement_out(await read(resources, actor, couple_id, agreement_id)))


@router.delete(
    "/{agreement_id}", operation_id="discardDraft", summary="Throw a draft away", status_code=204,
    responses=problems(401, 404, 409),
)  # fmt: skip
async def delete_draft(couple_id: str, agreement_id: str, actor: ActorDep, resources: ResourcesDep) -> Response:
    """Delete a draft of your own. What both have seen is ended instead."""
    await resources.database.write(lambda uow: discard(uow, actor, couple_id=couple_id, agreement_id=agreement_id))
    return Response(status_code=204)


@router.get(
    "/{agreement_id}/versions", operation_id="listAgreementVersions", summary="Every version of an agreement",
    responses=problems(400, 401, 404),
)  # fmt: skip
async def get_versions(
    couple_id: str,
    agreement_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[WordingOut]:
    """List the wordings there were, the newest first. Each `link` chains a version to the one before it."""
    found = await resources.database.read(
        lambda db: list_versions(
            db,
            actor,
            couple_id=couple_id,
            agreement_id=agreement_id,
            keyring=resources.keyring,
            limit=limit,
            cursor=cursor,
        )
    )
    return page_of(found, wording_out)


@router.post(
    "/{agreement_id}/versions", operation_id="rewordAgreement", summary="Propose other words", status_code=201,
    responses=problems(401, 404, 409),
)  # fmt: skip
async def post_version(
    couple_id: str, agreement_id: str, body: RewordingIn, actor: ActorDep, resources: ResourcesDep
) -> ProposalAnswer:
    """Add a version that nobody has said yes to yet, you included. What counts goes on counting until both have."""
    at = resources.clock.now()
    terms, language = await _spoken(resources, actor, couple_id, body.terms)
    private = await resources.database.read(
        lambda db: words_are_private(db, actor, couple_id=couple_id, agreement_id=agreement_id)
    )
    notes = () if private else read_through(terms.words, language=language)
    await resources.database.write(
        lambda uow: reword(
            uow,
            actor,
            couple_id=couple_id,
            agreement_id=agreement_id,
            rewording=Rewording(body.replaces, terms),
            keyring=resources.keyring,
            ids=resources.ids,
            at=at,
        )
    )
    return _proposal(await read(resources, actor, couple_id, agreement_id), notes)


async def read(resources: Resources, actor: Actor, couple_id: str, agreement_id: str) -> Agreed:
    agreed, raised = await resources.database.read(
        lambda db: (
            read_agreement(
                db,
                actor,
                couple_id=couple_id,
                agreement_id=agreement_id,
                keyring=resources.keyring,
                today=resources.clock.now().date(),
            ),
            resources.hooks.of(Annotations).of(db, couple_id),
        )
    )
    return replace(agreed, raised=raised.get(agreed.id))


def _proposal(agreed: Agreed, notes: tuple[Note, ...]) -> ProposalAnswer:
    return ProposalAnswer(agreement=agreement_out(agreed), notes=notes_out(notes))


async def _spoken(resources: Resources, actor: Actor, couple_id: str, sent: TermsIn) -> tuple[Terms, str]:
    """Return the terms as these two are meant, and the language that their author writes in."""
    return await resources.database.read(
        lambda db: spoken(db, actor, couple_id=couple_id, terms=sent.terms, keyring=resources.keyring)
    )
