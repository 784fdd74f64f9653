"""What is due after a session: one's own updates, and of the other's only that one has waited for long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.accountability.due import due_for
from tests.accountability.records import a_step, overdue, path_of, recorded, settle
from tests.builders import expect

if TYPE_CHECKING:
    from app.due import Due
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person


async def due(resources: Resources, pair: PairOfPeople, one: Person, *, days: int = 14, **ahead: Any) -> list[Due]:
    at = resources.clock.now() + timedelta(**ahead)
    found = await resources.database.read(
        lambda db: due_for(
            db, one.account_id, couple_ids=(pair.couple_id,), at=at, days=days, timezone="Europe/Helsinki"
        )
    )
    return list(found)


@pytest.mark.parametrize(("ago", "state"), [(-5, "coming"), (2, "due"), (6, "overdue")])
async def test_an_update_is_due_for_whoever_promised_it(
    resources: Resources, pair: PairOfPeople, ago: int, state: str
) -> None:
    telling = await overdue(resources, pair, days=ago)
    [found] = await due(resources, pair, pair.ben)
    assert (found.kind, found.id, found.state) == ("progress_update", telling.steps[0].id, state)
    assert (found.on, found.at, found.private) == (telling.steps[0].due_on, None, False)
    expect(await pair.ben.get(found.path.removeprefix("/v1")), 200)


async def test_what_is_far_ahead_is_not_listed_yet(resources: Resources, pair: PairOfPeople) -> None:
    await overdue(resources, pair, days=-9)
    assert await due(resources, pair, pair.ben, days=5) == []
    assert len(await due(resources, pair, pair.ben, days=10)) == 1


@pytest.mark.parametrize(("ago", "many"), [(1, 0), (4, 0), (7, 1)])
async def test_the_other_is_told_only_after_the_grace_and_a_day(
    resources: Resources, pair: PairOfPeople, ago: int, many: int
) -> None:
    telling = await overdue(resources, pair, days=ago)
    found = await due(resources, pair, pair.ada)
    assert [(one.kind, one.state, one.path) for one in found] == [("follow_up", "due", f"/v1{path_of(telling)}")] * many


async def test_who_is_not_ready_is_reminded_of_nothing(resources: Resources, pair: PairOfPeople) -> None:
    #
    await overdue(resources, pair, reply="not_ready")
    assert await due(resources, pair, pair.ada) == []


async def test_nothing_is_due_of_what_is_done_settled_or_answered(resources: Resources, pair: PairOfPeople) -> None:
    settled, done = await overdue(resources, pair), await overdue(resources, pair)
    for one in (pair.ada, pair.ben):
        expect(await settle(one, settled), 200)
    expect(await pair.ben.post(path_of(done, "steps", done.steps[0].id, "done")), 200)
    for one in (pair.ada, pair.ben):
        assert await due(resources, pair, one) == []


async def test_a_record_that_was_opened_again_asks_from_that_day_on(resources: Resources, pair: PairOfPeople) -> None:
    telling = await overdue(resources, pair)
    for one in (pair.ada, pair.ben):
        expect(await settle(one, telling), 200)
    expect(await pair.ada.post(path_of(telling, "reopen")), 200)
    [found] = await due(resources, pair, pair.ben)
    assert found.state == "due"
    assert await due(resources, pair, pair.ada) == []


async def test_other_couples_and_other_people_have_none_of_it(resources: Resources, pair: PairOfPeople) -> None:
    await recorded(resources, pair, steps=(a_step(resources),))
    at = resources.clock.now()
    ben = pair.ben.account_id
    without = await resources.database.read(lambda db: due_for(db, ben, couple_ids=(), at=at, days=30, timezone="UTC"))
    elsewhere = await resources.database.read(
        lambda db: due_for(db, "nobody", couple_ids=(pair.couple_id,), at=at, days=30, timezone="UTC")
    )
    assert (without, elsewhere) == ((), ())


async def test_it_is_listed_for_today(resources: Resources, pair: PairOfPeople) -> None:
    telling = await overdue(resources, pair, days=1)
    listed = expect(await pair.ben.get("/me/today"), 200)
    assert telling.steps[0].id in str(listed)
