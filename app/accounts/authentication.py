"""From a bearer token to an `Actor`. There are no cookies and no tokens in URLs, on any door (T17, T18)."""

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.accounts.actor import Actor
from app.accounts.logins import find_login, note_use
from app.errors import Unauthorized
from app.resources import Resources, resources_of
from app.security.rate_limit import REQUEST_PER_LOGIN

ResourcesDep = Annotated[Resources, Depends(resources_of)]

# It answers None instead of its own error, so that every refusal is the one problem below.
bearer = HTTPBearer(auto_error=False, scheme_name="login", description="The `token` of `POST /v1/logins`.")
BearerDep = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


async def actor_exempt(sent: BearerDep, request: Request) -> Actor:
    """Return who asks, without counting the request: for leaving, pausing and getting help (README 13)."""
    if sent is None:
        raise Unauthorized
    resources = await resources_of(request)
    return await authenticate(resources, sent.credentials, at=resources.clock.now())


async def current_actor(sent: BearerDep, request: Request) -> Actor:
    """Return who asks, within the quota of their login. Calls and no dependencies: those cost most of a request."""
    actor = await actor_exempt(sent, request)
    resources = await resources_of(request)
    await resources.limiter.hit(REQUEST_PER_LOGIN, actor.login_id)
    return actor


async def authenticate(resources: Resources, token: str, *, at: datetime) -> Actor:
    """Return who holds `token`; missing, unknown, ended and expired are one answer."""
    known = await resources.database.ask(lambda db: find_login(db, token, at=at))
    if known is None:
        raise Unauthorized
    if known.worth_noting:
        await resources.database.write(lambda uow: note_use(uow, known.actor.login_id, at=at))
    return known.actor


ActorDep = Annotated[Actor, Depends(current_actor)]
ExemptActorDep = Annotated[Actor, Depends(actor_exempt)]


def address_of(request: Request) -> str:
    """Return what a quota counts by; a household's IPv6 prefix is one address, or it would be no quota at all."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else host
