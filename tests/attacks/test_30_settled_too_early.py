"""Attack 30, after the session: nothing settles a record before a follow-up has passed, or beside an open redress.

Every door of the record is tried, by both, in every order that a client may think of.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from tests.accountability.records import a_step, overdue, path_of, read, recorded, settle, update
from tests.agreements.reaching import recorded as agreed
from tests.builders import a_couple, code_of, expect
from tests.crossings.raising import Two

if TYPE_CHECKING:
    import httpx

    from app.accountability.recording import Recorded
    from app.resources import Resources
    from tests.builders import PairOfPeople
    from tests.conftest import Server


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


@pytest.fixture
async def pair(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


def acts(telling: Recorded) -> tuple[tuple[str, str, object], ...]:
    step = f"steps/{telling.steps[0].id}"
    return (
        ("POST", f"{step}/done", {}),
        ("POST", f"{step}/updates", update()),
        ("POST", "reopen", {}),
        ("PUT", "reply", {"reply": "partly"}),
        ("PUT", "settle", {"settled": True}),
    )


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
async def test_no_order_of_acts_settles_before_the_first_follow_up(
    resources: Resources, pair: PairOfPeople, order: tuple[int, ...]
) -> None:
    telling = await recorded(resources, pair)
    known = acts(telling)
    for number in order:
        method, act, body = known[number]
        for one in (pair.ada, pair.ben):
            await one.request(method, path_of(telling, act), body)
            assert code_of(await settle(one, telling)) == "locked"
    found = await read(pair.ada, telling)
    assert (found["state"], found["changes"], found["may_settle"]) == ("open", [], False)


async def test_a_date_of_today_is_not_over_today(resources: Resources, pair: PairOfPeople) -> None:
    step = a_step(resources, due_on=resources.clock.now().date())
    telling = await recorded(resources, pair, steps=(step,))
    for one in (pair.ada, pair.ben):
        assert code_of(await settle(one, telling)) == "locked"


async def test_a_follow_up_is_over_when_it_is_over_for_whoever_promised(
    resources: Resources, pair: PairOfPeople
) -> None:
    # The hurt person's own zone does not matter: they live where the day has ended long ago.
    expect(await pair.ada.patch("/me", {"timezone": "Pacific/Kiritimati"}), 200)
    expect(await pair.ben.patch("/me", {"timezone": "Etc/GMT+12"}), 200)
    # Twelve hours behind: where Ben lives it is still the day before, or early on it.
    today = (resources.clock.now() - timedelta(hours=12)).date()
    telling = await recorded(
        resources,
        pair,
        at=resources.clock.now() - timedelta(days=9),
        steps=(a_step(resources, due_on=today),),
    )
    assert code_of(await settle(pair.ada, telling)) == "locked"
    expect(await pair.ben.patch("/me", {"timezone": "Pacific/Kiritimati"}), 200)
    expect(await settle(pair.ada, telling), 200)


@pytest.mark.parametrize("body", [{}, {"settled": "true"}, {"settled": True, "by": "both"}, {"state": "settled"}])
async def test_no_other_form_of_yes_is_taken(resources: Resources, pair: PairOfPeople, body: object) -> None:
    telling = await overdue(resources, pair)
    assert code_of(await pair.ada.request("PUT", path_of(telling, "settle"), body)) == "invalid"


async def test_an_open_redress_keeps_it_open_and_a_private_note_does_not(
    resources: Resources, pair: PairOfPeople
) -> None:
    agreement = await agreed(resources, pair)
    two = Two(pair, agreement.agreement_id, agreement.version)
    telling = await overdue(resources, pair)
    # Kept for herself: nothing that Ben can see moves, this gate included (G-4).
    await two.report()
    assert (await read(pair.ben, telling))["may_settle"]
    expect(await settle(pair.ada, telling), 200)

    await two.shared()
    assert not (await read(pair.ben, telling))["may_settle"]
    assert code_of(await settle(pair.ben, telling)) == "locked"
    assert (await read(pair.ada, telling))["state"] == "open"
