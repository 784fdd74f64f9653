"""Agreements made through the real doors, for tests: terms of every kind, and the acts of the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.builders import expect

if TYPE_CHECKING:
    import httpx

    from tests.builders import PairOfPeople, Person

Json = dict[str, Any]

BOUNDARY: Json = {"kind": "boundary", "category": "time", "text": "No phones at dinner."}
LIMIT: Json = {
    "kind": "boundary",
    "scope": "personal",
    "category": "personal_space",
    "text": "I take the evening for myself after a night shift.",
    "what_i_will_do": "I go to the small room and say when I am back.",
}
COMMITMENT: Json = {"kind": "commitment", "text": "I will call when I am late."}
BENCHMARK: Json = {
    "kind": "benchmark",
    "text": "We talk about money early.",
    "observable_sign": "We look at the list together on the first Sunday.",
    "cadence": "monthly",
}
BASE: Json = {
    "kind": "base_agreement",
    "acceptable": ["Asking for a pause."],
    "not_acceptable": ["Shouting."],
    "if_it_happens": ["We stop and take an hour."],
}
RITUAL: Json = {
    "kind": "ritual",
    "text": "Tea together.",
    "schedule": {
        "rrule": "FREQ=WEEKLY;BYDAY=SU",
        "starts_on": "2026-01-04",
        "at": "09:30",
        "timezone": "Europe/Vienna",
        "minutes": 30,
    },
}
ALL = (BOUNDARY, COMMITMENT, BENCHMARK, BASE, RITUAL)


@dataclass(frozen=True, slots=True)
class Table:
    """Two people and what lies between them."""

    pair: PairOfPeople

    @property
    def path(self) -> str:
        return f"/couples/{self.pair.couple_id}/agreements"

    async def proposed(self, terms: Json, *, by: Person | None = None, **more: object) -> Json:
        answer = await (by or self.pair.ada).post(self.path, {"terms": terms, **more})
        found: Json = expect(answer, 201)["agreement"]
        return found

    async def agreed(self, terms: Json) -> Json:
        one = await self.proposed(terms)
        return await self.yes(self.pair.ben, one)

    async def yes(self, person: Person, one: Json, **more: object) -> Json:
        found: Json = expect(await self.assent(person, one["id"], newest(one), **more), 200)["agreement"]
        return found

    async def assent(self, person: Person, agreement_id: str, version: str, **more: object) -> httpx.Response:
        return await person.post(f"{self.path}/{agreement_id}/assent", {"version": version, **more})

    async def reword(self, person: Person, one: Json, terms: Json) -> httpx.Response:
        return await person.post(f"{self.path}/{one['id']}/versions", {"replaces": newest(one), "terms": terms})

    async def reworded(self, person: Person, one: Json, terms: Json) -> Json:
        found: Json = expect(await self.reword(person, one, terms), 201)["agreement"]
        return found

    async def read(self, person: Person, agreement_id: str) -> Json:
        found: Json = expect(await person.get(f"{self.path}/{agreement_id}"), 200)["agreement"]
        return found

    async def put(self, person: Person, agreement_id: str, act: str, body: Json) -> httpx.Response:
        return await person.request("PUT", f"{self.path}/{agreement_id}/{act}", body)

    async def event(self, person: Person, **body: object) -> Json:
        answer = await person.post(f"/couples/{self.pair.couple_id}/life-events", {"kind": "move", **body})
        found: Json = expect(answer, 201)["life_event"]
        return found

    async def everything(self, person: Person) -> list[bytes]:
        """Every byte that this person can read about agreements."""
        paths = [self.path, f"/couples/{self.pair.couple_id}/life-events"]
        listed = expect(await person.get(self.path), 200)["data"]
        paths += [f"{self.path}/{one['id']}{part}" for one in listed for part in ("", "/versions", "/review")]
        return [(await person.get(path)).content for path in paths]


def newest(one: Json) -> str:
    found: str = (one["proposed"] or one["wording"])["version"]
    return found
