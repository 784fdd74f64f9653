"""Therapists for tests, made and linked with couples through the real doors."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from app.therapists.invitations import invite_therapist
from app.therapists.standing import SCOPES
from tests.builders import expect, log_in, register

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from app.clock import Clock
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person

POLICY = "none_kept"
PROFILE = {"name": "Maria Lopez", "about": "I listen to both.", "languages": ["en"], "secrets_policy": POLICY}


class HasClock(Protocol):
    """All that a yes needs to know of a service: which day it is there."""

    @property
    def clock(self) -> Clock: ...


async def operators_code(resources: Resources) -> str:
    """Return what `rejoin invite-therapist` prints."""
    at, ids = resources.clock.now(), resources.ids
    return (await resources.database.write(lambda uow: invite_therapist(uow, at=at, ids=ids))).code


async def a_therapist(resources: Resources, client: httpx.AsyncClient, name: str = "Maria") -> Person:
    """Return somebody new with an open profile."""
    person = await register(client, name)
    await open_profile(resources, person)
    return person


async def open_profile(resources: Resources, person: Person, **more: object) -> dict[str, Any]:
    body = PROFILE | {"invitation": await operators_code(resources)} | more
    return dict(expect(await person.post("/me/therapist", body), 201)["therapist"])


async def handle_of(therapist: Person) -> str:
    return str(expect(await therapist.get("/me/therapist"), 200)["therapist"]["handle"])


async def a_yes(
    resources: HasClock, person: Person, *, scopes: Sequence[str] = SCOPES, days: int = 90, policy: str = POLICY
) -> dict[str, Any]:
    """Return the body of somebody's consent who has read what there is to read."""
    texts = expect(await person.get("/therapist-consent-texts"), 200)
    last = (resources.clock.now() + timedelta(days=days)).date()
    return {
        "scopes": list(scopes),
        "expires_on": str(last),
        "secrets_policy": policy,
        "text_version": texts["version"],
    }


async def invited(resources: HasClock, pair: PairOfPeople, therapist: Person, *, scopes: Sequence[str] = SCOPES) -> str:
    """Let Ada invite, and return the link's id; nobody else has answered."""
    body = {"handle": await handle_of(therapist)} | await a_yes(resources, pair.ada, scopes=scopes)
    return str(expect(await pair.ada.post(f"/couples/{pair.couple_id}/therapists", body), 201)["link"]["id"])


async def linked(
    resources: HasClock,
    pair: PairOfPeople,
    therapist: Person,
    *,
    scopes: Sequence[str] = SCOPES,
    ben: Sequence[str] | None = None,
) -> str:
    """Let all three say yes, and return the link's id."""
    link_id = await invited(resources, pair, therapist, scopes=scopes)
    await says_yes(resources, pair.ben, pair, link_id, scopes=scopes if ben is None else ben)
    expect(await therapist.request("PUT", f"/couples-in-care/{pair.couple_id}/link"), 200)
    return link_id


async def says_yes(
    resources: HasClock, person: Person, pair: PairOfPeople, link_id: str, *, scopes: Sequence[str] = SCOPES
) -> dict[str, Any]:
    body = await a_yes(resources, person, scopes=scopes)
    path = f"/couples/{pair.couple_id}/therapists/{link_id}/consent"
    return dict(expect(await person.request("PUT", path, body), 200)["link"])


async def withdraws(person: Person, pair: PairOfPeople, link_id: str) -> None:
    expect(await person.delete(f"/couples/{pair.couple_id}/therapists/{link_id}/consent"), 204)


async def link_of(person: Person, pair: PairOfPeople, link_id: str) -> dict[str, Any]:
    """Return the link as this person sees it."""
    listed = expect(await person.get(f"/couples/{pair.couple_id}/therapists"), 200)["data"]
    return dict(next(one for one in listed if one["id"] == link_id))


async def again(therapist: Person) -> Person:
    """Return the therapist through a new login: theirs end within hours."""
    return await log_in(therapist)
