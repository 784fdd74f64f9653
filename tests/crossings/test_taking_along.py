"""What others make of crossings: exports, what is due, the audit, and one's own view of one's own limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.crossings.due import due_for
from app.crossings.exporting import exported
from app.operations.verify import verify
from tests.agreements.reaching import recorded
from tests.builders import expect
from tests.crossings.raising import NOTE, OPENING, REDRESS, Two

if TYPE_CHECKING:
    from app.resources import Resources
    from tests.builders import Person


def taken_along(resources: Resources, two: Two, one: Person, *, private: bool) -> list[dict[str, Any]]:
    found = resources.database.read_now(
        lambda db: exported(db, resources.keyring, one.account_id, couple_ids=(two.pair.couple_id,), private=private)
    )
    return found["crossings"]


async def test_an_export_has_what_both_see_and_ones_own_notes_only_when_asked(two: Two, resources: Resources) -> None:
    shared, _ = await two.planned()
    kept = (await two.report())["id"]

    plain = taken_along(resources, two, two.ada, private=False)
    whole = taken_along(resources, two, two.ada, private=True)

    assert [one["id"] for one in plain] == [shared]
    assert (plain[0]["opening"], plain[0]["plan"]["what"], "note" in plain[0]) == (
        OPENING["text"],
        REDRESS["what"],
        False,
    )
    assert {one["id"]: one["note"] for one in whole} == {shared: NOTE, kept: NOTE}
    for private in (False, True):
        bens = taken_along(resources, two, two.ben, private=private)
        assert [one["id"] for one in bens] == [shared]
        assert NOTE not in str(bens)


async def test_a_redress_is_due_for_each_until_they_say_that_it_is_done(two: Two, resources: Resources) -> None:
    await two.report(raise_together="yes")
    crossing, version = await two.planned()

    def due(one: Person, days: int) -> list[tuple[str, str]]:
        found = resources.database.read_now(
            lambda db: due_for(
                db,
                one.account_id,
                couple_ids=(two.pair.couple_id,),
                at=resources.clock.now(),
                days=days,
                timezone="UTC",
            )
        )
        return [(each.id, each.state) for each in found]

    far = 3_650
    assert due(two.ada, far) == due(two.ben, far) == [(crossing, "coming")]
    assert due(two.ada, 7) == []
    await two.did(two.ada, crossing, "redress/done", {"version": version})
    assert (due(two.ada, far), due(two.ben, far)) == ([], [(crossing, "coming")])


async def test_the_audit_finds_a_plan_whose_day_was_changed_and_traces_on_a_private_note(
    two: Two, resources: Resources
) -> None:
    crossing, _ = await two.planned()
    kept = (await two.report())["id"]
    assert verify(resources.database, resources.master_key).sound

    def tamper(statement: str, name: str) -> None:
        resources.database.write_now(lambda uow: uow.db.execute(text(statement), {"id": name}))

    tamper("UPDATE redress_plan SET due_on = '2031-01-01' WHERE crossing_id = :id", crossing)
    tamper("UPDATE crossing SET renewed = true WHERE id = :id", kept)

    found = +verify(resources.database, resources.master_key).faults
    assert found == {"redress_unreadable": 1, "private_crossing_with_traces": 1, "renewal_without_signature": 1}


async def test_ones_own_limits_and_how_often_they_were_crossed_are_for_oneself(two: Two, resources: Resources) -> None:
    # Practice 91.
    ada = two.ada.account_id
    limit = await recorded(resources, two.pair, scope="personal", owner_id=ada, assented=(ada,), text="I walk alone.")
    path = f"/couples/{two.pair.couple_id}/own-limits"
    for _ in range(2):
        await two.report(agreement=limit.agreement_id)
    await two.report()

    own = expect(await two.ada.get(path), 200)["data"]

    assert [(one["agreement"], one["crossed"], one["days"]) for one in own] == [(limit.agreement_id, 2, 90)]
    assert own[0]["help"]
    assert expect(await two.ben.get(path), 200)["data"] == []
