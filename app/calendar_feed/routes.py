"""The calendar address over HTTP, and the calendar itself without a login: programs send none. No rule lives here."""

import hashlib
from typing import Annotated, Any

from fastapi import Body, Request, Response, status

from app.accounts.authentication import ActorDep, ResourcesDep, address_of
from app.calendar_feed.schemas import AddressAnswer, CalendarAnswer
from app.calendar_feed.service import give, has_address, read_calendar, take_back
from app.couples.schemas import NothingIn
from app.doors import Doors
from app.errors import NotFound
from app.guard.declared import problems
from app.security.rate_limit import CALENDAR_ADDRESS, CALENDAR_MISS, CALENDAR_READ
from app.security.tokens import digest

router = Doors(tags=["calendar"])

Nothing = Annotated[NothingIn | None, Body()]
CALENDAR: dict[int | str, dict[str, Any]] = {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}


@router.get("/me/calendar", operation_id="readCalendar", summary="Whether you have a calendar address",
            responses=problems(401))  # fmt: skip
async def get_calendar(actor: ActorDep, resources: ResourcesDep) -> CalendarAnswer:
    """Say whether there is an address. Nobody else can ask, and nothing is kept of who read it when."""
    return CalendarAnswer(on=await resources.database.read(lambda db: has_address(db, actor)))


@router.post("/me/calendar", operation_id="giveCalendarAddress", summary="Get a calendar address",
             status_code=status.HTTP_201_CREATED, responses=problems(401, 429))  # fmt: skip
async def post_calendar(actor: ActorDep, resources: ResourcesDep, _body: Nothing = None) -> AddressAnswer:
    """Get a new secret address for your own calendar program. The one before, if any, stops working.

    It shows days and times under neutral titles. Nothing that only you know of is in it.
    """
    await resources.limiter.hit(CALENDAR_ADDRESS, actor.account_id)
    ids = resources.ids
    given = await resources.database.write(lambda uow: give(uow, actor, ids=ids))
    return AddressAnswer(address=f"{resources.settings.base_url}/v1/calendar/{given.secret}.ics")


@router.delete("/me/calendar", operation_id="takeBackCalendarAddress", summary="Take the calendar address back",
               status_code=status.HTTP_204_NO_CONTENT, responses=problems(401))  # fmt: skip
async def delete_calendar(actor: ActorDep, resources: ResourcesDep) -> None:
    """End the address at once. Doing it twice is no error."""
    await resources.database.write(lambda uow: take_back(uow, actor.account_id))


@router.get("/calendar/{secret_address}.ics", operation_id="getCalendar", summary="The calendar behind an address",
            response_class=Response, responses={**CALENDAR, **problems(404, 429)})  # fmt: skip
async def get_feed(secret_address: str, request: Request, resources: ResourcesDep) -> Response:
    """Read the calendar, for calendar programs. An address that was taken back never existed."""
    await resources.limiter.hit(CALENDAR_READ, digest(secret_address))
    at, keyring = resources.clock.now(), resources.keyring
    try:
        drawn = await resources.database.read(lambda db: read_calendar(db, secret_address, keyring=keyring, at=at))
    except NotFound:
        await resources.limiter.hit(CALENDAR_MISS, address_of(request))
        raise
    return _answer(request, drawn)


def _answer(request: Request, drawn: bytes) -> Response:
    etag = f'"{hashlib.sha256(drawn).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="calendar.ics"',
        "X-Robots-Tag": "noindex",
    }
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(drawn, media_type="text/calendar; charset=utf-8", headers=headers)
