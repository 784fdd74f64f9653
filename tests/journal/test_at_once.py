"""Two devices at once: one week is one page, no page is lost, and the room is counted right."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from app.operations.verify import verify
from tests.builders import expect

if TYPE_CHECKING:
    from app.resources import Resources
    from tests.builders import PairOfPeople


async def test_a_week_that_is_said_on_many_devices_is_one_page(resources: Resources, pair: PairOfPeople) -> None:
    answers = await asyncio.gather(*(pair.ada.patch("/me/week", {"level": level}) for level in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    [week] = expect(await pair.ada.get("/me/weeks"), 200)["data"]
    assert week["level"] in range(8)
    assert verify(resources.database, resources.master_key).sound


async def test_the_first_pages_of_all_kinds_may_come_at_once(resources: Resources, pair: PairOfPeople) -> None:
    answers = await asyncio.gather(
        *(pair.ada.post("/me/journal", {"text": f"Line {number}."}) for number in range(4)),
        *(pair.ada.post("/me/notes", {"kind": "care", "text": "A walk."}) for _ in range(4)),
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len(expect(await pair.ada.get("/me/journal"), 200)["data"]) == 4
    assert verify(resources.database, resources.master_key).sound


async def test_two_rests_at_once_are_taken_back_by_one_act(pair: PairOfPeople) -> None:
    body = {"couple_id": pair.couple_id}
    await asyncio.gather(*(pair.ada.request("PUT", "/me/step-back", body) for _ in range(4)))
    assert expect(await pair.ada.request("PUT", "/me/step-back", body | {"on": False}), 200) == {"resting": []}
