"""Observing over HTTP: a therapist asks, each partner answers for themselves, and a ticket opens the socket."""

from functools import partial
from typing import Annotated, cast

from fastapi import Depends, Request, Response

from app.accounts.authentication import ActorDep, ResourcesDep
from app.clock import wire_now
from app.database import UnitOfWork
from app.doors import Doors
from app.guard.declared import problems
from app.security.rate_limit import TICKET
from app.sessions.observing import asking
from app.sessions.observing.removing import Removing
from app.sessions.observing.texts import TEXT, TEXT_VERSION
from app.sessions.observing_schemas import (
    ObservingAsked,
    ObservingConsentIn,
    ObservingOut,
    WatchableOut,
    WatchablesOut,
)
from app.sessions.routes import socket_url
from app.sessions.schemas import TicketAnswer
from app.sessions.tickets import issue_to_observer
from app.therapists.reads import record_read
from app.therapists.standing import require_scope
from app.wire_time import stamp

router = Doors(tags=["observing"])


def removing_of(request: Request) -> Removing:
    return cast("Removing", request.app.state.removing)


RemovingDep = Annotated[Removing, Depends(removing_of)]


@router.get("/couples-in-care/{couple_id}/observing", operation_id="listWatchable",
            summary="Which talks you may ask to watch", responses=problems(401, 404))  # fmt: skip
async def list_watchable(couple_id: str, actor: ActorDep, resources: ResourcesDep) -> WatchablesOut:
    """The couple's talks before their first turn, and those that you asked for."""
    at = wire_now(resources.clock)

    def look(uow: UnitOfWork) -> tuple[asking.Watchable, ...]:
        found = asking.watchable(uow.db, actor, couple_id, at=at)
        access = require_scope(uow.db, actor, couple_id, "observe", at=at)
        # Attack 22: which talks there are, and when, is read like anything else.
        record_read(uow, access=access, scope="observe", kind="talks", thing_id=None, at=at, ids=resources.ids)
        return found

    found = await resources.database.write(look)
    return WatchablesOut(sessions=[_shown(one) for one in found])


@router.post("/sessions/{session_id}/observing", operation_id="askToObserve", summary="Ask to watch this talk",
             responses=problems(401, 404, 409))  # fmt: skip
async def ask_to_observe(session_id: str, actor: ActorDep, resources: ResourcesDep) -> WatchableOut:
    """Both partners have to say yes to this very talk, before its first turn."""
    at = wire_now(resources.clock)
    return _shown(await resources.database.write(lambda uow: asking.ask(uow, actor, session_id, at=at)))


@router.delete("/sessions/{session_id}/observing", operation_id="stopObserving", summary="Go, or ask no more",
               status_code=204, responses=problems(401, 404))  # fmt: skip
async def stop_observing(session_id: str, actor: ActorDep, resources: ResourcesDep, removing: RemovingDep) -> Response:
    """The two see that you are not here any more."""
    at = wire_now(resources.clock)
    await resources.database.write(lambda uow: asking.take_back(uow, actor, session_id, removing=removing, at=at))
    return Response(status_code=204)


@router.get("/sessions/{session_id}/observing", operation_id="readObserving", summary="Who asks to watch this talk",
            responses=problems(401, 404))  # fmt: skip
async def read_observing(session_id: str, actor: ActorDep, resources: ResourcesDep) -> ObservingOut:
    """The therapists who ask, the text that a yes is to, and your own yes."""
    at, keyring = wire_now(resources.clock), resources.keyring
    found = await resources.database.read(lambda db: asking.askings(db, actor, session_id, keyring=keyring, at=at))
    askings = [ObservingAsked(therapist=one.therapist_id, name=one.name, your_yes=one.your_yes) for one in found]
    return ObservingOut(askings=askings, text=TEXT, text_version=TEXT_VERSION)


@router.put("/sessions/{session_id}/observing/{therapist_id}/consent", operation_id="consentToObserving",
            summary="Say yes to a therapist in this talk", status_code=204,
            responses=problems(401, 404, 409))  # fmt: skip
async def consent_to_observing(
    session_id: str, therapist_id: str, body: ObservingConsentIn, actor: ActorDep, resources: ResourcesDep
) -> Response:
    """For yourself, for this talk only, and before its first turn. Your partner is not told."""
    at = wire_now(resources.clock)
    said = partial(asking.say_yes, actor=actor, session_id=session_id, therapist_id=therapist_id)
    await resources.database.write(lambda uow: said(uow, text_version=body.text_version, at=at))
    return Response(status_code=204)


@router.delete("/sessions/{session_id}/observing/{therapist_id}/consent", operation_id="withdrawObservingConsent",
               summary="Take your yes back", status_code=204, responses=problems(401, 404))  # fmt: skip
async def withdraw_observing_consent(
    session_id: str, therapist_id: str, actor: ActorDep, resources: ResourcesDep, removing: RemovingDep
) -> Response:
    """Alone and at once, at any time. The others are told that sharing changed, and no more."""
    at = wire_now(resources.clock)
    taken = partial(asking.take_yes_back, actor=actor, session_id=session_id, therapist_id=therapist_id)
    await resources.database.write(lambda uow: taken(uow, removing=removing, at=at))
    return Response(status_code=204)


@router.post("/sessions/{session_id}/observer-tickets", operation_id="createObserverTicket",
             summary="A ticket for the socket of whoever watches", responses=problems(401, 404, 409, 429))  # fmt: skip
async def create_observer_ticket(
    session_id: str, actor: ActorDep, request: Request, resources: ResourcesDep
) -> TicketAnswer:
    """As `createTicket`, for a therapist to whom both said yes. Both can see in the record of reads that you did."""
    await resources.limiter.hit(TICKET, actor.account_id)
    at, ids = wire_now(resources.clock), resources.ids
    made = await resources.database.write(lambda uow: issue_to_observer(uow, actor, session_id, ids=ids, at=at))
    return TicketAnswer(ticket=made.secret, url=socket_url(request, resources), expires_at=stamp(made.expires_at))


def _shown(one: asking.Watchable) -> WatchableOut:
    return WatchableOut(session=one.session_id, template=one.template, opens_at=stamp(one.opens_at), state=one.state)
