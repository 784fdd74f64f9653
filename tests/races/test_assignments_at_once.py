"""Three people at one suggestion in the same moment, on the real databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.assignments import suggesting
from tests.builders import code_of, expect

if TYPE_CHECKING:
    import httpx

    from tests.assignments.suggesting import Three
    from tests.conftest import Server


@pytest.fixture
async def three(server: Server, client: httpx.AsyncClient) -> Three:
    return await suggesting.three(server.resources, client)


def counted(answers: list[httpx.Response]) -> Counter[str]:
    return Counter(code_of(one) if one.status_code >= 400 else str(one.status_code) for one in answers)


async def test_two_yes_at_once_open_it(three: Three) -> None:
    slug = await three.publishes()
    for _ in range(4):
        made = (await three.suggests(slug))["id"]
        answers = await asyncio.gather(*(three.answers(one, made, yes=True) for one in (three.ada, three.ben) * 2))
        assert counted(answers) == {"200": 4}
        assert (await three.seen(three.ada, made))["state"] == "open"
        expect(await three.therapist.delete(f"{three.care}/assignments/{made}"), 204)


async def test_a_yes_beside_a_thinking_again_opens_it_or_does_not_and_is_never_half(three: Three) -> None:
    slug = await three.publishes()
    for _ in range(4):
        made = (await three.suggests(slug))["id"]
        await three.says(three.ada, made, yes=True)
        back, yes = await asyncio.gather(
            three.answers(three.ada, made, yes=False), three.answers(three.ben, made, yes=True)
        )
        expect(yes, 200)
        opened = (await three.seen(three.ada, made))["state"] == "open"
        assert (back.status_code == 409) is opened
        assert (await three.ada.get(f"/templates?couple_id={three.pair.couple_id}&limit=100")).text.count(
            slug
        ) == opened
        expect(await three.therapist.delete(f"{three.care}/assignments/{made}"), 204)


async def test_a_last_yes_beside_the_end_of_sharing_leaves_nothing_open(three: Three) -> None:
    slug = await three.publishes()
    made = (await three.suggests(slug))["id"]
    await three.says(three.ada, made, yes=True)
    answer, _ = await asyncio.gather(three.answers(three.ben, made, yes=True), three.stops_sharing(three.ada))
    assert counted([answer]).keys() <= {"200", "request_closed"}
    assert (await three.seen(three.ben, made))["state"] == "withdrawn"
    for person in (three.ada, three.ben):
        assert (await person.get(f"/templates/{slug}")).status_code == 404
        refused = await person.post(f"{three.home}/talk-requests", {"template": slug, "medium": "text"})
        assert code_of(refused) == "invalid"


async def test_one_template_suggested_many_times_at_once_is_suggested_once(three: Three) -> None:
    path, body = f"{three.care}/assignments", {"template": suggesting.LIBRARY}
    answers = await asyncio.gather(*(three.therapist.post(path, body) for _ in range(6)))
    assert counted(answers) == {"201": 1, "not_now": 5}


async def test_practice_given_at_once_is_never_more_than_there_may_be(three: Three) -> None:
    for _ in range(18):
        await three.gives()
    body = {"text": suggesting.WALK, "due_on": three.day()}
    answers = await asyncio.gather(*(three.therapist.post(f"{three.care}/practices", body) for _ in range(6)))
    assert counted(answers) == {"201": 2, "limit_reached": 4}


async def test_a_report_beside_the_end_of_sharing_is_kept_or_refused_and_never_told(three: Three) -> None:
    practice = (await three.gives())["id"]
    await three.takes(three.ada, practice)
    answer, _, read = await asyncio.gather(
        three.reporting(three.ada, practice, words=suggesting.WENT, tell_therapist=True),
        three.stops_sharing(three.ada),
        three.therapist.get(f"{three.care}/practices"),
    )
    assert counted([answer]).keys() <= {"200", "request_closed"}
    # Before the end it may have been read; not after it.
    assert read.status_code in {200, 404}
    assert (await three.therapist.get(f"{three.care}/practices")).status_code == 404
    seen = await three.practice(three.ada, practice)
    assert seen["words"] == (suggesting.WENT if answer.status_code == 200 else None)
