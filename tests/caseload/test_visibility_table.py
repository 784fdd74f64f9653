"""rules.md 7, the rows for therapists: every door, however far sharing has come, with words planted in every place.

One world is planted once, and everything is asked of it, because planting takes longer than asking.
"""

from __future__ import annotations

import json
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
from tests.caseload.words import OWN
from tests.policy.calls import call_of
from tests.policy.world import things_of
from tests.therapists.linking import a_therapist, a_yes, invited, linked, says_yes, withdraws

if TYPE_CHECKING:
    from collections.abc import Collection

    import httpx

    from app.resources import Resources
    from tests.builders import Person
    from tests.caseload.planting import Planting, Things

    # What each parameter of a path may be called by.
    Ways = dict[str, tuple[str, ...]]

EVERY_ROUTE = create_app(Settings(sandbox=True))
DOORS = dict(operations(EVERY_ROUTE))
OWN_FIELDS = {
    *("yours", "your_role", "your_answer", "settled_by_you", "may_settle", "no_answer_needed", "offers_smaller"),
    *("offers_talk", "talk_offer", "revision", "excuse", "excused_by_you", "by_you", "care", "chain", "seq", "note"),
    *("arousal", "felt", "reason", "private_reason", "coach", "review", "may"),
}
# What a therapist reads of a couple; the other rows do not depend on it, and are asked when most is shared.
IN_CARE = frozenset({*SCOPES, "either"})
EVERY_ROW = frozenset(ROWS.values())
# Keys of a partner's own view and marks; a number has no word that could be looked for.
NEVER_WATCHED = ("private", "coach", "arousal", "reading", "level", "reason", "draft_review", "felt", "review")
# A page and its files are files of ours, and the document too.
NOT_ASKED = frozenset({"openapi", "web_page", "web_static", "live"})
PUBLIC = {"slug": "brief-repair", "name": "pause", "path": "api.js"}


def test_every_door_has_a_row_and_every_row_a_door() -> None:
    assert DOORS.keys() - ROWS.keys() == set()
    assert ROWS.keys() - DOORS.keys() == set()


def test_whoever_may_in_care_needs_a_scope_or_only_hears_that_there_is_one() -> None:
    in_care = {one for one, who in POLICY.items() if who == "in_care"}

    assert {one for one, row in ROWS.items() if row in {*SCOPES, "either"}} == in_care


def test_no_answer_to_a_therapist_has_a_place_for_what_is_one_partners_own() -> None:
    document = EVERY_ROUTE.openapi()
    told = [name for name, row in ROWS.items() if name.endswith("InCare") and row != "own"]
    assert len(told) > 8
    for operation in told:
        assert OWN_FIELDS & fields_of(document, operation) == set(), operation


def fields_of(document: dict[str, Any], operation: str) -> set[str]:
    """Return the names of all fields that the answer of an operation may have, however deep."""
    doors = (one for methods in document["paths"].values() for one in methods.values())
    door = next(one for one in doors if one["operationId"] == operation)
    left, known, found = [door["responses"]["200"]], set[str](), set[str]()
    while left:
        part = json.dumps(left.pop())
        for name in set(re.findall(r'"#/components/schemas/([^"]+)"', part)) - known:
            known.add(name)
            schema = document["components"]["schemas"][name]
            found |= set(schema.get("properties", ()))
            left.append(schema)
    return found


@dataclass(slots=True)
class Asking:
    """Somebody with a token, and everything that they ever received."""

    person: Person
    received: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    async def walk(self, things: Ways, rows: Collection[str]) -> None:
        """Ask every door of these rows that is only read, for all that is known by the names of its parameters."""
        for operation, route in DOORS.items():
            if operation in NOT_ASKED or ROWS[operation] not in rows or "GET" not in (route.methods or ()):
                continue
            # What is answered as if it were not there is so for one id as for another.
            known = newest(things) if ROWS[operation] == "nothing" else things
            for path in paths(str(route.path), known):
                await self.ask(operation, "GET", path)

    async def ask(self, operation: str, method: str, path: str, body: object = None) -> httpx.Response:
        answer = await self.person.client.request(method, path, json=body, headers=self.person.headers)
        self.statuses[operation].add(answer.status_code)
        self.received[operation].append(str(dict(answer.headers)) + answer.text)
        return answer

    def everything(self) -> str:
        return "\n".join(one for some in self.received.values() for one in some)


def newest(things: Ways) -> Ways:
    return {one: ways[-1:] for one, ways in things.items()}


def paths(template: str, things: Ways) -> list[str]:
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
        self.things: Ways = {}

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
            # One from before they said yes, and the newest.
            self.things[one] = tuple(dict.fromkeys((*self.things.get(one, ()), thing)))[-2:]

    async def asked_by(self, name: str, rows: Collection[str] = IN_CARE) -> Asking:
        asking = Asking(self.therapists[name])
        # Older ids are asked for when everything is.
        await asking.walk(self.things if rows is EVERY_ROW else newest(self.things), rows)
        return asking

    async def sees(self, name: str, scopes: Collection[str], *, rows: Collection[str] = IN_CARE) -> None:
        """Say what this therapist reads now: all of these scopes, each behind its own doors, and not a word more."""
        asking = await self.asked_by(name, rows)
        case = f"{name} with {sorted(scopes)}"
        assert self.words.found(asking.everything(), but_for=scopes) == [], case
        assert self.words.missing(scopes, asking.everything()) == [], case
        for operation, statuses in asking.statuses.items():
            if ROWS[operation] in scopes:
                assert 200 in statuses, f"{case}: {operation}"
            if ROWS[operation] in {"nothing", *SCOPES} - set(scopes):
                assert statuses == {404}, f"{case}: {operation}"

    async def are_alike(self, name: str, scopes: Collection[str]) -> None:
        """V-2: what is not shared, and what never was, are one answer."""
        asking = Asking(self.therapists[name])
        never: Ways = {one: (self.resources.ids.private(),) for one in self.things}
        for operation, row in ROWS.items():
            if row in set(SCOPES) - set(scopes):
                door, body = DOORS[operation], call_of(operation).body
                method = next(iter(door.methods or ()))
                asked = [paths(str(door.path), things)[0] for things in (newest(self.things), never)]
                answers = [await asking.ask(operation, method, path, body) for path in asked]
                assert len({fingerprint(one) for one in answers}) == 1, operation
                assert answers[0].status_code == 404, operation


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
    await world.sees("stays", (), rows=EVERY_ROW)
    await world.are_alike("stays", ())
    link = await invited(resources, world.pair, world.therapists["stays"])
    await world.sees("stays", ())
    await says_yes(resources, world.pair.ben, world.pair, link)
    await world.sees("stays", ())
    expect(await world.therapists["stays"].request("PUT", f"/couples-in-care/{pair.couple_id}/link"), 200)
    # I-28: whatever there is is older than the yes of the two.
    older = await world.asked_by("stays")
    assert older.statuses["listTalksInCare"] == {200}
    assert world.words.found(older.everything()) == []

    for name in ("refused", "leaves", "closes"):
        world.links[name] = await linked(resources, world.pair, world.therapists[name])
    soon = await linked(resources, world.pair, world.therapists["expires"])
    for one in (world.pair.ada, world.pair.ben):
        nine_days = await a_yes(resources, one, days=9)
        expect(await one.request("PUT", f"/couples/{pair.couple_id}/therapists/{soon}/consent", nine_days), 200)
    await world.later(days=7)
    world.planting.watcher = world.therapists["stays"]
    await world.plant()
    # Whoever watches a talk gets what both of the two get, over their socket as well.
    watched = "".join(world.planting.watched)
    assert {one["type"] for one in map(json.loads, world.planting.watched)} <= {"snapshot", "event", "presence"}
    assert all(f'"{key}":' not in watched for key in NEVER_WATCHED)
    assert world.words.found(watched, but_for=("transcripts", "agreements")) == []
    assert world.words.missing(("transcripts",), watched) == []
    await _practised(world)
    await world.sees("stays", SCOPES, rows=EVERY_ROW)
    await _nothing_can_be_done(world)
    await _notes_are_nobody_elses(world)

    await _narrowed(world, link)
    await world.sees("refused", SCOPES)
    await withdraws(world.pair.ben, world.pair, world.links["refused"])
    await world.sees("refused", ())
    await world.are_alike("refused", ())
    expect(await world.therapists["leaves"].delete(f"/couples-in-care/{pair.couple_id}/link"), 204)
    await world.sees("leaves", ())
    expect(await world.therapists["closes"].delete("/me/therapist"), 204)
    await world.sees("closes", ())
    await world.sees("expires", SCOPES)
    await world.later(days=3)
    await world.sees("expires", ())
    await world.sees("stays", ("keeping",))
    await world.are_alike("stays", ("keeping",))
    expect(await world.pair.ada.post(f"/couples/{pair.couple_id}/leave"), 204)
    await world.sees("stays", (), rows=EVERY_ROW)
    await world.are_alike("stays", ())


async def _nothing_can_be_done(world: World) -> None:
    """Whatever changes something of the two is as if it were not there, with every scope and every id."""
    asking = Asking(world.therapists["stays"])
    for operation, route in DOORS.items():
        if ROWS[operation] == "nothing" and operation != "live" and "GET" not in (route.methods or ()):
            for path in paths(str(route.path), newest(world.things)):
                await asking.ask(operation, next(iter(route.methods or ())), path, call_of(operation).body)
    assert {one: found for one, found in asking.statuses.items() if found != {404}} == {}
    assert len(asking.statuses) > 60


async def _notes_are_nobody_elses(world: World) -> None:
    """The other way round: what a therapist writes down for themselves is in no byte of anybody else's."""
    path, word = f"/couples-in-care/{world.pair.couple_id}/notes", "heron0q"
    expect(await world.therapists["stays"].post(path, {"text": f"They spoke of a {word}."}), 201)
    assert word in (await world.therapists["stays"].get(path)).text
    for one in (world.pair.ada, world.pair.ben, world.therapists["refused"]):
        asking = Asking(one)
        await asking.walk(newest(world.things), IN_CARE if one is world.therapists["refused"] else EVERY_ROW)
        await asking.ask("exportMe", "POST", "/v1/me/export", {"include_private": True, "password": one.password})
        assert asking.statuses["exportMe"] == {200}
        assert word not in asking.everything()


async def _practised(world: World) -> None:
    """What somebody makes of a practice is theirs, until they want it known; and then it is no word of it."""
    therapist, home = world.therapists["stays"], f"/couples/{world.pair.couple_id}"
    given = {"text": "Walk for ten minutes.", "due_on": str(world.clock.now().date())}
    path = f"/couples-in-care/{world.pair.couple_id}/practices"
    practice = expect(await therapist.post(path, given), 201)["practice"]["id"]
    for one in (world.pair.ada, world.pair.ben):
        told = {"outcome": "done", "words": world.words.of(OWN, "a practice"), "tell_therapist": one is world.pair.ada}
        expect(await one.request("PUT", f"{home}/practices/{practice}/answer", {"yes": True}), 200)
        expect(await one.request("PUT", f"{home}/practices/{practice}/report", told), 200)
    world.know({"practice_id": practice})


async def _narrowed(world: World, link: str) -> None:
    """One scope after the other is missing in one yes of the two, in turns."""
    missing: tuple[set[str], set[str]] = (set(), set())
    for number, scope in enumerate(one for one in SCOPES if one != "keeping"):
        missing[number % 2].add(scope)
        one = (world.pair.ada, world.pair.ben)[number % 2]
        own = [known for known in SCOPES if known not in missing[number % 2]]
        await says_yes(world.resources, one, world.pair, link, scopes=own)
        await world.sees("stays", [known for known in SCOPES if known not in missing[0] | missing[1]])
