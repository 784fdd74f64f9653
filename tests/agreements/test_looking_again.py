"""Looking at an agreement again: when it is due, what each says for themselves, and what comes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.agreements.due import due_for
from app.agreements.pausing import pauses_of
from tests.agreements.agreeing import BOUNDARY, COMMITMENT, LIMIT, RITUAL, Table, newest
from tests.agreements.reaching import recorded
from tests.builders import code_of, expect

if TYPE_CHECKING:
    from app.due import Due
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person

SHARED_NOTE = "We moved to the second floor."


@pytest.fixture
def table(pair: PairOfPeople) -> Table:
    return Table(pair)


async def review(table: Table, person: Person, agreement_id: str) -> dict[str, Any]:
    found: dict[str, Any] = expect(await person.get(f"{table.path}/{agreement_id}/review"), 200)["review"]
    return found


async def says(table: Table, person: Person, agreement_id: str, answer: str) -> dict[str, Any]:
    sent = await table.put(person, agreement_id, "review", {"answer": answer})
    found: dict[str, Any] = expect(sent, 200)["review"]
    return found


async def dues(resources: Resources, table: Table, person: Person, *, days: int = 30) -> tuple[Due, ...]:
    return await resources.database.read(
        lambda db: due_for(
            db,
            person.account_id,
            couple_ids=(table.pair.couple_id,),
            at=resources.clock.now(),
            days=days,
            timezone="Europe/Vienna",
        )
    )


async def test_nothing_is_looked_at_before_its_day(table: Table) -> None:
    agreed = await table.agreed(BOUNDARY)
    assert code_of(await table.put(table.pair.ada, agreed["id"], "review", {"answer": "keep"})) == "not_now"
    found = await review(table, table.pair.ben, agreed["id"])
    assert (found["due"], found["due_on"], found["last"]) == (False, agreed["review_on"], None)


async def test_a_life_event_by_either_makes_every_boundary_due_and_names_nobody(table: Table) -> None:
    # Practice 82.
    boundary, ritual = await table.agreed(BOUNDARY), await table.agreed(RITUAL)
    event = await table.event(table.pair.ben, note=SHARED_NOTE, happened_on="2026-11-01")
    assert (event["agreements"], event["note"], event["kind"]) == ([boundary["id"]], SHARED_NOTE, "move")
    assert set(event) == {"id", "kind", "happened_on", "recorded_at", "note", "agreements"}
    for person in (table.pair.ada, table.pair.ben):
        assert (await table.read(person, boundary["id"]))["state"] == "review_due"
        assert (await table.read(person, ritual["id"]))["state"] == "active"
        [listed] = expect(await person.get(f"/couples/{table.pair.couple_id}/life-events"), 200)["data"]
        assert listed == event
        for state, expected in (("review_due", boundary["id"]), ("active", ritual["id"])):
            [found] = expect(await person.get(f"{table.path}?state={state}"), 200)["data"]
            assert found["id"] == expected


async def test_what_hangs_on_it_may_be_chosen(table: Table) -> None:
    boundary, ritual = await table.agreed(BOUNDARY), await table.agreed(RITUAL)
    money = await table.agreed({**BOUNDARY, "category": "other"})
    assert (await table.event(table.pair.ada, agreements=[ritual["id"]]))["agreements"] == [ritual["id"]]
    assert (await table.event(table.pair.ada, categories=["other"]))["agreements"] == [money["id"]]
    assert (await table.read(table.pair.ada, boundary["id"]))["state"] == "active"
    both = {"kind": "job", "agreements": [ritual["id"]], "categories": ["time"]}
    events = f"/couples/{table.pair.couple_id}/life-events"
    assert code_of(await table.pair.ada.post(events, both)) == "invalid"


async def test_the_others_own_limit_is_neither_chosen_nor_named(table: Table) -> None:
    # G-5: it becomes due for its owner, and nobody else can tell that it is there.
    own = await table.proposed(LIMIT)
    events = f"/couples/{table.pair.couple_id}/life-events"
    chosen = await table.pair.ben.post(events, {"kind": "job", "agreements": [own["id"]]})
    assert code_of(chosen) == "not_found"
    event = await table.event(table.pair.ben)
    assert event["agreements"] == []
    [seen] = expect(await table.pair.ada.get(events), 200)["data"]
    assert (seen["id"], seen["agreements"]) == (event["id"], [own["id"]])
    assert (await table.read(table.pair.ada, own["id"]))["state"] == "review_due"
    assert (await says(table, table.pair.ada, own["id"], "keep"))["last"]["outcome"] == "kept"


async def test_either_takes_an_event_out_again_and_what_is_due_stays_due(table: Table) -> None:
    agreed = await table.agreed(BOUNDARY)
    events = f"/couples/{table.pair.couple_id}/life-events"
    for _ in range(2):
        await table.event(table.pair.ada)
    event = await table.event(table.pair.ben)
    page = expect(await table.pair.ada.get(f"{events}?limit=2"), 200)
    rest = expect(await table.pair.ada.get(f"{events}?limit=2&cursor={page['next_cursor']}"), 200)
    assert (page["data"][0]["id"], len(page["data"]), len(rest["data"])) == (event["id"], 2, 1)
    expect(await table.pair.ada.delete(f"{events}/{event['id']}"), 204)
    assert code_of(await table.pair.ben.delete(f"{events}/{event['id']}")) == "not_found"
    assert (await table.read(table.pair.ada, agreed["id"]))["state"] == "review_due"


async def test_nobody_reads_before_everyone_has_answered(table: Table) -> None:
    agreed = await table.agreed(BOUNDARY)
    await table.event(table.pair.ada)
    before = await table.everything(table.pair.ben)
    answered = await says(table, table.pair.ada, agreed["id"], "let_go")
    assert (answered["your_answer"], answered["last"]) == ("let_go", None)
    await says(table, table.pair.ada, agreed["id"], "change")
    assert await table.everything(table.pair.ben) == before

    both = await says(table, table.pair.ben, agreed["id"], "keep")
    assert both["last"]["outcome"] == "talk"
    said = {one["account"]: one["answer"] for one in both["last"]["answers"]}
    assert said == {table.pair.ada.account_id: "change", table.pair.ben.account_id: "keep"}
    # It goes on counting, stays due, and a new round has begun.
    assert (await table.read(table.pair.ada, agreed["id"]))["state"] == "review_due"
    assert (await review(table, table.pair.ada, agreed["id"]))["your_answer"] is None


async def test_both_keep_it_and_the_day_moves_on(table: Table, resources: Resources) -> None:
    agreed = await table.agreed({**BOUNDARY, "days": 200})
    await table.event(table.pair.ada)
    await says(table, table.pair.ada, agreed["id"], "keep")
    await says(table, table.pair.ben, agreed["id"], "keep")
    kept = await table.read(table.pair.ben, agreed["id"])
    on = resources.clock.now().date() + timedelta(days=200)
    assert (kept["state"], kept["review_on"]) == ("active", str(on))
    assert kept["version"] == agreed["version"]


async def test_both_let_it_go_and_it_counts_no_longer(table: Table) -> None:
    agreed = await table.agreed(RITUAL)
    await table.event(table.pair.ada, agreements=[agreed["id"]])
    await says(table, table.pair.ada, agreed["id"], "let_go")
    assert (await table.read(table.pair.ada, agreed["id"]))["state"] == "review_due"
    await says(table, table.pair.ben, agreed["id"], "let_go")
    assert (await table.read(table.pair.ada, agreed["id"]))["state"] == "retired"
    assert code_of(await table.assent(table.pair.ada, agreed["id"], newest(agreed))) == "not_now"


async def test_new_words_begin_a_new_round(table: Table) -> None:
    agreed = await table.agreed(BOUNDARY)
    await table.event(table.pair.ada)
    await says(table, table.pair.ada, agreed["id"], "change")
    changed = await table.reworded(table.pair.ada, agreed, {**BOUNDARY, "text": "No phones."})
    await table.yes(table.pair.ada, changed)
    renewed = await table.yes(table.pair.ben, changed)
    assert renewed["state"] == "active"
    assert (await review(table, table.pair.ada, agreed["id"]))["your_answer"] is None


async def test_what_is_due_is_due_to_each_until_they_have_answered(table: Table, resources: Resources) -> None:
    boundary = await table.agreed(BOUNDARY)
    promise = await table.agreed(COMMITMENT)
    assert [(one.kind, one.id, one.state) for one in await dues(resources, table, table.pair.ben)] == [
        ("follow_up", promise["id"], "coming")
    ]
    await table.event(table.pair.ben)
    own = await table.proposed(LIMIT)
    await table.event(table.pair.ada, agreements=[own["id"]])
    bens = await dues(resources, table, table.pair.ben)
    assert {(one.kind, one.id, one.state) for one in bens} == {
        ("review", boundary["id"], "due"),
        ("follow_up", promise["id"], "coming"),
    }
    adas = await dues(resources, table, table.pair.ada)
    assert {(one.id, one.private) for one in adas} == {
        (boundary["id"], False),
        (promise["id"], False),
        (own["id"], True),
    }
    await says(table, table.pair.ada, boundary["id"], "keep")
    assert boundary["id"] not in {one.id for one in await dues(resources, table, table.pair.ada)}
    # What the one has answered moves nothing for the other.
    assert await dues(resources, table, table.pair.ben) == bens
    expect(await table.pair.ben.get(bens[0].path.removeprefix("/v1")), 200)


async def test_the_first_look_at_a_promise_is_its_follow_up(table: Table, resources: Resources) -> None:
    told = await recorded(
        resources,
        table.pair,
        kind="commitment",
        category=None,
        owner_id=table.pair.ada.account_id,
        at=resources.clock.now() - timedelta(days=12),
        days=10,
    )
    for person in (table.pair.ada, table.pair.ben):
        [due] = await dues(resources, table, person)
        assert (due.kind, due.state, due.id) == ("follow_up", "due", told.agreement_id)
        await says(table, person, told.agreement_id, "keep")
    kept = await table.read(table.pair.ada, told.agreement_id)
    assert kept["review_on"] == str(resources.clock.now().date() + timedelta(days=90))


@pytest.mark.parametrize(("fair", "keepable", "low"), [(4, 10, True), (10, 4, True), (5, 5, False)])
async def test_a_low_answer_comes_back_to_oneself_and_to_nobody_else(
    table: Table, fair: int, keepable: int, *, low: bool
) -> None:
    # Practice 81.
    proposed = await table.proposed(BOUNDARY)
    before = await table.everything(table.pair.ada)
    body = {"version": newest(proposed), "fair": fair, "keepable": keepable}
    weighed = expect(await table.put(table.pair.ben, proposed["id"], "weighing", body), 200)
    assert (weighed["low"], weighed["note"] is not None) == (low, low)
    assert await table.everything(table.pair.ada) == before
    answer = await table.assent(table.pair.ben, proposed["id"], newest(proposed))
    if low:
        assert code_of(answer) == "held_for_review"
        assert await table.everything(table.pair.ada) == before
        assert (await table.yes(table.pair.ben, proposed, even_so=True))["state"] == "active"
    else:
        assert expect(answer, 200)["agreement"]["state"] == "active"


async def test_a_draft_is_weighed_before_it_is_offered(table: Table) -> None:
    draft = await table.proposed(BOUNDARY, draft=True)
    body = {"version": newest(draft), "fair": 1, "keepable": 9}
    expect(await table.put(table.pair.ada, draft["id"], "weighing", body), 200)
    offer = f"{table.path}/{draft['id']}/offer"
    assert code_of(await table.pair.ada.post(offer, {"version": newest(draft)})) == "held_for_review"
    answer = await table.pair.ada.post(offer, {"version": newest(draft), "even_so": True})
    assert expect(answer, 200)["agreement"]["state"] == "proposed"
    old = {"version": "0" * 64, "fair": 9, "keepable": 9}
    assert code_of(await table.put(table.pair.ada, draft["id"], "weighing", old)) == "wrong_version"


async def test_a_ritual_rests_for_either_and_nothing_says_who(table: Table, resources: Resources) -> None:
    # Practice 95.
    ritual = await table.agreed(RITUAL)
    today = resources.clock.now().date()
    days = {"first_on": str(today + timedelta(days=2)), "last_on": str(today + timedelta(days=9))}
    path = f"{table.path}/{ritual['id']}/pauses"
    resting = expect(await table.pair.ben.post(path, days), 200)["agreement"]
    [pause] = resting["pauses"]
    assert pause == {"id": pause["id"], **days}
    assert await table.read(table.pair.ada, ritual["id"]) == resting
    # Twice is once.
    assert expect(await table.pair.ada.post(path, days), 200)["agreement"] == resting
    expect(await table.pair.ada.delete(f"{path}/{pause['id']}"), 204)
    assert (await table.read(table.pair.ben, ritual["id"]))["pauses"] == []
    assert code_of(await table.pair.ben.delete(f"{path}/{pause['id']}")) == "not_found"


async def test_days_of_rest_that_have_passed_stay(table: Table, resources: Resources) -> None:
    ritual = await table.agreed(RITUAL)
    today = resources.clock.now().date()
    days = {"first_on": str(today - timedelta(days=1)), "last_on": str(today + timedelta(days=9))}
    path = f"{table.path}/{ritual['id']}/pauses"
    [pause] = expect(await table.pair.ada.post(path, days), 200)["agreement"]["pauses"]
    expect(await table.pair.ada.delete(f"{path}/{pause['id']}"), 204)
    assert (await table.read(table.pair.ben, ritual["id"]))["pauses"] == []
    since = today - timedelta(days=30)
    kept = await resources.database.read(lambda db: pauses_of(db, [ritual["id"]], since=since))
    yesterday = today - timedelta(days=1)
    assert [(one.first_on, one.last_on) for one in kept[ritual["id"]]] == [(yesterday, yesterday)]
    assert kept[ritual["id"]][0].covers(yesterday)
    assert not kept[ritual["id"]][0].covers(today)


@pytest.mark.parametrize(("first", "last"), [(-2, 3), (0, -1), (0, 185), (367, 368)])
async def test_a_rest_has_a_beginning_and_an_end_in_sight(
    table: Table, resources: Resources, first: int, last: int
) -> None:
    ritual, boundary = await table.agreed(RITUAL), await table.agreed(BOUNDARY)
    today = resources.clock.now().date()
    days = {"first_on": str(today + timedelta(days=first)), "last_on": str(today + timedelta(days=last))}
    assert code_of(await table.pair.ada.post(f"{table.path}/{ritual['id']}/pauses", days)) == "invalid"
    fine = {"first_on": str(today), "last_on": str(today)}
    assert code_of(await table.pair.ada.post(f"{table.path}/{boundary['id']}/pauses", fine)) == "not_now"
