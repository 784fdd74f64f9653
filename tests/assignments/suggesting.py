"""A couple with a therapist who may suggest things, and what each of the three does, through the real doors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.templates.builtin import builtin
from app.templates.content import identified
from app.templates.service import publish
from tests.builders import Person, a_couple, expect
from tests.therapists.linking import a_therapist, linked, withdraws

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from app.templates.steps import Template
    from tests.builders import PairOfPeople

LIBRARY = "calm-start-talk"
OWN = identified(replace(builtin(LIBRARY), slug="t-slow-talk-abcdef", title="A slow talk"))
WALK = "Walk for ten minutes, without the phone."
WENT = "We laughed at the lake."


@dataclass(frozen=True)
class Three:
    """Ada, Ben, and a therapist whom both let suggest things."""

    resources: Resources = field(repr=False)
    pair: PairOfPeople
    therapist: Person
    link_id: str

    @property
    def ada(self) -> Person:
        return self.pair.ada

    @property
    def ben(self) -> Person:
        return self.pair.ben

    @property
    def home(self) -> str:
        return f"/couples/{self.pair.couple_id}"

    @property
    def care(self) -> str:
        return f"/couples-in-care/{self.pair.couple_id}"

    def day(self, days: int = 3) -> str:
        return str((self.resources.clock.now() + timedelta(days=days)).date())

    async def publishes(self, template: Template = OWN) -> str:
        """Publish a template of the therapist's own, and return its name."""
        at, owner = self.resources.clock.now(), self.therapist.account_id
        await self.resources.database.write(lambda uow: publish(uow, template, at=at, owner_id=owner))
        return template.slug

    async def suggests(self, template: str = LIBRARY) -> dict[str, Any]:
        return dict(
            expect(await self.therapist.post(f"{self.care}/assignments", {"template": template}), 201)["assignment"]
        )

    async def answers(self, person: Person, assignment_id: str, *, yes: bool) -> httpx.Response:
        return await person.request("PUT", f"{self.home}/assignments/{assignment_id}/answer", {"yes": yes})

    async def says(self, person: Person, assignment_id: str, *, yes: bool) -> dict[str, Any]:
        return dict(expect(await self.answers(person, assignment_id, yes=yes), 200)["assignment"])

    async def seen(self, person: Person, assignment_id: str) -> dict[str, Any]:
        return dict(expect(await person.get(f"{self.home}/assignments/{assignment_id}"), 200)["assignment"])

    async def suggested(self) -> list[dict[str, Any]]:
        return list(expect(await self.therapist.get(f"{self.care}/assignments"), 200)["data"])

    async def gives(self, **more: object) -> dict[str, Any]:
        body = {"text": WALK, "due_on": self.day()} | more
        return dict(expect(await self.therapist.post(f"{self.care}/practices", body), 201)["practice"])

    async def given(self) -> list[dict[str, Any]]:
        return list(expect(await self.therapist.get(f"{self.care}/practices"), 200)["data"])

    async def practice(self, person: Person, practice_id: str) -> dict[str, Any]:
        return dict(expect(await person.get(f"{self.home}/practices/{practice_id}"), 200)["practice"])

    async def takes(self, person: Person, practice_id: str, *, yes: bool = True) -> dict[str, Any]:
        answer = await person.request("PUT", f"{self.home}/practices/{practice_id}/answer", {"yes": yes})
        return dict(expect(answer, 200)["practice"])

    async def reporting(self, person: Person, practice_id: str, **body: object) -> httpx.Response:
        return await person.request("PUT", f"{self.home}/practices/{practice_id}/report", {"outcome": "done"} | body)

    async def reports(self, person: Person, practice_id: str, **body: object) -> dict[str, Any]:
        return dict(expect(await self.reporting(person, practice_id, **body), 200)["practice"])

    async def stops_sharing(self, person: Person) -> None:
        await withdraws(person, self.pair, self.link_id)


async def three(resources: Resources, client: httpx.AsyncClient) -> Three:
    pair, therapist = await a_couple(client), await a_therapist(resources, client)
    return Three(resources, pair, therapist, await linked(resources, pair, therapist, scopes=["assign"]))
