"""People and couples for tests, made through the real doors. One function for each thing that a test needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from app.accounts.logins import find_login

if TYPE_CHECKING:
    import httpx

    from app.accounts.actor import Actor
    from app.resources import Resources

PASSWORD = "four plain words"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account and a login; every request carries the login's token."""

    client: httpx.AsyncClient = field(repr=False)
    name: str
    email: str
    account_id: str
    token: str = field(repr=False)
    password: str = field(default=PASSWORD, repr=False)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def request(self, method: str, path: str, body: object = None) -> httpx.Response:
        return await self.client.request(method, f"/v1{path}", json=body, headers=self.headers)

    async def get(self, path: str) -> httpx.Response:
        return await self.request("GET", path)

    async def post(self, path: str, body: object = None) -> httpx.Response:
        return await self.request("POST", path, {} if body is None else body)

    async def patch(self, path: str, body: object) -> httpx.Response:
        return await self.request("PATCH", path, body)

    async def delete(self, path: str, body: object = None) -> httpx.Response:
        return await self.request("DELETE", path, body)


@dataclass(frozen=True, slots=True)
class PairOfPeople:
    """Two people who are together in one couple; the first one invited."""

    couple_id: str
    ada: Person
    ben: Person


async def register(client: httpx.AsyncClient, name: str = "Ada", **more: object) -> Person:
    """Return a new person. `more` goes into the body, over what is made up here."""
    email = f"{name.casefold().replace(' ', '.')}.{next(_numbers)}@example.org"
    body = {"email": email, "password": PASSWORD, "name": name, **more}
    answer = expect(await client.post("/v1/accounts", json=body), 201)
    return Person(
        client,
        name,
        email=str(body["email"]),
        account_id=answer["account"]["id"],
        token=answer["token"],
        password=str(body["password"]),
    )


async def log_in(person: Person, **more: object) -> Person:
    """Return the same person through another login, as from another device."""
    body = {"email": person.email, "password": person.password, **more}
    answer = expect(await person.client.post("/v1/logins", json=body), 201)
    return Person(
        person.client, person.name, person.email, person.account_id, token=answer["token"], password=person.password
    )


async def begin_couple(inviter: Person) -> tuple[str, str]:
    """Return the id of a waiting couple, and the code for its second place."""
    answer = expect(await inviter.post("/couples"), 201)
    return answer["couple"]["id"], answer["invitation"]["code"]


async def pair_up(inviter: Person, invited: Person) -> str:
    """Return the id of a couple of these two."""
    couple_id, code = await begin_couple(inviter)
    expect(await invited.post("/couples/join", {"code": code}), 200)
    return couple_id


async def a_couple(client: httpx.AsyncClient, *, names: tuple[str, str] = ("Ada", "Ben")) -> PairOfPeople:
    """Return two new people who are together."""
    ada, ben = [await register(client, name) for name in names]
    return PairOfPeople(await pair_up(ada, ben), ada, ben)


async def actor_of(resources: Resources, person: Person) -> Actor:
    """Return the value that services are given, for tests below the HTTP door."""
    known = await resources.database.read(lambda db: find_login(db, person.token, at=resources.clock.now()))
    assert known is not None
    return known.actor


def expect(response: httpx.Response, status: int) -> Any:  # Any: JSON is anything
    """Return the body of an answer with this status; fail with the code of any other."""
    assert response.status_code == status, f"{response.status_code} {response.text[:300]}"
    return response.json() if response.content else None


def code_of(response: httpx.Response) -> str:
    """Return the code of a problem, having checked that it is one."""
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    return str(body["code"])
