"""Attack 18: a crossing that is not safe to raise moves nothing that the partner can see (G-4, I-26)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.policy import POLICY, operations
from tests.agreements.reaching import recorded
from tests.builders import a_couple, expect
from tests.crossings.raising import NOTE, OPENING, REDRESS, Two
from tests.live import still_clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from app.clock import MovableClock
    from tests.builders import Person
    from tests.conftest import Server

# Ids, moments, hashes, secrets and addresses: different in every run.
CHANGING = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?:\d{3}Z|\d{6}\+00:00)"
    r"|\b[0-9a-f]{64}\b"
    r"|(?<=\")[A-Za-z0-9_-]{43}(?=\")"
    r"|\w+\.\d+@example\.org"
)
# What is a document of our own, or a stream, or the same for everybody.
NOT_COMPARED = frozenset({"openapi", "web_page", "web_static", "live", "readAbout", "readMetrics"})

# New every time, or as long as the bytes, which are compared.
OF_THE_ANSWER = frozenset({"date", "x-request-id", "content-length"})


@pytest.fixture
def clock() -> MovableClock:
    """What time brings must not depend on how fast a world is played."""
    return still_clock()


async def nothing(_: Two, __: MovableClock) -> None:
    """The world in which nobody writes anything down."""


async def much(two: Two, clock: MovableClock) -> None:
    """All that a person can do about a crossing without raising it."""
    crossing = ""
    for answer in ("no", "unsure", "yes", None):
        crossing = (await two.report(raise_together=answer))["id"]
        clock.advance(timedelta(minutes=1))
        await two.did(two.ada, crossing, "private-check", {"raise_together": "yes"})
        await two.did(two.ada, crossing, "private-check", {"raise_together": "no"})
        for name, body in (("share", OPENING), ("redress", REDRESS), ("renew", {"version": two.version})):
            assert (await two.act(two.ada, crossing, name, body)).status_code == 409
        await two.listed(two.ada)
    expect(await two.ada.delete(f"{two.path}/{crossing}"), 204)


async def some_time(_: Two, clock: MovableClock) -> None:
    clock.advance(timedelta(minutes=4))


async def observed(server: Server, two: Two, crossing: str, watcher: Person) -> dict[str, tuple[int, Any, str]]:
    """Every answer that can be read without writing, whole: status, headers and bytes."""
    things = {
        "couple_id": two.pair.couple_id,
        "agreement_id": two.agreement_id,
        "crossing_id": crossing,
        "slug": "brief-repair",
        "name": "pause",
        "path": "api.js",
        "cycle": "current",
    }
    found = {}
    for operation, route in operations(server.app):
        if operation in NOT_COMPARED or "GET" not in (route.methods or ()) or POLICY[operation] == "ticket":
            continue
        named = {name: things.get(name, "unknown") for name in re.findall(r"{(\w+)", str(route.path))}
        answer = await watcher.client.get(str(route.path).format(**named), headers=watcher.headers)
        headers = [(name, value) for name, value in answer.headers.items() if name not in OF_THE_ANSWER]
        found[operation] = (answer.status_code, headers, CHANGING.sub("…", answer.text))
    for private in (False, True):
        asked = {"include_private": private, "password": watcher.password}
        export = await watcher.post("/me/export", asked)
        found[f"exportMe {private}"] = (export.status_code, [], CHANGING.sub("…", export.text))
        assert export.status_code == 200
    return found


async def tried(two: Two, crossing: str) -> list[tuple[int, str]]:
    """What the partner gets for every act on a crossing whose id they cannot even know."""
    acts = (
        ("private-check", {"raise_together": "yes"}),
        ("share", OPENING),
        ("view", {"text": "I see."}),
        ("redress", REDRESS),
        ("redress/accept", {"version": "x"}),
        ("redress/done", {"version": "x"}),
        ("renew", {"version": two.version}),
    )
    answers = [await two.act(two.ben, crossing, name, body) for name, body in acts]
    answers.append(await two.ben.delete(f"{two.path}/{crossing}"))
    answers.append(await two.ben.get(f"{two.path}/{crossing}"))
    return [(one.status_code, CHANGING.sub("…", one.text)) for one in answers]


async def a_world(
    server: Server,
    client: httpx.AsyncClient,
    clock: MovableClock,
    private: Callable[[Two, MovableClock], Awaitable[None]],
    *,
    of_her_own: bool,
) -> dict[str, tuple[int, Any, str]]:
    pair = await a_couple(client)
    whose = {"scope": "personal", "owner_id": pair.ada.account_id} if of_her_own else {}
    agreed = await recorded(server.resources, pair, **whose)
    two = Two(pair, agreed.agreement_id, agreed.version)
    raised = await two.planned()
    await private(two, clock)
    return await observed(server, two, raised[0], two.ben)


@pytest.mark.parametrize("of_her_own", [False, True], ids=["shared", "personal"])
async def test_the_partner_of_one_who_keeps_it_to_herself_sees_what_everybody_sees(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, *, of_her_own: bool
) -> None:
    plain = await a_world(server, client, clock, some_time, of_her_own=of_her_own)
    private = await a_world(server, client, clock, much, of_her_own=of_her_own)

    assert plain.keys() == private.keys()
    for operation, answer in plain.items():
        assert private[operation] == answer, operation


async def test_the_comparison_would_notice_a_crossing_that_was_raised(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    async def raised(two: Two, clock: MovableClock) -> None:
        clock.advance(timedelta(minutes=4))
        await two.shared()

    plain = await a_world(server, client, clock, some_time, of_her_own=False)
    assert plain["listCrossings"] != (await a_world(server, client, clock, raised, of_her_own=False))["listCrossings"]


async def test_a_private_crossing_is_the_answer_for_never_existed(server: Server, client: httpx.AsyncClient) -> None:
    pair = await a_couple(client)
    agreed = await recorded(server.resources, pair)
    two = Two(pair, agreed.agreement_id, agreed.version)
    kept = (await two.report(raise_together="no"))["id"]

    assert await tried(two, kept) == await tried(two, server.resources.ids.private())
    assert {status for status, _ in await tried(two, kept)} == {404}
    assert NOTE not in str(await tried(two, kept))
