"""rules.md 7, the rows for therapists: every door × how far sharing has come, with words planted in every place.

One world is planted once, and everything is asked of it, because planting takes longer than asking.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from app.main import create_app
from app.policy import POLICY, operations
from app.settings import Settings
from app.therapists.standing import SCOPES
from tests.builders import PairOfPeople, expect, log_in
from tests.caseload.table import ROWS
from tests.caseload.words import BETWEEN, OWN
from tests.policy.calls import call_of
from tests.policy.world import things_of
from tests.therapists.linking import a_therapist, invited, linked, says_yes, withdraws

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import httpx

    from app.clock import MovableClock
    from app.resources import Resources
    from tests.builders import Person
    from tests.caseload.planting import Planting, Things

DOORS = dict(operations(create_app(Settings(sandbox=True))))
READ = ("transcripts", "agreements", "accountability", "check_ins", "keeping")
# A page and its files are files of ours, and the document too.
NOT_ASKED = frozenset({"openapi", "web_page", "web_static", "live"})
PUBLIC = {"slug": "brief-repair", "name": "pause", "path": "api.js"}


def test_every_door_has_a_row_and_every_row_a_door() -> None:
    assert DOORS.keys() - ROWS.keys() == set()
    assert ROWS.keys() - DOORS.keys() == set()


def test_whoever_may_in_care_needs_a_scope_or_only_hears_that_there_is_one() -> None:
    in_care = {one for one, who in POLICY.items() if who == "in_care"}

    assert {one for one, row in ROWS.items() if row in {*SCOPES, "either"}} == in_care


@dataclass(slots=True)
class Asking:
    """Somebody with a token, and everything that they ever received."""

    person: Person
    couple_id: str
    received: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    async def walk(self, things: dict[str, tuple[str, ...]]) -> None:
        """Ask every door that is only read, for all that is known by the names of its parameters."""
        for operation, route in DOORS.items():
            if operation in NOT_ASKED or "GET" not in (route.methods or ()):
                continue
            for path in paths(str(route.path), things):
                await self.ask(operation, "GET", path)

    async def ask(self, operation: str, method: str, path: str, body: object = None) -> httpx.Response:
        answer = await self.person.client.request(method, path, json=body, headers=self.person.headers)
        self.statuses[operation].add(answer.status_code)
        self.received[operation].append(str(dict(answer.headers)) + answer.text)
        return answer

    def everything(self) -> str:
        return "\n".join(one for some in self.received.values() for one in some)

    def of_scope(self, scope: str) -> str:
        return "\n".join(one for name, row in ROWS.items() if row == scope for one in self.received[name])


def paths(template: str, things: dict[str, tuple[str, ...]]) -> list[str]:
    names = re.findall(r"{(\w+)", template)
    choices = [things.get(one, (PUBLIC.get(one, "x"),)) for one in names]
    filled = [re.sub(r"{\w+(?::\w+)?}", "{}", template).format(*chosen) for chosen in product(*choices)]
    own = [f"{one}?view=own" for one in filled if one.endswith(("/check-ins", "/appreciations", "/kindnesses"))]
    return [*filled, *own, *(f"{one}?format=text" for one in filled if one.endswith("/transcript"))]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"sandbox": True})


class World:
    """Two people, five therapists, and all that there is between them."""

    def __init__(self, planting: Planting, resources: Resources, client: httpx.AsyncClient) -> None:
        self.planting, self.resources, self.client = planting, resources, client
        self.clock, self.words = planting.clock, planting.words
        self.therapists: dict[str, Person] = {}
        self.links: dict[str, str] = {}
        self.things: dict[str, tuple[str, ...]] = {}

    @property
    def pair(self) -> PairOfPeople:
        return self.planting.pair

    async def later(self, **time: float) -> None:
        """Let time pass; logins do not last as long."""
        self.clock.advance(timedelta(**time))
        pair = self.pair
        self.planting.pair = PairOfPeople(pair.couple_id, await log_in(pair.ada), await log_in(pair.ben))
        self.therapists = {name: await log_in(one) for name, one in self.therapists.items()}

    async def plant(self) -> None:
        await self.planting.everything()
        self.know(self.planting.things)

    def know(self, things: Things) -> None:
        aliases = {"own_limit_id": "agreement_id", "private_crossing_id": "crossing_id"}
        for name, thing in (things | {"couple_id": self.pair.couple_id}).items():
            one = aliases.get(name, name)
            self.things[one] = tuple(dict.fromkeys((*self.things.get(one, ()), thing)))

    async def asked_by(self, name: str) -> Asking:
        """Return everything that this therapist receives now; nothing is in it that may never be."""
        asking = Asking(self.therapists[name], self.pair.couple_id)
        await asking.walk(self.things)
        return asking

    async def sees(self, name: str, scopes: Collection[str]) -> None:
        """Say what this therapist reads now: all of these scopes in their own doors, and nothing of any other."""
        asking = await self.asked_by(name)
        received = asking.everything()
        assert self.words.found(received, but_for=scopes) == [], f"{name} with {sorted(scopes)}"
        for scope in READ:
            doors = {one for one, row in ROWS.items() if row == scope}
            if scope in scopes:
                # A part of what a talk is about is behind two doors, and behind the one it is enough.
                assert self.words.missing(scope, asking.of_scope(scope)) == [], f"{name} with {sorted(scopes)}"
                assert all(200 in asking.statuses[one] for one in doors), scope
            else:
                assert all(asking.statuses[one] == {404} for one in doors), f"{name} with {sorted(scopes)}: {scope}"
        nothing = {one: asking.statuses[one] for one, row in ROWS.items() if row == "nothing" and asking.statuses[one]}
        assert {one: found for one, found in nothing.items() if found != {404}} == {}
        await self._alike(name, scopes)

    async def _alike(self, name: str, scopes: Collection[str]) -> None:
        """V-2: what is not shared, and what never was, are one answer."""
        never = {one: (self.resources.ids.private(),) for one in self.things}
        for operation, row in ROWS.items():
            if row not in READ or row in scopes:
                continue
            asking = Asking(self.therapists[name], "")
            answers = [
                await asking.ask(operation, "GET", path)
                for things in (self.things, never)
                for path in paths(str(DOORS[operation].path), things)
            ]
            assert len({fingerprint(one) for one in answers}) == 1, operation


def fingerprint(answer: httpx.Response) -> tuple[int, str, tuple[tuple[str, str], ...]]:
    kept = tuple((name, value) for name, value in answer.headers.items() if name not in {"x-request-id", "date"})
    return answer.status_code, answer.text.replace(answer.headers["x-request-id"], ""), kept


@pytest.fixture
async def world(planting: Planting, resources: Resources, client: httpx.AsyncClient) -> World:
    """Everything once before anybody said yes, everything once after all did, a week later."""
    world = World(planting, resources, client)
    for name in ("stays", "refused", "expires", "leaves", "closes"):
        world.therapists[name] = await a_therapist(resources, client, name.title())
    world.know(await things_of(resources, planting.pair))
    # The lobby of that world would be in the way of a talk.
    leave = {"ref": "0f0e0d0c-0b0a-4908-8706-050403020100", "name": "leave", "body": {}}
    expect(await planting.pair.ada.post(f"/sessions/{world.things['session_id'][0]}/commands", leave), 200)
    await world.plant()
    world.words.grow_old()
    return world


@pytest.mark.only_on("sqlite")
async def test_a_therapist_reads_what_both_share_now_and_not_a_word_more(world: World, resources: Resources) -> None:
    """The states of a link one after the other: none, one yes, both, all three; and every way in which it ends."""
    pair = world.pair
    await world.later(minutes=1)
    await world.sees("stays", ())
    link = await invited(resources, world.pair, world.therapists["stays"])
    await world.sees("stays", ())
    await says_yes(resources, world.pair.ben, world.pair, link)
    await world.sees("stays", ())
    expect(await world.therapists["stays"].request("PUT", f"/couples-in-care/{pair.couple_id}/link"), 200)
    await world.sees("stays", ())

    for name in ("refused", "leaves", "closes"):
        world.links[name] = await linked(resources, world.pair, world.therapists[name])
    soon = await linked(resources, world.pair, world.therapists["expires"])
    for one in (world.pair.ada, world.pair.ben):
        await says_yes(resources, one, world.pair, soon, days=9)
    await world.later(days=7)
    await world.plant()
    for name in world.therapists:
        await world.sees(name, READ)

    await _narrowed(world, link)
    await withdraws(world.pair.ben, world.pair, world.links["refused"])
    await world.sees("refused", ())
    expect(await world.therapists["leaves"].delete(f"/couples-in-care/{pair.couple_id}/link"), 204)
    await world.sees("leaves", ())
    expect(await world.therapists["closes"].delete("/me/therapist"), 204)
    await world.sees("closes", ())
    await world.sees("expires", READ)
    await world.later(days=3)
    await world.sees("expires", ())
    await world.sees("stays", ("keeping",))
    expect(await world.pair.ada.post(f"/couples/{pair.couple_id}/leave"), 204)
    for name in world.therapists:
        await world.sees(name, ())


async def _narrowed(world: World, link: str) -> None:
    """One scope after the other is missing in one yes of the two, in turns."""
    left: list[str] = list(SCOPES)
    for number, scope in enumerate(READ[:-1]):
        left.remove(scope)
        one = (world.pair.ada, world.pair.ben)[number % 2]
        own = [*left, *READ[: number + 1 : 2]] if number % 2 else [*left, *READ[1 : number + 1 : 2]]
        await says_yes(world.resources, one, world.pair, link, scopes=own)
        await world.sees("stays", [known for known in READ if known in left])
