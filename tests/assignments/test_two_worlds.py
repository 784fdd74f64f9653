"""Two worlds: what one of the two answers, takes on and reports changes no byte of what the two others receive.

S-7, S-8: before the expiry that was fixed at the beginning, and after it.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.assignments.lifecycle import EXPIRES_AFTER
from tests.assignments.suggesting import WENT, Three, three
from tests.builders import Person, expect, log_in
from tests.live import still_clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from app.clock import MovableClock
    from tests.conftest import Server

    World = tuple[Three, str, list[str]]
    Does = Callable[[Three, str, list[str]], Awaitable[None]]

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HANDLE = re.compile(r'("handle": ?)"[^"]+"')
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
MOMENTS = (timedelta(), timedelta(hours=1), EXPIRES_AFTER - timedelta(milliseconds=1), EXPIRES_AFTER)


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def nothing(_: Three, _assignment: str, _practices: list[str]) -> None:
    """The world in which Ada never looked."""


async def refuses(two: Three, assignment: str, practices: list[str]) -> None:
    await two.says(two.ada, assignment, yes=False)
    await two.says(two.ada, assignment, yes=False)
    for practice in practices:
        await two.takes(two.ada, practice, yes=False)


async def does_it_and_keeps_it(two: Three, assignment: str, practices: list[str]) -> None:
    await two.says(two.ada, assignment, yes=False)
    for practice in practices:
        await two.takes(two.ada, practice)
        await two.reports(two.ada, practice, words=WENT)
        await two.reports(two.ada, practice, outcome="not_now", tell_therapist=True)


async def tells_and_takes_back(two: Three, _assignment: str, practices: list[str]) -> None:
    for practice in practices:
        await two.takes(two.ada, practice)
        await two.reports(two.ada, practice, tell_therapist=True)
        expect(await two.ada.delete(f"{two.home}/practices/{practice}/report"), 204)


async def prepared(server: Server, client: httpx.AsyncClient, clock: MovableClock) -> list[World]:
    """Two couples to whom the same was given in the same moments; Ben has said yes, so that everything hangs on Ada."""
    both = [await three(server.resources, client) for _ in range(2)]
    assignments = [(await two.suggests())["id"] for two in both]
    for two, assignment in zip(both, assignments, strict=True):
        await two.says(two.ben, assignment, yes=True)
    practices = [[(await two.gives())["id"]] for two in both]
    clock.advance(timedelta(seconds=1))
    for two, given in zip(both, practices, strict=True):
        given.append((await two.gives(whose="one", person=two.ada.account_id))["id"])
        await two.takes(two.ben, given[0])
    return list(zip(both, assignments, practices, strict=True))


async def looked(two: Three, assignment: str, practices: list[str]) -> list[Any]:
    """Everything that Ben and the therapist can ask for, with the headers of each answer."""
    ben, therapist = await log_in(two.ben), await log_in(two.therapist)
    home, care = two.home, two.care
    asked = [
        *((ben, "GET", f"{home}/{path}", None) for path in ("assignments", f"assignments/{assignment}", "practices")),
        *((ben, "GET", f"{home}/practices/{one}", None) for one in practices),
        *((ben, "GET", path, None) for path in ("/me/today", home, f"{home}/therapists", f"{home}/therapist-reads")),
        (ben, "POST", "/me/export", {"include_private": True, "password": ben.password}),
        *((therapist, "GET", f"{care}/{path}", None) for path in ("assignments", "practices")),
        (therapist, "POST", f"{care}/assignments", {"template": "calm-start-talk"}),
        (therapist, "GET", "/couples-in-care", None),
        (therapist, "POST", "/me/export", {}),
    ]
    return [await drawn(one, method, path, body) for one, method, path, body in asked]


async def drawn(person: Person, method: str, path: str, body: object) -> tuple[object, ...]:
    answer = await person.request(method, path, body)
    headers = {key: value for key, value in answer.headers.items() if key not in {"date", "x-request-id"}}
    text = answer.text.replace(answer.headers["x-request-id"], "")
    if path == "/me/export":
        # People have addresses and logins of their own world.
        headers.pop("content-length", None)
        parts = answer.json()["data"]
        kept = {name: parts[name] for name in sorted(parts) if name not in {"account", "logins"}}
        text = json.dumps(kept | {name: in_order(kept[name]) for name in kept if "read_by" in name})
    if path.endswith("/therapist-reads"):
        # Two readings in one moment stand in no order of their own, and each in a line of its own.
        text = json.dumps(in_order(answer.json()["data"]))
    return answer.status_code, headers, alike(text)


def in_order(reads: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((one["at"], one["kind"]) for one in reads)


def alike(text: str) -> str:
    """The same with ids and moments replaced by what they are, in the order in which they are met."""
    known: dict[str, str] = {}
    text = ID.sub(lambda found: known.setdefault(found.group(), f"<id {len(known) + 1}>"), text)
    return HANDLE.sub(r'\1"<handle>"', MOMENT.sub("<moment>", text))


async def seen_over_time(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, *worlds_do: Does
) -> list[tuple[Any, Any]]:
    """Return what is seen in the one world and in the other, answer by answer, at each of the moments."""
    began = clock.now()
    worlds = await prepared(server, client, clock)
    for world, does in zip(worlds, worlds_do, strict=True):
        await does(*world)
    found = []
    for moment in MOMENTS:
        clock.advance(max(began + moment - clock.now(), timedelta()))
        found += list(zip(*[await looked(*world) for world in worlds], strict=True))
    return found


@pytest.mark.parametrize("does", [refuses, does_it_and_keeps_it, tells_and_takes_back])
async def test_a_silent_answer_changes_no_byte_for_the_two_others(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, does: Does
) -> None:
    for one, other in await seen_over_time(server, client, clock, nothing, does):
        assert one == other


async def test_one_yes_alone_changes_no_byte_either(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    async def says_yes_unasked(two: Three, assignment: str, _practices: list[str]) -> None:
        # Ben thinks again in both worlds, and only then does Ada answer in one of them.
        await two.says(two.ben, assignment, yes=False)
        await two.says(two.ada, assignment, yes=True)

    async def silent(two: Three, assignment: str, _practices: list[str]) -> None:
        await two.says(two.ben, assignment, yes=False)

    for one, other in await seen_over_time(server, client, clock, silent, says_yes_unasked):
        assert one == other


async def test_the_comparison_would_notice_what_is_told(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    async def tells(two: Three, _assignment: str, practices: list[str]) -> None:
        await two.takes(two.ada, practices[0])
        await two.reports(two.ada, practices[0], tell_therapist=True)

    assert any(one != other for one, other in await seen_over_time(server, client, clock, nothing, tells))
