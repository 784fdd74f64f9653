"""Therapists' profiles and their couples over HTTP: read, run one transaction, draw the answer. No rule lives here."""

from typing import Annotated

from fastapi import Path, status

from app.accounts.authentication import ActorDep, ExemptActorDep, ResourcesDep
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.security.rate_limit import THERAPIST_SIGN_UP
from app.therapists import care, profiles
from app.therapists.ended import SharingEnded
from app.therapists.schemas import (
    InCareAnswer,
    InCareOut,
    TherapistAnswer,
    TherapistChangesIn,
    TherapistIn,
    in_care_out,
    therapist_out,
)

router = Doors(tags=["therapists"])

Handle = Annotated[str, Path(max_length=300, description="As the therapist gave it to you.")]


@router.post(
    "/me/therapist",
    operation_id="openTherapistProfile",
    summary="Become visible as a therapist",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 409, 429),
)
async def post_therapist(body: TherapistIn, actor: ActorDep, resources: ResourcesDep) -> TherapistAnswer:
    """Open a profile with an operator's code (`invitation_invalid` for any other).

    Nobody checks what you write, and whoever sees it is told so. From now on your logins end after 30 minutes of not
    being used, and after 12 hours.
    """
    await resources.limiter.hit(THERAPIST_SIGN_UP, actor.account_id)
    at, keyring, ids = resources.clock.now(), resources.keyring, resources.ids
    anybody = resources.settings.therapist_sign_up == "open"
    opening = profiles.Opening(body.said(), body.secrets_policy, body.invitation, anybody=anybody)
    profile = await resources.database.write(
        lambda uow: profiles.open_profile(uow, actor, opening=opening, keyring=keyring, at=at, ids=ids)
    )
    return TherapistAnswer(therapist=therapist_out(profile))


@router.get(
    "/me/therapist",
    operation_id="readOwnTherapistProfile",
    summary="Your profile as a therapist",
    responses=problems(401, 404),
)
async def get_own_therapist(actor: ActorDep, resources: ResourcesDep) -> TherapistAnswer:
    """Read your own profile, with the handle that couples need to find it."""
    keyring = resources.keyring
    profile = await resources.database.read(lambda db: profiles.read_own(db, actor.account_id, keyring=keyring))
    return TherapistAnswer(therapist=therapist_out(profile))


@router.patch(
    "/me/therapist",
    operation_id="changeTherapistProfile",
    summary="Change your profile as a therapist",
    responses=problems(401, 404),
)
async def patch_therapist(body: TherapistChangesIn, actor: ActorDep, resources: ResourcesDep) -> TherapistAnswer:
    """Change what you send. After a new secrets policy you see nothing of a couple until both have said yes to it."""
    at, keyring, sharing = resources.clock.now(), resources.keyring, resources.hooks.of(SharingEnded)
    profile = await resources.database.write(
        lambda uow: profiles.change_own(uow, actor, changes=body.facts(), keyring=keyring, sharing=sharing, at=at)
    )
    return TherapistAnswer(therapist=therapist_out(profile))


@router.delete(
    "/me/therapist",
    operation_id="closeTherapistProfile",
    summary="Close your profile as a therapist",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_therapist(actor: ExemptActorDep, resources: ResourcesDep) -> None:
    """Close it: you see nothing of any couple from now on. Your own notes stay yours."""
    at, sharing = resources.clock.now(), resources.hooks.of(SharingEnded)
    await resources.database.write(lambda uow: profiles.close_own(uow, actor, sharing=sharing, at=at))


@router.get(
    "/therapists/{handle}",
    operation_id="readTherapist",
    summary="A therapist's profile",
    responses=problems(401, 404),
)
async def get_therapist(handle: Handle, actor: ActorDep, resources: ResourcesDep) -> TherapistAnswer:  # noqa: ARG001
    """Read the profile of a therapist who gave you their handle. It says what they say; nobody here has checked it."""
    keyring = resources.keyring
    profile = await resources.database.read(lambda db: profiles.read_by_handle(db, handle, keyring=keyring))
    return TherapistAnswer(therapist=therapist_out(profile))


@router.get(
    "/couples-in-care",
    operation_id="listCouplesInCare",
    summary="Couples who invite you or share something with you",
    responses=problems(400, 401, 404),
)
async def get_couples_in_care(
    actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[InCareOut]:
    """List them with what you may see now. An invitation is here once both have said yes to it."""
    at, keyring = resources.clock.now(), resources.keyring
    found = await resources.database.read(
        lambda db: care.list_in_care(db, actor, keyring=keyring, at=at, limit=limit, cursor=cursor)
    )
    return page_of(found, in_care_out)


@router.put(
    "/couples-in-care/{couple_id}/link",
    operation_id="acceptCouple",
    summary="Begin to work with a couple",
    responses=problems(401, 404),
)
async def put_link(couple_id: str, actor: ActorDep, resources: ResourcesDep) -> InCareAnswer:
    """Accept an invitation to which both have said yes. From now on you may see what both allow."""
    at, keyring = resources.clock.now(), resources.keyring
    shown = await resources.database.write(
        lambda uow: care.accept(uow, actor, couple_id=couple_id, keyring=keyring, at=at)
    )
    return InCareAnswer(couple=in_care_out(shown))


@router.delete(
    "/couples-in-care/{couple_id}/link",
    operation_id="endCare",
    summary="End the work with a couple, or refuse it",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_link(couple_id: str, actor: ExemptActorDep, resources: ResourcesDep) -> None:
    """End it at once. Refusing an invitation is silent: the two see it waiting until it expires."""
    at, sharing = resources.clock.now(), resources.hooks.of(SharingEnded)
    await resources.database.write(lambda uow: care.end(uow, actor, couple_id=couple_id, sharing=sharing, at=at))
