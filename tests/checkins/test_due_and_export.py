"""A check-in on the list of what is due, and in what a person takes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.checkins.exporting import exported
from tests.builders import expect
from tests.checkins.weeks import ADAS, BENS, answered, later, write

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person


async def due(person: Person) -> list[tuple[str, str]]:
    found = expect(await person.get("/me/today?days=6"), 200)["data"]
    return [(one["kind"], one["path"]) for one in found]


async def test_nobody_is_asked_for_a_check_in_that_the_two_did_not_choose(pair: PairOfPeople) -> None:
    assert await due(pair.ada) == []


async def test_a_chosen_week_is_due_until_one_has_answered_oneself(pair: PairOfPeople, clock: MovableClock) -> None:
    rhythm = f"/couples/{pair.couple_id}/check-in-rhythm"
    chosen = expect(await pair.ada.request("PUT", rhythm, {"weekday": "monday", "timezone": "UTC"}), 200)["rhythm"]
    one = ("check_in", f"/v1/couples/{pair.couple_id}/check-ins/{chosen['cycle']}")
    assert await due(pair.ada) == await due(pair.ben) == [one]
    await answered(pair, pair.ada, ADAS)
    assert (await due(pair.ada), await due(pair.ben)) == ([], [one])
    pair = await later(pair, clock)
    assert await due(pair.ada) != [one]
    assert len(await due(pair.ada)) == 1


async def test_one_takes_along_what_both_shared_and_when_asked_what_is_ones_own(
    pair: PairOfPeople, clock: MovableClock, resources: Resources
) -> None:
    await answered(pair, pair.ada, ADAS)
    await answered(pair, pair.ben, BENS)
    pair = await later(pair, clock)
    expect(await write(pair, pair.ada, {"hope": "Only mine."}), 200)

    async def taken(person: Person, *, private: bool) -> dict[str, list[dict[str, object]]]:
        return await resources.database.read(
            lambda db: exported(db, resources.keyring, person.account_id, couple_ids=(pair.couple_id,), private=private)
        )

    for person in (pair.ada, pair.ben):
        shared = (await taken(person, private=False))["check_ins"]
        assert {one["yours"] for one in shared} == {True, False}
        assert "Only mine." not in str(await taken(person, private=False))
    assert "Only mine." in str(await taken(pair.ada, private=True))
    assert (await taken(pair.ben, private=True))["check_in_drafts"] == []
