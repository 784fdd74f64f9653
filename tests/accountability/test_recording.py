"""What a session came to is stored once, sealed, and with the session or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import func, select

from app.accountability.recording import record_accountability
from app.accountability.tables import AccountabilityRow, AccountabilityStepRow, AccountabilityWordingRow
from tests.accountability.records import a_step, recorded, tell, told

if TYPE_CHECKING:
    from app.database.unit_of_work import UnitOfWork
    from app.resources import Resources
    from tests.builders import PairOfPeople
    from tests.canary import Canary

TABLES = (AccountabilityRow, AccountabilityStepRow, AccountabilityWordingRow)


async def how_many(resources: Resources) -> list[int]:
    return await resources.database.read(
        lambda db: [db.exec(select(func.count()).select_from(table)).one() for table in TABLES]
    )


async def test_a_record_is_stored_with_every_step(resources: Resources, pair: PairOfPeople) -> None:
    steps = tuple(a_step(resources) for _ in range(3))
    await recorded(resources, pair, steps=steps)
    assert await how_many(resources) == [1, 3, 3]


async def test_told_twice_it_is_stored_once(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    await tell(resources, replace(telling, reply="not_ready"))
    assert await how_many(resources) == [1, 1, 1]


async def test_nothing_is_stored_when_the_sessions_transaction_fails(resources: Resources, pair: PairOfPeople) -> None:
    telling = told(resources, pair)

    def fail(uow: UnitOfWork) -> None:
        record_accountability(uow, resources.keyring, telling)
        msg = "the group was rolled back"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError):
        await resources.database.write(fail)
    assert await how_many(resources) == [0, 0, 0]


async def test_a_record_can_be_stored_after_one_of_the_two_was_erased(resources: Resources, pair: PairOfPeople) -> None:
    await resources.database.write(lambda uow: resources.keyring.destroy(uow.db, ("account", pair.ben.account_id)))
    await recorded(resources, pair)
    assert await how_many(resources) == [1, 1, 1]


async def test_no_word_of_it_is_in_a_file(resources: Resources, pair: PairOfPeople, canary: Canary) -> None:
    canary.search_files()
    said: dict[str, Any] = {
        name: canary.said(f"words of the {name}") for name in ("impact", "ownership", "apology", "still_needed")
    }
    step = a_step(resources, sign=canary.said("when the kettle sings"), act=canary.said("I ring the blue bell"))
    await recorded(resources, pair, **said, reply="partly", steps=(step,))


async def test_what_is_told_does_not_show_its_words(resources: Resources, pair: PairOfPeople) -> None:
    telling = told(resources, pair, still_needed="Time.")
    shown = repr(telling)
    for words in (telling.impact, telling.ownership, telling.apology, "Time.", telling.steps[0].sign):
        assert words not in shown
