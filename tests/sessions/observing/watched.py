"""A therapist who watches a talk, over real sockets: asked for, said yes to, and come in."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.builders import PairOfPeople, Person, expect, pair_up, register
from tests.live import Pair, Partner, a_session
from tests.therapists.linking import a_therapist, linked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    import httpx

    from tests.conftest import Server


class Observer(Partner):
    """The client of whoever watches. It differs from a partner's in its ticket alone."""

    async def ticket(self) -> str:
        answer = expect(await self.person.post(f"/sessions/{self.session_id}/observer-tickets"), 200)
        return str(answer["ticket"])


@dataclass(frozen=True, slots=True)
class Watched:
    """Ada and Ben in a talk, and Maria, who works with them."""

    pair: Pair
    maria: Observer
    link_id: str

    @property
    def path(self) -> str:
        return f"/sessions/{self.pair.session_id}/observing"

    @property
    def yes(self) -> str:
        return f"{self.path}/{self.maria.person.account_id}/consent"

    async def comes_in(self) -> None:
        await watches(self.maria.person, [one.person for one in self.pair], self.pair.session_id)
        await self.maria.connect()
        await self.pair.settled()


async def watches(therapist: Person, partners: Iterable[Person], session_id: str) -> None:
    """Let the therapist ask to watch, and these say yes to it."""
    path = f"/sessions/{session_id}/observing"
    expect(await therapist.post(path), 200)
    for one in partners:
        await says_yes(one, therapist, session_id)


async def says_yes(person: Person, therapist: Person, session_id: str) -> None:
    path = f"/sessions/{session_id}/observing"
    text = expect(await person.get(path), 200)["text_version"]
    expect(await person.request("PUT", f"{path}/{therapist.account_id}/consent", {"text_version": text}), 204)


@asynccontextmanager
async def a_watched_session(
    server: Server, client: httpx.AsyncClient, *, inside: bool = True, **wish: Any
) -> AsyncIterator[Watched]:
    """Two in the lobby, and a therapist who watches them unless told otherwise."""
    ada, ben = [await register(client, name) for name in ("Ada", "Ben")]
    two = PairOfPeople(await pair_up(ada, ben), ada, ben)
    therapist = await a_therapist(server.resources, client)
    link_id = await linked(server.resources, two, therapist)
    async with a_session(server, client, two=two, **wish) as pair:
        watched = Watched(pair, Observer(server, therapist, pair.session_id), link_id)
        try:
            if inside:
                await watched.comes_in()
            yield watched
        finally:
            await watched.maria.drop()
