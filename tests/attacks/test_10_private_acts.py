"""Attacks 10 and 18: whatever one of the two does for themselves, by any door of any feature, the other reads the same
bytes from every door before it and after it, and so does a therapist with whom the two share all that can be shared.

The world is made and read once, and each act gets a copy of what the service left behind.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from app.clock import MovableClock
from app.policy import POLICY, operations
from tests.accountability.records import overdue, settle
from tests.builders import PairOfPeople, Person, a_couple, expect, log_in
from tests.conftest import NO_TLS, USUAL, running
from tests.crossings.raising import NOTE, OPENING, REDRESS, Two
from tests.journal.writing import write_everything
from tests.live import still_clock
from tests.policy.world import things_of
from tests.therapists.linking import a_therapist, linked

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from app.accountability.recording import Recorded
    from app.settings import Settings
    from tests.conftest import Server

Bytes = dict[str, tuple[int, list[tuple[str, str]], bytes]]

# What is a document of our own, or a stream, or the same for everybody; and what the watcher's own login says.
NOT_COMPARED = frozenset({"openapi", "web_page", "web_static", "live", "readReadiness", "readLiveness"})
ALWAYS_NEW = frozenset({"date", "x-request-id"})
# Other things of the world that a parameter may name as well.
ALSO = {
    "agreement_id": ("own_limit_id", "draft_id", "ritual_id", "proposed_id"),
    "crossing_id": ("private_crossing_id",),
    "accountability_id": ("hurt_accountability_id", "overdue_id"),
    "step_id": ("moved_step_id", "overdue_step_id"),
    "cycle": ("current",),
}
LIMIT = {
    "kind": "boundary",
    "scope": "personal",
    "category": "privacy",
    "text": "My letters are mine.",
    "what_i_will_do": "I keep them in my drawer.",
}
PROMISE = {"kind": "commitment", "text": "I will ask before I invite.", "owner": "partner"}


class World:
    """Two people with one of everything between them, a day after the newest of it."""

    def __init__(
        self, server: Server, clock: MovableClock, pair: PairOfPeople, therapist: Person, things: dict[str, str]
    ) -> None:
        self.server, self.clock, self.pair, self.things = server, clock, pair, things
        self.therapist = therapist
        self.ada, self.ben = pair.ada, pair.ben
        self.path = f"/couples/{pair.couple_id}"
        self.agreements = f"{self.path}/agreements"
        self.overdue: Recorded
        self.version = ""

    async def ask(self, method: str, path: str, body: object = None, *, status: int = 200) -> Any:
        return expect(await self.ada.request(method, path, body), status)

    async def bytes(self, *, without: str = "nothing") -> Bytes:
        """Every answer that Ben can read without writing, whole: status, headers and bytes."""
        # First the therapist: that they read is told to the two.
        found = await self._in_care()
        for operation, route in operations(self.server.app):
            if operation in NOT_COMPARED or "GET" not in (route.methods or ()) or POLICY[operation] == "ticket":
                continue
            for path in self._paths(str(route.path)) if without not in str(route.path) else ():
                found[path] = await _asked(self.ben, path)
        return found

    async def _in_care(self) -> Bytes:
        """Every answer about the two that a therapist can read with every scope; their logins are short."""
        therapist = await log_in(self.therapist)
        doors = [route for name, route in operations(self.server.app) if POLICY[name] == "in_care"]
        paths = [path for one in doors if "GET" in (one.methods or ()) for path in self._paths(str(one.path))]
        return {f"therapist {path}": await _asked(therapist, path) for path in (*paths, "/v1/couples-in-care")}

    def _paths(self, template: str) -> list[str]:
        names = re.findall(r"{(\w+)", template)
        choices = [[self.things.get(one, "x"), *self._others(one)] for one in names]
        filled = [re.sub(r"{\w+(?::\w+)?}", "{}", template).format(*chosen) for chosen in product(*choices)]
        return [*filled, *(f"{one}?view=own" for one in filled if one.endswith(("/check-ins", "/appreciations")))]

    def _others(self, name: str) -> list[str]:
        return [self.things.get(other, other) for other in ALSO.get(name, ())]


async def _asked(person: Person, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    answer = await person.client.get(path, headers=person.headers)
    headers = [one for one in answer.headers.multi_items() if one[0] not in ALWAYS_NEW]
    return answer.status_code, headers, answer.content.replace(answer.headers["x-request-id"].encode(), b"")


async def made(server: Server, client: httpx.AsyncClient, clock: MovableClock) -> World:
    pair, therapist = await a_couple(client), await a_therapist(server.resources, client)
    await linked(server.resources, pair, therapist)
    world = World(server, clock, pair, therapist, await things_of(server.resources, pair))
    proposed = expect(await pair.ben.post(world.agreements, {"terms": PROMISE}), 201)["agreement"]
    world.overdue = await overdue(server.resources, pair)
    world.version = proposed["version"]
    address = expect(await pair.ben.post("/me/calendar"), 201)["address"]
    world.things |= {
        # His own, where it names what its owner alone has.
        "secret_address": address.rpartition("/")[2].removesuffix(".ics"),
        "slug": "brief-repair",
        "name": "pause",
        "path": "api.js",
        "proposed_id": proposed["id"],
        "overdue_id": world.overdue.accountability_id,
        "overdue_step_id": world.overdue.steps[0].id,
    }
    # Whatever an act stamped with its own moment would differ from what is there already.
    clock.advance(timedelta(hours=2))
    # The lobby of that world has lapsed by now, which somebody who looks is the first to see.
    expect(await pair.ben.get(f"/sessions/{world.things['session_id']}"), 200)
    return world


@dataclass(frozen=True, slots=True)
class Kept:
    """What a stopped service left behind, when it stopped, and what had been read there last."""

    folder: Path
    at: datetime
    world: World
    before: Bytes

    def again(self, server: Server, client: httpx.AsyncClient, clock: MovableClock) -> World:
        """Return the same people with their logins, at another server."""
        old = self.world
        ada, ben, therapist = (replace(one, client=client) for one in (old.ada, old.ben, old.therapist))
        world = World(server, clock, PairOfPeople(old.pair.couple_id, ada, ben), therapist, dict(old.things))
        world.overdue, world.version = old.overdue, old.version
        return world


@pytest.fixture(scope="module")
async def kept(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Kept:
    """The world as it is when everything in it has been read, by a real service that was then stopped."""
    folder = tmp_path_factory.mktemp("world") / "data"
    settings = USUAL.model_copy(update={"data_dir": folder})
    folder.mkdir(mode=0o700)
    shutil.copy(migrated, settings.database_file)
    settings.database_file.chmod(0o600)
    # With a clock that stands still nothing may move but for what Ada did.
    clock = still_clock()
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60, verify=NO_TLS) as client,
    ):
        world = await made(server, client, clock)
        before = await world.bytes()
    return Kept(folder.parent, clock.now(), world, before)


@pytest.fixture
def settings(settings: Settings, kept: Kept) -> Settings:
    shutil.copytree(kept.folder, settings.data_dir.parent, dirs_exist_ok=True)
    return settings


@pytest.fixture
def clock(kept: Kept) -> MovableClock:
    return MovableClock(start=kept.at)


@pytest.fixture
def world(server: Server, client: httpx.AsyncClient, clock: MovableClock, kept: Kept) -> World:
    return kept.again(server, client, clock)


async def _crossings(world: World) -> None:
    two, crossing = Two(world.pair, world.things["agreement_id"], ""), ""
    for agreement in (world.things["agreement_id"], world.things["own_limit_id"]):
        for answer in ("no", "unsure", "yes", None):
            crossing = (await two.report(agreement=agreement, raise_together=answer))["id"]
            await two.did(two.ada, crossing, "private-check", {"raise_together": "yes"})
            await two.did(two.ada, crossing, "private-check", {"raise_together": "no"})
            for name, body in (("share", OPENING), ("redress", REDRESS), ("renew", {"version": "x"})):
                assert (await two.act(two.ada, crossing, name, body)).status_code == 409
        expect(await two.ada.delete(f"{two.path}/{crossing}"), 204)
    await world.ada.post(two.path, {"agreement": world.things["agreement_id"], "note": NOTE, "also": 1})


async def _raising_what_wounds(world: World) -> None:
    """The coach brings it back, and it stays a note."""
    two = Two(world.pair, world.things["agreement_id"], "")
    crossing = (await two.report(raise_together="yes"))["id"]
    words = {"text": "Why are you such a stupid idiot?", "form": "question"}
    assert (await two.act(two.ada, crossing, "share", words)).status_code == 409


async def _weighing(world: World) -> None:
    path = f"{world.agreements}/{world.things['proposed_id']}"
    weighed = {"version": world.version, "fair": 1, "keepable": 2}
    await world.ask("PUT", f"{path}/weighing", weighed)
    held = await world.ada.post(f"{path}/assent", {"version": world.version})
    assert held.status_code == 409


async def _review(world: World) -> None:
    path = f"{world.agreements}/{world.things['ritual_id']}/review"
    for answer in ("keep", "change", "let_go"):
        await world.ask("PUT", path, {"answer": answer})


async def _settling(world: World) -> None:
    expect(await settle(world.ada, world.overdue), 200)


async def _drafts(world: World) -> None:
    path = world.agreements
    for number in range(20):
        body = {"terms": {**PROMISE, "text": f"Draft {number}.", "owner": "me"}, "draft": True}
        if number == 19:
            expect(await world.ada.post(world.agreements, body), 409)
            break
        draft = (await world.ask("POST", world.agreements, body, status=201))["agreement"]
        path = f"{world.agreements}/{draft['id']}"
        other = {"replaces": draft["version"], "terms": {**PROMISE, "text": "Reworded.", "owner": "me"}}
        version = (await world.ask("POST", f"{path}/versions", other, status=201))["agreement"]["version"]
        await world.ask("PUT", f"{path}/weighing", {"version": version, "fair": 0, "keepable": 0})
        assert (await world.ada.post(f"{path}/offer", {"version": version})).status_code == 409
    await world.ask("DELETE", path, status=204)


async def _own_limit(world: World) -> None:
    limit = (await world.ask("POST", world.agreements, {"terms": LIMIT}, status=201))["agreement"]
    path = f"{world.agreements}/{limit['id']}"
    other = {"replaces": limit["version"], "terms": {**LIMIT, "text": "My drawer is mine."}}
    await world.ask("POST", f"{path}/versions", other, status=201)
    await world.ask("POST", f"{path}/end", {})


async def _check_in(world: World) -> None:
    path = f"{world.path}/check-ins/current/answer"
    await world.ask("PUT", path, {"hope": "A calm week.", "how_we_are": "Tired."})
    await world.ask("POST", f"{path}/give", {})
    await world.ask("POST", f"{path}/take-back", {})
    await world.ask("PUT", path, {"hope": "Another."})
    await world.ask("POST", f"{path}/give", {})


async def _kept(world: World) -> None:
    for what, body in (("appreciations", {"text": "Kept."}), ("kindnesses", {}), ("kindnesses", {"whose": "own"})):
        kept = (await world.ask("POST", f"{world.path}/{what}", body, status=201))["item"]["id"]
        await world.ask("POST", f"{world.path}/{what}", body, status=201)
        await world.ask("DELETE", f"{world.path}/{what}/{kept}", status=204)
    await world.ada.post(f"{world.path}/appreciations", {"text": "You stupid idiot.", "share": True})
    await world.ada.post(f"{world.path}/small-wins", {"text": "You stupid idiot."})
    await world.ada.post(f"{world.path}/goals", {"text": "You stupid idiot."})


async def _pictures(world: World) -> None:
    draft = f"{world.path}/future-scene/draft"
    await world.ask("PUT", draft, {"text": "A house alone."})
    await world.ask("DELETE", draft, status=204)
    await world.ask("PUT", draft, {"text": "A house alone."})


async def _pages(world: World) -> None:
    await write_everything(world.ada, couple_id=world.pair.couple_id)
    for level in (8, 9, 10):
        await world.ask("PATCH", "/me/week", {"level": level})


async def _stepping_back(world: World) -> None:
    for scope in (world.pair.couple_id, "all"):
        for on in (True, False, True):
            await world.ask("PUT", "/me/step-back", {"couple_id": scope, "on": on})


async def _mails_and_calendar(world: World) -> None:
    await world.ask("PUT", "/me/reminders", {"kinds": ["talk", "review"]})
    await world.ada.post("/me/reminders/confirm", {"code": "000000"})
    await world.ask("DELETE", "/me/reminders", status=204)
    for _ in range(2):
        await world.ask("POST", "/me/calendar", status=201)
    await world.ask("DELETE", "/me/calendar", status=204)
    address = (await world.ask("POST", "/me/calendar", status=201))["address"]
    await world.ada.client.get("/v1/" + address.partition("/v1/")[2])


async def _profile(world: World) -> None:
    await world.ask("PATCH", "/me", {"timezone": "Pacific/Kiritimati", "locale": "de"})
    await log_in(world.ada)
    await world.ask("POST", "/coach/review", {"text": "You never listen.", "stage": "speaker"})
    body = {"include_private": True, "password": world.ada.password}
    await world.ask("POST", "/me/export", body)


async def _declining(world: World) -> None:
    await world.ask("POST", f"/talk-requests/{world.things['request_id']}/decline", {}, status=202)


async def _half_a_redress(world: World) -> None:
    """One's own "it is done" and "still in" show only once both said so."""
    path = f"{world.path}/crossings/{world.things['crossing_id']}/redress/done"
    await world.ask("POST", path, {"version": world.version})


async def _a_planned_redress(world: World) -> None:
    two, crossing = Two(world.pair, world.things["agreement_id"], ""), world.things["crossing_id"]
    world.version = (await two.did(two.ben, crossing, "redress", REDRESS))["proposal"]["version"]
    await two.did(two.ada, crossing, "redress/accept", {"version": world.version})


async def _nothing_crossed(world: World) -> None:
    """A-6: what was crossed and still stands would keep it open."""
    await world.ask("POST", f"{world.agreements}/{world.things['agreement_id']}/end", {})


async def _reading(world: World) -> None:
    """There is no read receipt, of anything. Whoever asks for a talk that is open counts as being there: that shows."""
    watched, world.ben = world.ben, world.ada
    await world.bytes(without="/v1/sessions/")
    world.ben = watched


PRIVATE: dict[str, Callable[[World], Awaitable[None]]] = {
    "writes down crossings": _crossings,
    "raises with words that wound": _raising_what_wounds,
    "weighs what is proposed": _weighing,
    "answers a review": _review,
    "says yes to settling": _settling,
    "drafts agreements": _drafts,
    "sets a limit of her own": _own_limit,
    "gives and takes back a check-in": _check_in,
    "keeps what she appreciates": _kept,
    "draws her own future": _pictures,
    "writes her pages": _pages,
    "steps back": _stepping_back,
    "chooses mails and a calendar": _mails_and_calendar,
    "moves, and takes it all along": _profile,
    "declines a talk": _declining,
    "calls a redress done": _half_a_redress,
    "reads everything": _reading,
}

# What lies between the two before some of it.
BEFORE = {"calls a redress done": _a_planned_redress, "says yes to settling": _nothing_crossed}


# It is about doors, and each database is asked through the same ones.
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("act", PRIVATE)
async def test_the_partner_reads_the_same_bytes_when_one_of_the_two(world: World, kept: Kept, act: str) -> None:
    before = kept.before
    if act in BEFORE:
        await BEFORE[act](world)
        world.clock.advance(timedelta(hours=1))
        before = await world.bytes()
    await PRIVATE[act](world)
    after = await world.bytes()
    assert {path for path in before | after if before.get(path) != after.get(path)} == set()


@pytest.mark.only_on("sqlite")
async def test_the_comparison_would_notice_what_is_shared(world: World, kept: Kept) -> None:
    await world.ask("POST", f"{world.path}/small-wins", {"text": "We came back."}, status=201)
    after = await world.bytes()
    assert {path for path in after if kept.before[path] != after[path]} == {f"/v1{world.path}/small-wins"}
    path = f"{world.agreements}/{world.things['proposed_id']}/assent"
    await world.ask("POST", path, {"version": world.version})
    agreed = await world.bytes()
    changed = {one for one in after if after[one] != agreed[one]}
    care = f"therapist /v1/couples-in-care/{world.pair.couple_id}/agreements"
    assert {care, f"{care}/{world.things['proposed_id']}"} <= changed
