"""What a couple lets a therapist see, over HTTP: each partner's own yes, and what was read. No rule lives here."""

from fastapi import status

from app.accounts.actor import Actor
from app.accounts.authentication import ActorDep, ExemptActorDep, ResourcesDep
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.resources import Resources
from app.security.rate_limit import THERAPIST_INVITATION
from app.therapists import linking, reads
from app.therapists.ended import SharingEnded
from app.therapists.linking import Desk
from app.therapists.schemas import (
    ConsentIn,
    ConsentTextsOut,
    PracticeLinkAnswer,
    PracticeLinkOut,
    TherapistInvitationIn,
    TherapistReadOut,
    link_out,
    read_out,
    texts_out,
)

router = Doors(tags=["therapists"])


@router.get(
    "/therapist-consent-texts",
    operation_id="readConsentTexts",
    summary="What you read before you let a therapist in",
    responses=problems(401),
)
async def get_consent_texts(actor: ActorDep) -> ConsentTextsOut:  # noqa: ARG001
    """Read what each scope shows and never shows, what it is for, and what the secrets policies mean."""
    return texts_out()


@router.post(
    "/couples/{couple_id}/therapists",
    operation_id="inviteTherapist",
    summary="Invite a therapist",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 404, 409, 429),
)
async def post_therapist_of_couple(
    couple_id: str, body: TherapistInvitationIn, actor: ActorDep, resources: ResourcesDep
) -> PracticeLinkAnswer:
    """Invite a therapist, and by that say yes yourself. Nothing is shared until your partner and the therapist do too.

    `wrong_version`: the secrets policy or the texts have changed since you read them.
    """
    await resources.limiter.hit(THERAPIST_INVITATION, actor.account_id)
    desk, ids = _desk(actor, resources, couple_id), resources.ids
    shown = await resources.database.write(
        lambda uow: linking.invite(uow, desk, handle=body.handle, yes=body.yes(), ids=ids)
    )
    return PracticeLinkAnswer(link=link_out(shown))


@router.get(
    "/couples/{couple_id}/therapists",
    operation_id="listTherapists",
    summary="Therapists of your couple",
    responses=problems(400, 401, 404),
)
async def get_therapists_of_couple(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[PracticeLinkOut]:
    """List invitations and links, your own yes to each, and what is shared now. Your partner's answer is not here."""
    desk = _desk(actor, resources, couple_id)
    found = await resources.database.read(lambda db: linking.list_links(db, desk, limit=limit, cursor=cursor))
    return page_of(found, link_out)


@router.put(
    "/couples/{couple_id}/therapists/{link_id}/consent",
    operation_id="consentToTherapist",
    summary="Say yes, or change your yes",
    responses=problems(401, 404, 409),
)
async def put_consent(
    couple_id: str, link_id: str, body: ConsentIn, actor: ActorDep, resources: ResourcesDep
) -> PracticeLinkAnswer:
    """Say what you allow and until when. It is shared only if your partner allows it too; neither sees the other's yes.

    `wrong_version`: the secrets policy or the texts have changed since you read them. `ended`: invite them anew.
    """
    desk = _desk(actor, resources, couple_id)
    shown = await resources.database.write(lambda uow: linking.consent(uow, desk, link_id=link_id, yes=body.yes()))
    return PracticeLinkAnswer(link=link_out(shown))


@router.delete(
    "/couples/{couple_id}/therapists/{link_id}/consent",
    operation_id="withdrawConsent",
    summary="Take your yes back at once",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_consent(couple_id: str, link_id: str, actor: ExemptActorDep, resources: ResourcesDep) -> None:
    """Take it back, alone, at once, without a reason. The others learn only that sharing changed."""
    desk = _desk(actor, resources, couple_id)
    await resources.database.write(lambda uow: linking.withdraw(uow, desk, link_id=link_id))


@router.get(
    "/couples/{couple_id}/therapist-reads",
    operation_id="listTherapistReads",
    summary="What therapists have read",
    responses=problems(400, 401, 404),
)
async def get_therapist_reads(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[TherapistReadOut]:
    """List what a therapist has read of the two of you, the newest first. Twice within an hour is one reading."""
    keyring = resources.keyring
    found = await resources.database.read(
        lambda db: reads.list_reads(db, actor, couple_id=couple_id, keyring=keyring, limit=limit, cursor=cursor)
    )
    return page_of(found, read_out)


def _desk(actor: Actor, resources: Resources, couple_id: str) -> Desk:
    sharing = resources.hooks.of(SharingEnded)
    return Desk(actor, couple_id, keyring=resources.keyring, sharing=sharing, at=resources.clock.now())
