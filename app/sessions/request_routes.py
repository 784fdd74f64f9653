"""Talk requests over HTTP: read the body, run one transaction, draw the answer. No rule lives here."""

from typing import Annotated

from fastapi import Body, status

from app.accounts.authentication import ActorDep, ResourcesDep
from app.clock import wire_now
from app.couples.schemas import NothingIn
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page
from app.security.rate_limit import TALK_REQUEST
from app.sessions import requests
from app.sessions.schemas import (
    AcceptAnswer,
    AskIn,
    OfferIn,
    SessionRef,
    TalkRequestAnswer,
    TalkRequestOut,
    talk_request_out,
)

router = Doors(tags=["talk requests"])
Nothing = Annotated[NothingIn | None, Body()]


@router.post(
    "/couples/{couple_id}/talk-requests",
    operation_id="askForTalk",
    summary="Ask your partner for a talk",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(401, 404, 409, 429),
)
async def ask(couple_id: str, body: AskIn, actor: ActorDep, resources: ResourcesDep) -> TalkRequestAnswer:
    """Ask for a talk, now or at a time. The answer is always the same: it is pending until your partner says when,
    or until it expires.
    """
    await resources.limiter.hit(TALK_REQUEST, actor.account_id, couple_id)
    at, keyring, ids = wire_now(resources.clock), resources.keyring, resources.ids
    asked = requests.Asked(body.template, body.medium, body.purpose, body.when, body.role)
    made = await resources.database.write(
        lambda uow: requests.ask(uow, actor, couple_id, asked, keyring=keyring, ids=ids, at=at)
    )
    return TalkRequestAnswer(talk_request=talk_request_out(made))


@router.get(
    "/couples/{couple_id}/talk-requests",
    operation_id="listTalkRequests",
    summary="The couple's talk requests, newest first",
    responses=problems(400, 401, 404),
)
async def list_requests(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[TalkRequestOut]:
    """List the talk requests of the two of you, each as you may see it."""
    at, keyring = wire_now(resources.clock), resources.keyring
    found = await resources.database.read(
        lambda db: requests.list_requests(db, actor, couple_id, keyring=keyring, at=at, limit=limit, cursor=cursor)
    )
    data = [talk_request_out(one) for one in found.items]
    return Page(data=data, next_cursor=found.next_cursor, has_more=found.has_more)


@router.get(
    "/talk-requests/{request_id}",
    operation_id="getTalkRequest",
    summary="One talk request",
    responses=problems(401, 404),
)
async def read(request_id: str, actor: ActorDep, resources: ResourcesDep) -> TalkRequestAnswer:
    """Read one talk request. Until an answer or the expiry, the one who asked sees only that it is pending."""
    at, keyring = wire_now(resources.clock), resources.keyring
    found = await resources.database.read(
        lambda db: requests.read_request(db, actor, request_id, keyring=keyring, at=at)
    )
    return TalkRequestAnswer(talk_request=talk_request_out(found))


@router.post(
    "/talk-requests/{request_id}/accept",
    operation_id="acceptTalk",
    summary="Accept a talk, or the time that was offered",
    responses=problems(401, 404, 409),
)
async def accept(request_id: str, actor: ActorDep, resources: ResourcesDep, _body: Nothing = None) -> AcceptAnswer:
    """Accept, and get the session. Accepting twice gives the same session."""
    at, keyring, ids = wire_now(resources.clock), resources.keyring, resources.ids
    session_id = await resources.database.write(
        lambda uow: requests.accept(uow, actor, request_id, keyring=keyring, ids=ids, at=at)
    )
    return AcceptAnswer(session=SessionRef(id=session_id))


@router.post(
    "/talk-requests/{request_id}/decline",
    operation_id="declineTalk",
    summary="Decline a talk, silently",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(401, 404, 409),
)
async def decline(
    request_id: str, actor: ActorDep, resources: ResourcesDep, _body: Nothing = None
) -> TalkRequestAnswer:
    """Decline. Your partner sees nothing of it: the request stays pending for them until it expires."""
    at, keyring = wire_now(resources.clock), resources.keyring
    found = await resources.database.write(lambda uow: requests.decline(uow, actor, request_id, keyring=keyring, at=at))
    return TalkRequestAnswer(talk_request=talk_request_out(found))


@router.post(
    "/talk-requests/{request_id}/offer",
    operation_id="offerAnotherTime",
    summary="Offer another time",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(401, 404, 409),
)
async def offer(request_id: str, body: OfferIn, actor: ActorDep, resources: ResourcesDep) -> TalkRequestAnswer:
    """Offer another time instead. Your partner sees it at once, and may accept it."""
    at, keyring, when = wire_now(resources.clock), resources.keyring, body.when
    found = await resources.database.write(
        lambda uow: requests.offer(uow, actor, request_id, when=when, keyring=keyring, at=at)
    )
    return TalkRequestAnswer(talk_request=talk_request_out(found))
