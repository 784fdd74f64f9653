"""The history of an agreement cannot be quietly rewritten, belongs to whom it belongs, and goes with whom it goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import text

from app.agreements.exporting import exported
from app.operations.verify import verify
from tests.agreements.agreeing import BASE, BOUNDARY, LIMIT, RITUAL, Table, newest
from tests.agreements.reaching import recorded
from tests.builders import code_of, expect

if TYPE_CHECKING:
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person

SECOND = {**BOUNDARY, "text": "No phones at all."}


@pytest.fixture
def table(pair: PairOfPeople) -> Table:
    return Table(pair)


async def changed_once(table: Table) -> dict[str, Any]:
    agreed = await table.agreed(BOUNDARY)
    edited = await table.reworded(table.pair.ben, agreed, SECOND)
    await table.yes(table.pair.ada, edited)
    return await table.yes(table.pair.ben, edited)


async def told(resources: Resources, person: Person, table: Table, *, private: bool) -> dict[str, Any]:
    return await resources.database.read(
        lambda db: exported(
            db, resources.keyring, person.account_id, couple_ids=(table.pair.couple_id,), private=private
        )
    )


async def counted(resources: Resources, name: str) -> int:
    rows = text(f"SELECT count(*) FROM {name}")  # noqa: S608 - names of our own
    found: int = await resources.database.read(lambda db: db.connection().scalar(rows))
    return found


def faults(resources: Resources) -> dict[str, int]:
    return dict(+verify(resources.database, resources.master_key).faults)


async def test_every_kind_and_every_act_leaves_a_history_that_is_whole(resources: Resources, table: Table) -> None:
    await changed_once(table)
    own = await table.proposed(LIMIT)
    expect(await table.put(table.pair.ada, own["id"], "sharing", {"shared_with_partner": True}), 200)
    await table.proposed(LIMIT)
    draft = await table.proposed(BASE, draft=True)
    await table.reworded(table.pair.ada, draft, {**BASE, "acceptable": ["Walking alone."]})
    ritual = await table.agreed(RITUAL)
    expect(await table.pair.ada.post(f"{table.path}/{ritual['id']}/end"), 200)
    await table.event(table.pair.ada)
    await recorded(resources, table.pair)
    found = verify(resources.database, resources.master_key)
    assert found.sound, dict(+found.faults)
    # Two wordings of the first, and one of each of the others: what only one person saw leaves no trail.
    assert (found.looked_at["agreements"], found.looked_at["versions of agreements"]) == (6, 7)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE agreement_version SET made_at = (SELECT reached_at FROM agreement) WHERE number = 1", "chain_broken"),
        ("DELETE FROM agreement_version WHERE number = 1", "chain_broken"),
        ("UPDATE agreement_version SET number = number + 1 WHERE number = 2", "chain_broken"),
        ("UPDATE agreement_version SET days = 31 WHERE number = 1", "hash_differs"),
        ("UPDATE agreement_version SET category = 'privacy' WHERE number = 2", "hash_differs"),
        ("UPDATE agreement_version SET version = 'x' WHERE number = 1", "chain_broken"),
        (
            "UPDATE agreement_version SET terms = (SELECT o.terms FROM agreement_version o WHERE o.number = 2)",
            "hash_differs",
        ),
        (
            "UPDATE agreement SET terms = (SELECT o.terms FROM agreement_version o WHERE o.number = 1)",
            "hash_differs",
        ),
        ("UPDATE agreement SET version = 'x'", "version_missing"),
    ],
)
async def test_whatever_is_changed_in_the_data_is_noticed(
    resources: Resources, table: Table, statement: str, fault: str
) -> None:
    await changed_once(table)
    assert faults(resources) == {}
    await resources.database.write(lambda uow: uow.db.connection().execute(text(statement)))
    assert any(fault in code for code in faults(resources)), faults(resources)
    await resources.database.write(lambda uow: uow.db.connection().execute(text("DELETE FROM agreement_version")))


async def test_each_version_says_what_it_is_chained_to(table: Table) -> None:
    agreed = await changed_once(table)
    path = f"{table.path}/{agreed['id']}/versions"
    second, first = expect(await table.pair.ben.get(path), 200)["data"]
    assert len({first["link"], second["link"], first["version"], second["version"]}) == 4
    assert agreed["wording"] == second
    assert code_of(await table.pair.ben.get(f"{path}?cursor=WyJhZ3JlZW1lbnRzIiwibm9uc2Vuc2UiXQ")) == "bad_cursor"


async def test_what_was_replaced_does_not_come_back_when_a_session_tells_it_again(
    resources: Resources, table: Table
) -> None:
    from tests.agreements.reaching import tell  # noqa: PLC0415 - only here

    reached = await recorded(resources, table.pair)
    edited = await table.reworded(table.pair.ada, await table.read(table.pair.ada, reached.agreement_id), SECOND)
    await table.yes(table.pair.ada, edited)
    renewed = await table.yes(table.pair.ben, edited)
    await tell(resources, reached)
    assert await table.read(table.pair.ben, reached.agreement_id) == renewed


async def test_an_agreement_that_an_older_release_stored_has_a_history_too(resources: Resources, table: Table) -> None:
    # It may run beside this one for a while, and keeps no versions.
    reached = await recorded(resources, table.pair)
    await resources.database.write(lambda uow: uow.db.connection().execute(text("DELETE FROM agreement_version")))
    seen = await table.read(table.pair.ada, reached.agreement_id)
    assert (seen["wording"]["number"], seen["version"], seen["state"]) == (1, reached.version, "active")
    assert faults(resources) == {}
    edited = await table.reworded(table.pair.ada, seen, SECOND)
    assert edited["proposed"]["number"] == 2
    assert faults(resources) == {}


async def test_each_takes_out_what_is_shared_and_what_is_their_own(resources: Resources, table: Table) -> None:
    agreed = await changed_once(table)
    await table.proposed(LIMIT)
    draft = await table.proposed(BASE, draft=True)
    weighed = {"version": newest(draft), "fair": 3, "keepable": 8}
    expect(await table.put(table.pair.ada, draft["id"], "weighing", weighed), 200)
    await table.event(table.pair.ben, note="We moved.")
    expect(await table.put(table.pair.ada, agreed["id"], "review", {"answer": "change"}), 200)

    adas = await told(resources, table.pair.ada, table, private=True)
    assert {one["kind"] for one in adas["agreements"]} == {"boundary", "base_agreement"}
    assert len(adas["agreements"]) == 3
    [shared] = [one for one in adas["agreements"] if one["id"] == agreed["id"]]
    assert [one["text"] for one in shared["versions"]] == [BOUNDARY["text"], SECOND["text"]]
    assert adas["life_events"][0]["note"] == "We moved."
    assert {"agreement": draft["id"], "version": newest(draft), "fair": 3, "keepable": 8} in adas["agreement_answers"]
    assert {"agreement": agreed["id"], "reviews": ["change"]} in adas["agreement_answers"]

    open_to_both = await told(resources, table.pair.ada, table, private=False)
    bens = await told(resources, table.pair.ben, table, private=True)
    assert [one["id"] for one in open_to_both["agreements"]] == [agreed["id"]]
    assert "agreement_answers" not in open_to_both
    assert (bens["agreements"], bens["agreement_answers"]) == (open_to_both["agreements"], [])
    assert json.loads(json.dumps(adas)) == adas


async def test_who_is_erased_takes_what_was_theirs_and_leaves_what_both_signed(
    resources: Resources, table: Table
) -> None:
    agreed = await changed_once(table)
    await table.proposed(LIMIT)
    await table.proposed(LIMIT, shared_with_partner=True)
    await table.proposed(LIMIT, draft=True)
    await table.event(table.pair.ada)
    expect(await table.put(table.pair.ada, agreed["id"], "review", {"answer": "change"}), 200)
    expect(await table.pair.ada.delete("/me", {"password": table.pair.ada.password}), 204)
    [left] = expect(await table.pair.ben.get(table.path), 200)["data"]
    assert (left["id"], left["text"], left["state"]) == (agreed["id"], SECOND["text"], "lapsed")
    for name, rows in (("agreement", 1), ("agreement_version", 2), ("agreement_review", 0), ("agreement_weighing", 0)):
        assert await counted(resources, name) == rows, name
    assert faults(resources) == {}


async def test_after_parting_each_keeps_their_own_and_nobody_sees_the_last_offer(table: Table) -> None:
    agreed = await table.agreed(BOUNDARY)
    await table.reworded(table.pair.ada, agreed, SECOND)
    own, draft = await table.proposed(LIMIT), await table.proposed(BASE, draft=True)
    await table.proposed(RITUAL)
    await table.event(table.pair.ada, note="We moved.")
    expect(await table.pair.ben.post(f"/couples/{table.pair.couple_id}/leave"), 204)
    adas = expect(await table.pair.ada.get(table.path), 200)["data"]
    assert {one["id"] for one in adas} == {agreed["id"], own["id"], draft["id"]}
    [bens] = expect(await table.pair.ben.get(table.path), 200)["data"]
    assert (bens["id"], bens["proposed"], bens["state"]) == (agreed["id"], None, "lapsed")
    for person in (table.pair.ada, table.pair.ben):
        versions = expect(await person.get(f"{table.path}/{agreed['id']}/versions"), 200)["data"]
        assert [one["text"] for one in versions] == [BOUNDARY["text"]]
        [event] = expect(await person.get(f"/couples/{table.pair.couple_id}/life-events"), 200)["data"]
        assert event["note"] == "We moved."
        assert code_of(await table.assent(person, agreed["id"], newest(agreed))) == "not_found"
        assert (
            code_of(await person.post(f"/couples/{table.pair.couple_id}/life-events", {"kind": "job"})) == "not_found"
        )
