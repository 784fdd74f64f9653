"""What the two promise, and what they say about it, through the real doors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.builders import PairOfPeople, expect, log_in

if TYPE_CHECKING:
    from datetime import timedelta

    import httpx

    from app.clock import MovableClock
    from tests.builders import Person

ZONE = "Europe/Vienna"


@dataclass(frozen=True)
class Two:
    """Two people. Ada promises; Ben is the other; a ritual is both's."""

    pair: PairOfPeople

    @property
    def ada(self) -> Person:
        return self.pair.ada

    @property
    def ben(self) -> Person:
        return self.pair.ben

    @property
    def path(self) -> str:
        return f"/couples/{self.pair.couple_id}"

    async def agreed(self, terms: object) -> str:
        """Return an agreement that Ada put forward and both said yes to."""
        put = expect(await self.ada.post(f"{self.path}/agreements", {"terms": terms}), 201)["agreement"]
        said_yes = {"version": put["version"]}
        expect(await self.ben.post(f"{self.path}/agreements/{put['id']}/assent", said_yes), 200)
        return str(put["id"])

    async def promise(self, **more: object) -> str:
        return await self.agreed({"kind": "commitment", "text": "I call when I am late.", **more})

    async def ritual(self, **more: object) -> str:
        schedule = {"rrule": "FREQ=DAILY", "starts_on": "2026-11-22", "at": "19:00", "timezone": ZONE, **more}
        return await self.agreed({"kind": "ritual", "text": "Tea together.", "schedule": schedule})

    async def listed(self, one: Person, query: str = "?limit=100") -> list[Any]:
        return list(expect(await one.get(f"{self.path}/occurrences{query}"), 200)["data"])

    async def seen(self, one: Person, occurrence: str) -> Any:
        return expect(await one.get(f"{self.path}/occurrences/{occurrence}"), 200)["occurrence"]

    async def act(self, one: Person, occurrence: str, name: str, body: object = None) -> httpx.Response:
        return await one.request("PUT", f"{self.path}/occurrences/{occurrence}/{name}", body)

    async def did(self, one: Person, occurrence: str, name: str, body: object = None) -> Any:
        return expect(await self.act(one, occurrence, name, body), 200)["occurrence"]

    async def said(self, one: Person, occurrence: str, outcome: str, **more: object) -> Any:
        return await self.did(one, occurrence, "report", {"outcome": outcome, **more})

    async def figures(self, one: Person, query: str = "") -> dict[str, tuple[int, int]]:
        page = expect(await one.get(f"{self.path}/keeping{query}"), 200)
        return {found["agreement"]: (found["kept"], found["came_round"]) for found in page["data"]}

    async def later(self, clock: MovableClock, time: timedelta) -> Two:
        """Let time pass; whoever was away for long logs in again."""
        clock.advance(time)
        return replace(self, pair=replace(self.pair, ada=await log_in(self.ada), ben=await log_in(self.ben)))
