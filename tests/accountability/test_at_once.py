"""Both at the same record in the same moment: whatever comes first, it ends as if one had come after the other."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import select

from app.accountability.tables import AccountabilityChangeRow, AccountabilityRow, AccountabilityUpdateRow
from tests.accountability.records import moved_twice, overdue, path_of, read, recorded, settle, update
from tests.builders import expect

if TYPE_CHECKING:
    from app.resources import Resources
    from tests.builders import PairOfPeople

MANY = 6


async def test_of_two_who_settle_at_once_neither_yes_is_lost(resources: Resources, pair: PairOfPeople) -> None:
    for _ in range(4):
        telling = await overdue(resources, pair)
        answers = await asyncio.gather(*(settle(one, telling) for one in (pair.ada, pair.ben) * 3))
        assert {one.status_code for one in answers} == {200}
        found = await read(pair.ada, telling)
        assert (found["state"], [one["kind"] for one in found["changes"]]) == ("settled", ["settled"])


async def test_one_person_at_many_devices_does_not_settle_alone(resources: Resources, pair: PairOfPeople) -> None:
    telling = await overdue(resources, pair)
    answers = await asyncio.gather(*(settle(pair.ben, telling) for _ in range(MANY)))
    assert {expect(one, 200)["accountability"]["state"] for one in answers} == {"open"}


async def test_an_update_beside_a_second_yes_is_before_it_or_refused(resources: Resources, pair: PairOfPeople) -> None:
    outcomes = set()
    for _ in range(6):
        telling = await overdue(resources, pair)
        expect(await settle(pair.ada, telling), 200)
        path = path_of(telling, "steps", telling.steps[0].id, "updates")
        new_date = str(resources.clock.now().date() + timedelta(days=5))
        told, _ = await asyncio.gather(pair.ben.post(path, update(new_date=new_date)), settle(pair.ben, telling))
        state = (await read(pair.ada, telling))["state"]
        # Ada's yes was to how things stood without the update: with it, it is gone.
        assert (told.status_code, state) in {(201, "open"), (409, "settled")}
        outcomes.add(state)
    assert outcomes <= {"open", "settled"}


async def test_updates_at_once_are_all_kept_each_in_its_place(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    answers = await asyncio.gather(*(pair.ben.post(path, update()) for _ in range(MANY)))
    assert Counter(one.status_code for one in answers) == {201: MANY}
    numbers = await resources.database.read(lambda db: sorted(db.exec(select(AccountabilityUpdateRow.number)).all()))
    assert numbers == list(range(1, MANY + 1))


async def test_a_step_is_made_smaller_once_however_often_it_is_sent(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    await moved_twice(pair.ben, telling, telling.steps[0])
    path = path_of(telling, "steps", telling.steps[0].id, "smaller")
    sent = {"if": "I am late on a Monday", "then": "I call"}
    answers = await asyncio.gather(*(pair.ben.post(path, sent) for _ in range(MANY)))
    assert Counter(one.status_code for one in answers) == {200: 1, 409: MANY - 1}


async def test_opening_again_at_once_is_opening_again_once(resources: Resources, pair: PairOfPeople) -> None:
    telling = await overdue(resources, pair)
    for one in (pair.ada, pair.ben):
        expect(await settle(one, telling), 200)
    answers = await asyncio.gather(*(one.post(path_of(telling, "reopen")) for one in (pair.ada, pair.ben) * 3))
    assert {one.status_code for one in answers} == {200}
    kinds = await resources.database.read(lambda db: list(db.exec(select(AccountabilityChangeRow.kind)).all()))
    assert Counter(kinds) == {"settled": 1, "reopened": 1}


async def test_nothing_is_written_once_somebody_has_left(resources: Resources, pair: PairOfPeople) -> None:
    telling = await overdue(resources, pair)
    left, *_ = await asyncio.gather(
        pair.ben.post(f"/couples/{pair.couple_id}/leave"), *(settle(pair.ada, telling) for _ in range(MANY))
    )
    expect(left, 204)
    confirms = select(AccountabilityRow.hurt_confirms)
    assert await resources.database.read(lambda db: db.exec(confirms).one()) is False


async def test_an_update_sent_many_times_at_once_under_one_ref_is_there_once(
    resources: Resources, pair: PairOfPeople
) -> None:
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    sent = update(ref="3f0d2c86-5a31-4b7e-9a52-0f5d6a0c1e11")
    answers = await asyncio.gather(*(pair.ben.post(path, sent) for _ in range(MANY)))
    assert len({expect(one, 201)["update"]["id"] for one in answers}) == 1
    assert len(expect(await pair.ada.get(path), 200)["data"]) == 1
