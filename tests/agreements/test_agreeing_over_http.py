"""Agreements between sessions: proposed, reworded, signed and ended by the two, each for themselves (G-1 to G-5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.agreements.agreeing import ALL, BASE, BENCHMARK, BOUNDARY, COMMITMENT, LIMIT, RITUAL, Table, newest
from tests.builders import code_of, expect

if TYPE_CHECKING:
    from app.clock import MovableClock
    from tests.builders import PairOfPeople
    from tests.canary import Canary


@pytest.fixture
def table(pair: PairOfPeople) -> Table:
    return Table(pair)


@pytest.mark.parametrize("terms", ALL, ids=[one["kind"] for one in ALL])
async def test_each_kind_counts_when_both_said_yes_and_is_the_same_for_both(
    table: Table, terms: dict[str, Any]
) -> None:
    proposed = await table.proposed(terms)
    assert (proposed["state"], proposed["assented_by_both"]) == ("proposed", False)
    assert proposed["wording"]["assents"] == [table.pair.ada.account_id]
    agreed = await table.yes(table.pair.ben, proposed)
    assert (agreed["state"], agreed["assented_by_both"], agreed["kind"]) == ("active", True, terms["kind"])
    assert await table.read(table.pair.ada, agreed["id"]) == await table.read(table.pair.ben, agreed["id"]) == agreed


async def test_what_was_written_is_read_as_it_was_written(table: Table) -> None:
    base = (await table.proposed(BASE))["wording"]
    assert (base["acceptable"], base["not_acceptable"], base["if_it_happens"]) == tuple(
        BASE[part] for part in ("acceptable", "not_acceptable", "if_it_happens")
    )
    benchmark = (await table.proposed(BENCHMARK))["wording"]
    assert (benchmark["observable_sign"], benchmark["cadence"]) == (BENCHMARK["observable_sign"], "monthly")
    assert (await table.proposed(RITUAL))["wording"]["schedule"] == RITUAL["schedule"]
    once = await table.proposed({**COMMITMENT, "owner": "partner", "due_on": "2027-01-31"})
    assert (once["owner"], once["wording"]["due_on"]) == (table.pair.ben.account_id, "2027-01-31")


async def test_a_draft_is_nobodys_but_its_authors(table: Table) -> None:
    before = await table.everything(table.pair.ben)
    draft = await table.proposed(BOUNDARY, draft=True)
    assert (draft["state"], draft["shared_with_partner"], draft["wording"]["assents"]) == ("draft", False, [])
    await table.reworded(table.pair.ada, draft, {**BOUNDARY, "text": "No phones at all."})
    path = f"{table.path}/{draft['id']}"
    for answer in (await table.pair.ben.get(path), await table.assent(table.pair.ben, draft["id"], newest(draft))):
        assert code_of(answer) == "not_found"
    assert await table.everything(table.pair.ben) == before
    assert code_of(await table.pair.ada.post(f"{path}/end")) == "not_now"
    expect(await table.pair.ada.delete(path), 204)
    assert code_of(await table.pair.ada.get(path)) == "not_found"


async def test_an_offered_draft_tells_nothing_of_its_past(table: Table, clock: MovableClock) -> None:
    draft = await table.proposed(BOUNDARY, draft=True)
    reworded = await table.reworded(table.pair.ada, draft, {**BOUNDARY, "text": "No phones at all."})
    clock.advance(timedelta(hours=5))
    path = f"{table.path}/{draft['id']}"
    assert code_of(await table.pair.ada.post(f"{path}/offer", {"version": newest(draft)})) == "wrong_version"
    offered = expect(await table.pair.ada.post(f"{path}/offer", {"version": newest(reworded)}), 200)["agreement"]
    assert (offered["state"], offered["text"]) == ("proposed", "No phones at all.")
    assert await table.read(table.pair.ben, draft["id"]) == offered
    [only] = expect(await table.pair.ben.get(f"{path}/versions"), 200)["data"]
    assert (only["number"], only["made_at"]) == (1, offered["reached_at"])
    assert offered["reached_at"] > draft["reached_at"]
    assert (await table.yes(table.pair.ben, offered))["state"] == "active"


async def test_an_edit_is_a_new_version_that_nobody_signed_and_the_old_one_counts_on(table: Table) -> None:
    # I-30, G-1, attack test 17.
    agreed = await table.agreed(BOUNDARY)
    edited = await table.reworded(table.pair.ben, agreed, {**BOUNDARY, "category": "other", "text": "No phones."})
    assert (edited["state"], edited["version"], edited["text"]) == ("active", agreed["version"], agreed["text"])
    assert (edited["proposed"]["text"], edited["proposed"]["assents"]) == ("No phones.", [])
    half = await table.yes(table.pair.ben, edited)
    assert (half["state"], half["text"]) == ("active", agreed["text"])
    whole = await table.yes(table.pair.ada, half)
    assert (whole["text"], whole["category"], whole["proposed"]) == ("No phones.", "other", None)
    versions = expect(await table.pair.ada.get(f"{table.path}/{agreed['id']}/versions?limit=1"), 200)
    assert [one["number"] for one in versions["data"]] == [2]
    more = expect(
        await table.pair.ada.get(f"{table.path}/{agreed['id']}/versions?limit=1&cursor={versions['next_cursor']}"), 200
    )
    assert [(one["number"], one["version"]) for one in more["data"]] == [(1, agreed["version"])]
    assert more["next_cursor"] is None


async def test_words_that_were_replaced_cannot_be_signed_or_reworded_any_more(table: Table) -> None:
    proposed = await table.proposed(BOUNDARY)
    await table.reworded(table.pair.ben, proposed, {**BOUNDARY, "text": "No phones."})
    assert code_of(await table.assent(table.pair.ben, proposed["id"], newest(proposed))) == "wrong_version"
    assert code_of(await table.reword(table.pair.ada, proposed, BOUNDARY)) == "wrong_version"
    assert (await table.read(table.pair.ada, proposed["id"]))["state"] == "proposed"


async def test_another_thing_does_not_take_its_place(table: Table) -> None:
    agreed = await table.agreed(BOUNDARY)
    assert code_of(await table.reword(table.pair.ada, agreed, COMMITMENT)) == "not_now"
    assert code_of(await table.reword(table.pair.ada, agreed, LIMIT)) == "not_now"


async def test_a_yes_twice_is_one_yes(table: Table) -> None:
    proposed = await table.proposed(BOUNDARY)
    assert await table.yes(table.pair.ada, proposed) == proposed


async def test_what_has_ended_takes_no_more_acts_and_names_nobody(table: Table) -> None:
    # I-32, G-2.
    agreed = await table.agreed(RITUAL)
    path = f"{table.path}/{agreed['id']}"
    ended = expect(await table.pair.ben.post(f"{path}/end"), 200)["agreement"]
    assert (ended["state"], ended["wording"]["assents"], ended["proposed"]) == ("lapsed", [], None)
    assert await table.read(table.pair.ada, agreed["id"]) == ended
    days = {"first_on": ended["reached_at"][:10], "last_on": ended["reached_at"][:10]}
    for answer in (
        await table.assent(table.pair.ada, agreed["id"], newest(agreed)),
        await table.reword(table.pair.ada, agreed, RITUAL),
        await table.put(table.pair.ada, agreed["id"], "review", {"answer": "keep"}),
        await table.pair.ada.post(f"{path}/pauses", days),
        await table.pair.ada.delete(path),
    ):
        assert code_of(answer) == "not_now"


async def test_a_limit_of_ones_own_counts_at_once_and_is_nobodys_until_it_is_shown(table: Table) -> None:
    # G-5, practice 80 and 92.
    ada, ben = table.pair.ada, table.pair.ben
    before = await table.everything(ben)
    own = await table.proposed(LIMIT)
    assert (own["state"], own["shared_with_partner"], own["owner"]) == ("active", False, ada.account_id)
    assert own["wording"]["what_i_will_do"] == LIMIT["what_i_will_do"]
    changed = await table.yes(ada, await table.reworded(ada, own, {**LIMIT, "text": "An hour for myself."}))
    assert changed["text"] == "An hour for myself."
    assert await table.everything(ben) == before

    shown = expect(await table.put(ada, own["id"], "sharing", {"shared_with_partner": True}), 200)["agreement"]
    assert await table.read(ben, own["id"]) == shown
    [only] = expect(await ben.get(f"{table.path}/{own['id']}/versions"), 200)["data"]
    assert (only["number"], only["text"]) == (1, "An hour for myself.")
    for answer in (
        await table.assent(ben, own["id"], shown["version"]),
        await table.reword(ben, shown, LIMIT),
        await ben.post(f"{table.path}/{own['id']}/end"),
        await table.put(ben, own["id"], "sharing", {"shared_with_partner": False}),
    ):
        assert code_of(answer) == "not_now"
    expect(await table.put(ada, own["id"], "sharing", {"shared_with_partner": False}), 200)
    assert await table.everything(ben) == before


async def test_a_limit_may_be_shown_from_the_beginning(table: Table) -> None:
    own = await table.proposed(LIMIT, shared_with_partner=True)
    assert (await table.read(table.pair.ben, own["id"]))["state"] == "active"


async def test_nobody_carries_more_than_three_promises(table: Table) -> None:
    for _ in range(3):
        await table.agreed(COMMITMENT)
    assert code_of(await table.pair.ada.post(table.path, {"terms": COMMITMENT})) == "limit_reached"
    assert code_of(await table.pair.ben.post(table.path, {"terms": {**COMMITMENT, "owner": "both"}})) == "limit_reached"
    # It is the owner's hands that are full.
    assert (await table.agreed({**COMMITMENT, "owner": "partner"}))["state"] == "active"


async def test_a_promise_that_would_be_one_too_many_does_not_come_into_force(table: Table) -> None:
    last = await table.proposed(COMMITMENT)
    for _ in range(3):
        await table.agreed(COMMITMENT)
    assert code_of(await table.assent(table.pair.ben, last["id"], newest(last))) == "limit_reached"
    assert (await table.read(table.pair.ada, last["id"]))["wording"]["assents"] == [table.pair.ada.account_id]


async def test_too_much_on_the_table_is_refused_and_the_others_drafts_do_not_count(table: Table) -> None:
    for _ in range(20):
        await table.proposed(BOUNDARY, by=table.pair.ben, draft=True)
        await table.proposed(BOUNDARY)
    assert code_of(await table.pair.ada.post(table.path, {"terms": BOUNDARY})) == "limit_reached"
    draft = {"terms": BOUNDARY, "draft": True}
    assert code_of(await table.pair.ben.post(table.path, draft)) == "limit_reached"
    expect(await table.pair.ada.post(table.path, draft), 201)


@pytest.mark.parametrize(
    "terms",
    [
        {**RITUAL, "schedule": {**RITUAL["schedule"], "rrule": "FREQ=SECONDLY"}},
        {**RITUAL, "schedule": {**RITUAL["schedule"], "timezone": "Europe/Nowhere"}},
        {**RITUAL, "schedule": {**RITUAL["schedule"], "timezone": "../../etc/passwd"}},
        {**RITUAL, "schedule": {**RITUAL["schedule"], "at": "09:30:15"}},
        {**RITUAL, "schedule": {**RITUAL["schedule"], "at": "09:30+02:00"}},
        {**RITUAL, "schedule": {**RITUAL["schedule"], "rrule": "FREQ=DAILY;UNTIL=20200101"}},
        {**COMMITMENT, "due_on": "2027-01-01", "schedule": RITUAL["schedule"]},
        {**COMMITMENT, "due_on": "1999-01-01"},
        {**COMMITMENT, "days": 29},
        {**BOUNDARY, "days": 29},
        {**BOUNDARY, "what_i_will_do": "I leave the room."},
        {**BOUNDARY, "text": "x" * 601},
        {"kind": "base_agreement", "text": "Be kind."},
        {**BASE, "acceptable": ["x"] * 11},
        {**BOUNDARY, "owner_id": "somebody"},
        {"kind": "verdict", "text": "You are wrong."},
    ],
)
async def test_terms_outside_their_limits_are_refused_and_not_repeated(table: Table, terms: dict[str, Any]) -> None:
    answer = await table.pair.ada.post(table.path, {"terms": terms})
    assert code_of(answer) == "invalid"
    assert "You are wrong" not in answer.text
    assert expect(await table.pair.ada.get(table.path), 200)["data"] == []


async def test_contempt_does_not_go_out_but_may_stay_in_a_draft(table: Table) -> None:
    words = {**BOUNDARY, "text": "You are a worthless idiot and you know it."}
    held = await table.pair.ada.post(table.path, {"terms": words})
    assert code_of(held) == "held_hard"
    assert "worthless" not in held.text
    draft = await table.proposed(words, draft=True)
    offer = await table.pair.ada.post(f"{table.path}/{draft['id']}/offer", {"version": newest(draft)})
    assert code_of(offer) == "held_hard"
    agreed = await table.agreed(BOUNDARY)
    assert code_of(await table.reword(table.pair.ada, agreed, words)) == "held_hard"
    note = {"kind": "other", "note": words["text"]}
    assert code_of(await table.pair.ada.post(f"/couples/{table.pair.couple_id}/life-events", note)) == "held_hard"


async def test_a_rule_for_the_other_is_noted_for_its_author_alone(table: Table) -> None:
    # Practice 90, T28: it is never blocked, and nobody is accused.
    answer = await table.pair.ada.post(
        table.path, {"terms": {**BOUNDARY, "text": "You may not see your friends on Fridays."}}
    )
    found = expect(answer, 201)
    assert [one["code"] for one in found["notes"]] == ["control_boundary"]
    seen = (await table.pair.ben.get(f"{table.path}/{found['agreement']['id']}")).text
    assert "control_boundary" not in seen
    assert found["notes"][0]["text"] not in seen


async def test_the_words_of_every_kind_are_in_no_file(table: Table, canary: Canary) -> None:
    canary.search_files()
    await table.agreed({**BASE, "acceptable": [canary.said("we say when we need a walk")]})
    await table.proposed({**LIMIT, "what_i_will_do": canary.said("i go out to the balcony")})
    await table.proposed({**BENCHMARK, "observable_sign": canary.said("the blue jar is full")}, draft=True)
    await table.event(table.pair.ada, note=canary.said("grandmother moves in upstairs"))
