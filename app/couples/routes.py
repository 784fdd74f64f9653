"""Couples over HTTP: read the body, run one transaction, draw the answer. No rule lives here."""

from typing import Annotated, Literal

from fastapi import Body, Query, Request, status
from sqlmodel import Session

from app.accounts.authentication import ActorDep, ExemptActorDep, ResourcesDep, address_of
from app.couples.leaving import Leaving
from app.couples.membership import Couple, begin, join, leave, list_couples, preview, read_couple, renew_invitation
from app.couples.over import list_over
from app.couples.schemas import (
    BeginAnswer,
    CodeIn,
    CoupleAnswer,
    CoupleOut,
    InvitationAnswer,
    NothingIn,
    PreviewAnswer,
    couple_out,
    invitation_out,
    preview_answer,
)
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, Slice
from app.resources import Resources
from app.security.rate_limit import JOIN_PER_ACCOUNT, JOIN_PER_ADDRESS

router = Doors(prefix="/couples", tags=["couples"])

State = Annotated[Literal["over"] | None, Query(description="`over`: those that are over, instead.")]

# A body with nothing in it may be left out altogether.
Nothing = Annotated[NothingIn | None, Body()]


@router.post(
    "",
    operation_id="createCouple",
    summary="Begin a couple and get an invitation",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 429),
)
async def create_couple(actor: ActorDep, resources: ResourcesDep, _body: Nothing = None) -> BeginAnswer:
    """Begin a couple of one, and get a code to hand to the other person.

    The code works once, for 72 hours. Nobody is written to: you hand it over yourself.
    """
    at, keyring, ids = resources.clock.now(), resources.keyring, resources.ids
    couple, invitation = await resources.database.write(lambda uow: begin(uow, actor, keyring=keyring, at=at, ids=ids))
    return BeginAnswer(couple=couple_out(couple), invitation=invitation_out(invitation))


@router.get("", operation_id="listCouples", summary="Your couples", responses=problems(400, 401))
async def get_couples(
    actor: ActorDep, resources: ResourcesDep, state: State = None, limit: Limit = 25, cursor: Cursor = None
) -> Page[CoupleOut]:
    """List the couples you belong to now. One that is over is simply no longer here, unless you ask with `state=over`.

    Of a couple that is over you can still read what you both signed and the talks you both were in, as they were.
    """
    at, keyring = resources.clock.now(), resources.keyring

    def read(db: Session) -> Slice[Couple]:
        if state == "over":
            return list_over(db, actor, keyring=keyring, limit=limit, cursor=cursor)
        return list_couples(db, actor, keyring=keyring, at=at, limit=limit, cursor=cursor)

    found = await resources.database.read(read)
    return Page(
        data=[couple_out(couple) for couple in found.items], next_cursor=found.next_cursor, has_more=found.has_more
    )


@router.post(
    "/preview",
    operation_id="previewInvitation",
    summary="See what joining would share",
    responses=problems(401, 409, 429),
)
async def post_preview(body: CodeIn, actor: ActorDep, request: Request, resources: ResourcesDep) -> PreviewAnswer:
    """Show who invites, what would become shared and what never does. The code stays usable, and nobody is told."""
    await _count_try(resources, request, account_id=actor.account_id)
    at, keyring = resources.clock.now(), resources.keyring
    return preview_answer(
        await resources.database.read(lambda db: preview(db, actor, code=body.code, keyring=keyring, at=at))
    )


@router.post(
    "/join",
    operation_id="joinCouple",
    summary="Join with a code",
    responses=problems(401, 409, 429),
)
async def post_join(body: CodeIn, actor: ActorDep, request: Request, resources: ResourcesDep) -> CoupleAnswer:
    """Join, and by that agree to what the preview shows. Sending it again after success answers the same.

    A code that is wrong, used or expired is always answered with `invitation_invalid`.
    """
    await _count_try(resources, request, account_id=actor.account_id)
    at, keyring = resources.clock.now(), resources.keyring
    couple = await resources.database.write(lambda uow: join(uow, actor, code=body.code, keyring=keyring, at=at))
    return CoupleAnswer(couple=couple_out(couple))


@router.get("/{couple_id}", operation_id="readCouple", summary="One of your couples", responses=problems(401, 404))
async def get_couple(couple_id: str, actor: ActorDep, resources: ResourcesDep) -> CoupleAnswer:
    """Read a couple you belong to: the two of you, and what is shared."""
    at, keyring = resources.clock.now(), resources.keyring
    return CoupleAnswer(
        couple=couple_out(
            await resources.database.read(
                lambda db: read_couple(db, actor, couple_id=couple_id, keyring=keyring, at=at)
            )
        )
    )


@router.post(
    "/{couple_id}/invitations",
    operation_id="renewInvitation",
    summary="Get a new invitation",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 404, 409, 429),
)
async def post_invitation(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, _body: Nothing = None
) -> InvitationAnswer:
    """Get a new code for a place that is still free. The old code stops working; three codes in 30 days at most."""
    at, ids = resources.clock.now(), resources.ids
    invitation = await resources.database.write(
        lambda uow: renew_invitation(uow, actor, couple_id=couple_id, at=at, ids=ids)
    )
    return InvitationAnswer(invitation=invitation_out(invitation))


@router.post(
    "/{couple_id}/leave",
    operation_id="leaveCouple",
    summary="Leave at once",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def post_leave(couple_id: str, actor: ExemptActorDep, resources: ResourcesDep) -> None:
    """Leave, alone, at once, without a reason. Doing it twice is no error, and no quota ever stands in the way.

    Both lose access to what was shared; what is private stays with each. A running talk ends neutrally.
    """
    at = resources.clock.now()
    await resources.database.write(
        lambda uow: leave(uow, actor, couple_id=couple_id, at=at, leaving=resources.hooks.of(Leaving))
    )


async def _count_try(resources: Resources, request: Request, *, account_id: str) -> None:
    """Count looking and joining together, or looking would be the way to try codes."""
    await resources.limiter.hit(JOIN_PER_ADDRESS, address_of(request))
    await resources.limiter.hit(JOIN_PER_ACCOUNT, account_id)
