"""What the two do with crossings, through the real doors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.builders import expect

if TYPE_CHECKING:
    import httpx

    from tests.builders import PairOfPeople, Person

NOTE = "It happened again on Friday, and I was alone with it."
OPENING = {"text": "What happened on Friday?", "form": "question"}
REDRESS = {"what": "I tell you before I book.", "answers": "That you found out by chance.", "by": "2030-01-01"}


@dataclass(frozen=True)
class Two:
    """Two people and one agreement of theirs. Ada reports; Ben is the other."""

    pair: PairOfPeople
    agreement_id: str
    version: str

    @property
    def ada(self) -> Person:
        return self.pair.ada

    @property
    def ben(self) -> Person:
        return self.pair.ben

    @property
    def path(self) -> str:
        return f"/couples/{self.pair.couple_id}/crossings"

    async def act(self, one: Person, crossing: str, name: str, body: object = None) -> httpx.Response:
        return await one.request("PUT" if name == "view" else "POST", f"{self.path}/{crossing}/{name}", body or {})

    async def did(self, one: Person, crossing: str, name: str, body: object = None) -> Any:  # Any: JSON
        return expect(await self.act(one, crossing, name, body), 200)["crossing"]

    async def report(self, one: Person | None = None, *, agreement: str | None = None, **more: object) -> Any:
        body = {"agreement": agreement or self.agreement_id, "note": NOTE, **more}
        return expect(await (one or self.ada).post(self.path, body), 201)["crossing"]

    async def shared(self, *, agreement: str | None = None) -> str:
        crossing = (await self.report(agreement=agreement, raise_together="yes"))["id"]
        await self.did(self.ada, crossing, "share", OPENING)
        return str(crossing)

    async def planned(self, *, agreement: str | None = None) -> tuple[str, str]:
        crossing = await self.shared(agreement=agreement)
        version = (await self.did(self.ben, crossing, "redress", REDRESS))["proposal"]["version"]
        await self.did(self.ada, crossing, "redress/accept", {"version": version})
        return crossing, version

    async def redressed(self, *, agreement: str | None = None) -> str:
        crossing, version = await self.planned(agreement=agreement)
        for one in (self.ben, self.ada):
            await self.did(one, crossing, "redress/done", {"version": version})
        return crossing

    async def seen(self, one: Person, crossing: str) -> Any:
        return expect(await one.get(f"{self.path}/{crossing}"), 200)["crossing"]

    async def listed(self, one: Person, query: str = "") -> list[Any]:
        return list(expect(await one.get(f"{self.path}{query}"), 200)["data"])
