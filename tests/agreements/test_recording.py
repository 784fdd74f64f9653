"""What a session reached is stored once, sealed, and in force only when everyone needed has said yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.agreements.recording import is_genuine, record
from app.agreements.rooms import active_commitments
from tests.agreements.reaching import reached, recorded, tell
from tests.builders import expect

if TYPE_CHECKING:
    from app.resources import Resources
    from tests.builders import PairOfPeople
    from tests.canary import Canary


async def the_agreements(pair: PairOfPeople) -> list[dict[str, Any]]:
    """Return what Ada sees, having made sure that Ben sees the same."""
    seen = [expect(await one.get(f"/couples/{pair.couple_id}/agreements"), 200)["data"] for one in (pair.ada, pair.ben)]
    assert seen[0] == seen[1]
    found: list[dict[str, Any]] = seen[0]
    return found


async def test_a_shared_boundary_is_active_and_the_same_for_both(resources: Resources, pair: PairOfPeople) -> None:
    told = await recorded(resources, pair)
    [found] = await the_agreements(pair)
    assert found["id"] == told.agreement_id
    assert found["version"] == told.version
    assert found["session"] == told.session_id
    assert (found["state"], found["assented_by_both"], found["text"]) == ("active", True, "No phones at dinner.")
    assert (found["kind"], found["scope"], found["category"], found["owner"]) == ("boundary", "shared", "time", None)


async def test_told_twice_it_is_stored_once(resources: Resources, pair: PairOfPeople) -> None:
    told = await recorded(resources, pair)
    before = await the_agreements(pair)
    await tell(resources, told)
    assert await the_agreements(pair) == before


async def test_a_boundary_is_looked_at_again_after_three_months(resources: Resources, pair: PairOfPeople) -> None:
    told = await recorded(resources, pair)
    [found] = await the_agreements(pair)
    assert found["review_on"] == str(told.at.date() + timedelta(days=90))
    assert found["first_follow_up_on"] is None


async def test_a_commitment_is_looked_at_within_four_weeks_whatever_was_asked(
    resources: Resources, pair: PairOfPeople
) -> None:
    told = await recorded(resources, pair, kind="commitment", category=None, owner_id=pair.ada.account_id, days=400)
    [found] = await the_agreements(pair)
    assert found["first_follow_up_on"] == str(told.at.date() + timedelta(days=28))
    assert (found["review_on"], found["owner"]) == (None, pair.ada.account_id)


async def test_one_yes_alone_is_never_active(resources: Resources, pair: PairOfPeople) -> None:
    # I-29, whatever a caller believes.
    ada = pair.ada.account_id
    await recorded(resources, pair, assented=(ada,))
    await recorded(resources, pair, assented=(ada, ada))
    assert {(one["state"], one["assented_by_both"]) for one in await the_agreements(pair)} == {("proposed", False)}


async def test_the_second_yes_to_the_same_version_puts_it_in_force(resources: Resources, pair: PairOfPeople) -> None:
    told = await recorded(resources, pair, assented=(pair.ada.account_id,))
    await tell(resources, replace(told, assented=(pair.ben.account_id,)))
    [found] = await the_agreements(pair)
    assert found["state"] == "active"


async def test_a_personal_limit_is_in_force_by_its_author_alone(resources: Resources, pair: PairOfPeople) -> None:
    ada, ben = pair.ada.account_id, pair.ben.account_id
    await recorded(resources, pair, scope="personal", owner_id=ada, assented=(ada,))
    await recorded(resources, pair, scope="personal", owner_id=ada, assented=(ben,))
    assert sorted(one["state"] for one in await the_agreements(pair)) == ["active", "proposed"]


async def test_a_version_without_both_leaves_the_earlier_one_in_force(resources: Resources, pair: PairOfPeople) -> None:
    # G-1, attack test 17.
    first = await recorded(resources, pair)
    edit = reached(
        resources, pair, agreement_id=first.agreement_id, text="No phones at all.", assented=(pair.ada.account_id,)
    )
    await tell(resources, edit)
    [found] = await the_agreements(pair)
    assert (found["version"], found["text"], found["state"]) == (first.version, first.text, "active")

    await tell(resources, replace(edit, assented=(pair.ada.account_id, pair.ben.account_id)))
    [found] = await the_agreements(pair)
    assert (found["version"], found["text"], found["state"]) == (edit.version, edit.text, "active")


async def test_what_was_ended_does_not_come_back_when_it_is_told_again(
    resources: Resources, pair: PairOfPeople
) -> None:
    told = await recorded(resources, pair)
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/agreements/{told.agreement_id}/end"), 200)
    await tell(resources, told)
    [found] = await the_agreements(pair)
    assert found["state"] == "lapsed"


async def test_nothing_is_stored_when_the_sessions_transaction_fails(resources: Resources, pair: PairOfPeople) -> None:
    told = reached(resources, pair)

    def fail(uow: Any) -> None:  # Any: a unit of work
        record(uow, resources.keyring, told)
        msg = "the group was rolled back"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError):
        await resources.database.write(fail)
    assert await the_agreements(pair) == []


async def test_after_the_couple_is_over_nothing_more_comes_into_force(resources: Resources, pair: PairOfPeople) -> None:
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/leave"), 204)
    told = await recorded(resources, pair, kind="commitment", category=None)
    assert is_genuine(told)
    assert await resources.database.read(lambda db: active_commitments(db, pair.couple_id)) == {}


async def test_active_commitments_are_counted_for_whoever_carries_them(
    resources: Resources, pair: PairOfPeople
) -> None:
    ada, ben = pair.ada.account_id, pair.ben.account_id
    commitment: dict[str, Any] = {"kind": "commitment", "category": None}
    await recorded(resources, pair, **commitment, owner_id=ada)
    await recorded(resources, pair, **commitment, owner_id=ada)
    await recorded(resources, pair, **commitment)
    await recorded(resources, pair, **commitment, owner_id=ben, assented=(ada,))
    lapsed = await recorded(resources, pair, **commitment, owner_id=ben)
    expect(await pair.ada.post(f"/couples/{pair.couple_id}/agreements/{lapsed.agreement_id}/end"), 200)
    await recorded(resources, pair)
    counted = await resources.database.read(lambda db: active_commitments(db, pair.couple_id))
    assert counted == {ada: 3, ben: 1}


async def test_a_promise_that_finds_no_room_any_more_lies_open_until_there_is_some(
    resources: Resources, pair: PairOfPeople
) -> None:
    # The session's own unit is kept, whatever happened outside of it between deciding and storing.
    ada = pair.ada.account_id
    promise: dict[str, Any] = {"kind": "commitment", "category": None, "owner_id": ada, "most_commitments": 1}
    first = await recorded(resources, pair, **promise)
    second = await recorded(resources, pair, **promise)
    path = f"/couples/{pair.couple_id}/agreements"
    found = {one["id"]: (one["state"], one["assented_by_both"]) for one in await the_agreements(pair)}
    assert found == {first.agreement_id: ("active", True), second.agreement_id: ("proposed", False)}
    expect(await pair.ben.post(f"{path}/{first.agreement_id}/end"), 200)
    for one in (pair.ada, pair.ben):
        expect(await one.post(f"{path}/{second.agreement_id}/assent", {"version": second.version}), 200)
    assert await resources.database.read(lambda db: active_commitments(db, pair.couple_id)) == {ada: 1}


async def test_a_talk_may_leave_room_for_more_promises_than_outside_of_it(
    resources: Resources, pair: PairOfPeople
) -> None:
    promise: dict[str, Any] = {"kind": "commitment", "category": None, "owner_id": pair.ada.account_id}
    for _ in range(5):
        await recorded(resources, pair, **promise, most_commitments=5)
    assert {one["state"] for one in await the_agreements(pair)} == {"active"}


async def test_the_words_and_the_nonce_are_in_no_file(resources: Resources, pair: PairOfPeople, canary: Canary) -> None:
    canary.search_files()
    await recorded(resources, pair, text=canary.said("we keep sunday mornings free"), nonce=canary.said("nonce-Xq1z"))


async def test_what_was_reached_does_not_show_its_words(resources: Resources, pair: PairOfPeople) -> None:
    told = reached(resources, pair)
    assert told.text not in repr(told)
    assert told.nonce not in repr(told)


async def test_once_the_couples_key_is_gone_so_are_the_words(resources: Resources, pair: PairOfPeople) -> None:
    await recorded(resources, pair)
    await resources.database.write(lambda uow: resources.keyring.destroy(uow.db, ("couple", pair.couple_id)))
    [found] = await the_agreements(pair)
    assert (found["text"], found["state"]) == (None, "active")
