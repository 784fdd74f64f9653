"""Each takes with them what both see, in words, and their own yes; never the other's."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.accountability.exporting import exported
from tests.accountability.records import moved_twice, overdue, path_of, recorded, settle, update
from tests.builders import expect

if TYPE_CHECKING:
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person


async def export(resources: Resources, one: Person, *couple_ids: str, private: bool = False) -> list[dict[str, Any]]:
    found = await resources.database.read(
        lambda db: exported(db, resources.keyring, one.account_id, couple_ids=couple_ids, private=private)
    )
    assert json.loads(json.dumps(found)) == found
    records: list[dict[str, Any]] = found["accountabilities"]
    return records


async def test_every_word_every_wording_and_every_update_is_in_it(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair, reply="partly", still_needed="Time.")
    [planned] = telling.steps
    await moved_twice(pair.ben, telling, planned)
    smaller = {"if": "I am late on a Monday", "then": "I call from the train"}
    expect(await pair.ben.post(path_of(telling, "steps", planned.id, "smaller"), smaller), 200)
    for one in (pair.ada, pair.ben):
        [found] = await export(resources, one, pair.couple_id)
        assert [found[name] for name in ("impact", "ownership", "apology", "still_needed")] == [
            telling.impact,
            telling.ownership,
            telling.apology,
            "Time.",
        ]
        [step] = found["steps"]
        assert [(one["if"], one["then"]) for one in step["wordings"]] == [
            (planned.sign, planned.act),
            (smaller["if"], smaller["then"]),
        ]
        assert [one["what_happened"] for one in step["updates"]] == [update()["what_happened"]] * 2
        assert step["updates"][1]["new_date"] == str(planned.due_on + timedelta(days=2))


async def test_ones_own_yes_is_in_it_and_the_others_is_not(resources: Resources, pair: PairOfPeople) -> None:
    telling = await overdue(resources, pair)
    before = await export(resources, pair.ben, pair.couple_id, private=True)
    expect(await settle(pair.ada, telling), 200)
    assert await export(resources, pair.ben, pair.couple_id, private=True) == before
    [adas] = await export(resources, pair.ada, pair.couple_id)
    assert adas["settled_by_you"]


async def test_couples_that_were_not_asked_for_are_not_in_it(resources: Resources, pair: PairOfPeople) -> None:
    await recorded(resources, pair)
    assert await export(resources, pair.ada) == []


async def test_the_words_of_somebody_erased_are_not_in_it(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    expect(await pair.ben.delete("/me", {"password": pair.ben.password}), 204)
    [found] = await export(resources, pair.ada, pair.couple_id)
    assert (found["impact"], found["apology"]) == (telling.impact, None)
    assert found["steps"][0]["wordings"][0]["if"] is None
