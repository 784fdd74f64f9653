"""Records after a session through the real door: who sees what of them, and who may do what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.accountability.records import (
    a_step,
    moved_twice,
    overdue,
    path_of,
    read,
    recorded,
    settle,
    update,
)
from tests.agreements.reaching import recorded as agreed
from tests.builders import a_couple, code_of, expect, register

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.builders import PairOfPeople

ROLES = ("your_role", "no_answer_needed", "settled_by_you")


def unlike(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    return {name for name in one if one[name] != other[name]}


async def test_both_read_what_was_told_taken_on_and_planned(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    adas, bens = await read(pair.ada, telling), await read(pair.ben, telling)
    assert unlike(adas, bens) == {"your_role"}
    assert (adas["your_role"], bens["your_role"]) == ("hurt", "accountable")
    assert (adas["impact"], adas["ownership"], adas["apology"]) == (
        telling.impact,
        telling.ownership,
        telling.apology,
    )
    [step], [planned] = adas["steps"], telling.steps
    assert (step["if"], step["then"], step["earlier"]) == (planned.sign, planned.act, [])
    assert (step["id"], step["kind"], step["due_on"], step["state"]) == (
        planned.id,
        "skill",
        planned.due_on.isoformat(),
        "coming",
    )
    assert (adas["state"], adas["may_settle"], adas["talk"], adas["changes"]) == ("open", False, None, [])


async def test_steps_stay_in_the_order_in_which_they_were_planned(resources: Resources, pair: PairOfPeople) -> None:
    steps = tuple(a_step(resources, id=resources.ids.private(), act=f"Act {number}") for number in range(5))
    telling = await recorded(resources, pair, steps=steps)
    assert [step["then"] for step in (await read(pair.ada, telling))["steps"]] == [step.act for step in steps]


async def test_a_couple_without_records_has_an_empty_list(pair: PairOfPeople) -> None:
    empty: dict[str, object] = {"data": [], "next_cursor": None, "has_more": False}
    assert expect(await pair.ada.get(f"/couples/{pair.couple_id}/accountabilities"), 200) == empty


async def test_the_list_goes_on_page_by_page_the_newest_first(resources: Resources, pair: PairOfPeople) -> None:
    at = resources.clock.now()
    told = [await recorded(resources, pair, at=at) for _ in range(5)]
    seen, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        path = f"/couples/{pair.couple_id}/accountabilities?limit=2{cursor and f'&cursor={cursor}'}"
        page = expect(await pair.ben.get(path), 200)
        seen += [one["id"] for one in page["data"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert pages == 3
    assert seen == sorted((one.accountability_id for one in told), reverse=True)


@pytest.mark.parametrize("cursor", ["nonsense", "WyJhY2NvdW50YWJpbGl0aWVzIiwibm9uc2Vuc2UiXQ"])
async def test_a_cursor_of_elsewhere_is_refused(resources: Resources, pair: PairOfPeople, cursor: str) -> None:
    telling = await recorded(resources, pair)
    updates = path_of(telling, "steps", telling.steps[0].id, "updates")
    for path in (f"/couples/{pair.couple_id}/accountabilities", updates):
        assert code_of(await pair.ada.get(f"{path}?cursor={cursor}")) == "bad_cursor"


async def test_the_hurt_person_changes_the_answer_as_often_as_they_like(
    resources: Resources, pair: PairOfPeople
) -> None:
    telling = await recorded(resources, pair)
    said: tuple[dict[str, str], ...] = (
        {"reply": "not_ready"},
        {"reply": "partly", "still_needed": "Time, and that you ask me first."},
        {"reply": "partly"},
        {"reply": "received"},
    )
    for body in said:
        answered = expect(await pair.ada.request("PUT", path_of(telling, "reply"), body), 200)["accountability"]
        for one in (answered, await read(pair.ben, telling)):
            assert (one["reply"], one["still_needed"]) == (body["reply"], body.get("still_needed"))


async def test_who_waits_is_told_that_no_answer_is_needed_now(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair, reply="not_ready")
    adas, bens = await read(pair.ada, telling), await read(pair.ben, telling)
    assert (adas["no_answer_needed"], bens["no_answer_needed"]) == (False, True)
    assert unlike(adas, bens) == {"your_role", "no_answer_needed"}


async def test_nobody_answers_for_the_hurt_person(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    sent = {"reply": "partly", "still_needed": "Nothing."}
    assert code_of(await pair.ben.request("PUT", path_of(telling, "reply"), sent)) == "not_now"
    assert (await read(pair.ada, telling))["reply"] == "received"


@pytest.mark.parametrize(
    "body",
    [
        {"reply": "forgiven"},
        {"reply": "received", "still_needed": "x"},
        {"reply": "partly", "still_needed": ""},
        {"reply": "partly", "by": "ada"},
        {},
    ],
)
async def test_an_answer_has_one_of_three_forms(resources: Resources, pair: PairOfPeople, body: object) -> None:
    telling = await recorded(resources, pair)
    assert code_of(await pair.ada.request("PUT", path_of(telling, "reply"), body)) == "invalid"


async def test_an_update_is_read_by_both_the_newest_first(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    for number in range(3):
        sent = update(what_happened=f"Week {number}.")
        told = expect(await pair.ben.post(path, sent), 201)["update"]
        assert (told["what_happened"], told["what_next"]) == (sent["what_happened"], sent["what_next"])
    pages = [expect(await one.get(path), 200) for one in (pair.ada, pair.ben)]
    assert pages[0] == pages[1]
    assert [one["what_happened"] for one in pages[0]["data"]] == ["Week 2.", "Week 1.", "Week 0."]
    first = expect(await pair.ada.get(f"{path}?limit=2"), 200)
    rest = expect(await pair.ada.get(f"{path}?limit=2&cursor={first['next_cursor']}"), 200)
    assert first["data"] + rest["data"] == pages[0]["data"]


@pytest.mark.parametrize(
    "body",
    [
        {"what_happened": "I wrote."},
        {"what_happened": "I wrote.", "what_next": " "},
        {"what_happened": "I wrote.", "what_next": "x" * 601},
        {"what_happened": "I wrote.", "what_next": "I go on.", "kept": True},
        {"what_happened": "I wrote.", "what_next": "I go on.", "new_date": "soon"},
        {"what_happened": "I wrote.", "what_next": "I go on.", "new_date": 20_000},
        {"what_happened": "I wrote.", "what_next": "I go on.", "new_date": "2026-12-24T10:00:00"},
    ],
)
async def test_an_update_without_what_is_next_is_not_complete(
    resources: Resources, pair: PairOfPeople, body: object
) -> None:
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    assert code_of(await pair.ben.post(path, body)) == "invalid"
    assert expect(await pair.ben.get(path), 200)["data"] == []


async def test_an_update_whose_answer_was_lost_is_sent_again_and_is_there_once(
    resources: Resources, pair: PairOfPeople
) -> None:
    # Late: by itself the second would be another update, and no longer one that needs a date.
    telling = await overdue(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    new_date = str(resources.clock.now().date() + timedelta(days=7))
    sent = update(new_date=new_date, ref="3f0d2c86-5a31-4b7e-9a52-0f5d6a0c1e11")
    first, second = [expect(await pair.ben.post(path, sent), 201) for _ in range(2)]
    assert first == second
    assert [one["id"] for one in expect(await pair.ada.get(path), 200)["data"]] == [first["update"]["id"]]
    assert code_of(await pair.ben.post(path, sent | {"what_next": "I do not know."})) == "ref_reused"
    # Without a ref it is another one, as ever; so is the same ref at another step.
    expect(await pair.ben.post(path, update()), 201)
    other = await recorded(resources, pair)
    expect(await pair.ben.post(path_of(other, "steps", other.steps[0].id, "updates"), sent), 201)


async def test_a_ref_tells_nobody_else_anything(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    sent = update(ref="3f0d2c86-5a31-4b7e-9a52-0f5d6a0c1e11")
    before = code_of(await pair.ada.post(path, sent))
    expect(await pair.ben.post(path, sent), 201)
    assert code_of(await pair.ada.post(path, sent)) == before == "not_now"


async def test_a_late_update_must_bring_a_date_and_then_nothing_waits(resources: Resources, pair: PairOfPeople) -> None:
    telling = await overdue(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    answer = await pair.ben.post(path, update())
    assert expect(answer, 422)["errors"] == [{"pointer": "/body/new_date", "code": "date_needed"}]
    today = resources.clock.now().date()
    for days, code in ((0, "date_not_ahead"), (92, "date_too_far")):
        late = await pair.ben.post(path, update(new_date=str(today + timedelta(days=days))))
        assert expect(late, 422)["errors"][0]["code"] == code
    next_date = str(today + timedelta(days=7))
    expect(await pair.ben.post(path, update(new_date=next_date)), 201)
    for one in (pair.ada, pair.ben):
        [step] = (await read(one, telling))["steps"]
        assert (step["due_on"], step["state"]) == (next_date, "coming")


@pytest.mark.parametrize(
    ("days", "owners", "partners"),
    [(-1, "coming", "coming"), (1, "due", "coming"), (3, "due", "coming"), (6, "update_due", "update_due")],
)
async def test_the_partner_learns_only_late_that_an_update_waits(
    resources: Resources, pair: PairOfPeople, days: int, owners: str, partners: str
) -> None:
    # A-5; the hours of it are tested on the calendar.
    telling = await overdue(resources, pair, days=days)
    bens, adas = await read(pair.ben, telling), await read(pair.ada, telling)
    assert (bens["steps"][0]["state"], adas["steps"][0]["state"]) == (owners, partners)
    talk = {"path": f"/v1/couples/{pair.couple_id}/talk-requests", "template": "brief-repair"}
    for one in (adas, bens):
        assert one["talk"] == (talk if partners == "update_due" else None)
        assert one["steps"][0]["offers_talk"] == (partners == "update_due")


async def test_the_offered_talk_can_be_asked_for(resources: Resources, pair: PairOfPeople) -> None:
    talk = (await read(pair.ada, await overdue(resources, pair)))["talk"]
    asked = {"template": talk["template"], "medium": "text"}
    expect(await pair.ada.post(talk["path"].removeprefix("/v1"), asked), 202)


async def test_a_date_that_moved_twice_offers_its_owner_a_smaller_step(
    resources: Resources, pair: PairOfPeople
) -> None:
    telling = await recorded(resources, pair)
    [planned] = telling.steps
    path = path_of(telling, "steps", planned.id, "smaller")
    smaller = {"if": "I am late on a Monday", "then": "I call from the train"}
    assert code_of(await pair.ben.post(path, smaller)) == "not_offered"
    await moved_twice(pair.ben, telling, planned)
    # Whether a date moved twice is nothing that the other is told.
    assert [(await read(one, telling))["steps"][0]["offers_smaller"] for one in (pair.ada, pair.ben)] == [False, True]
    assert code_of(await pair.ada.post(path, smaller)) == "not_now"
    expect(await pair.ben.post(path, smaller), 200)
    for one in (pair.ada, pair.ben):
        [step] = (await read(one, telling))["steps"]
        assert {"if": step["if"], "then": step["then"]} == smaller
        assert step["earlier"] == [{"if": planned.sign, "then": planned.act}]
        assert not step["offers_smaller"]
    assert code_of(await pair.ben.post(path, smaller)) == "not_offered"


async def test_its_owners_word_makes_a_step_done_and_an_update_takes_it_up_again(
    resources: Resources, pair: PairOfPeople
) -> None:
    telling = await overdue(resources, pair)
    step_id = telling.steps[0].id
    done = path_of(telling, "steps", step_id, "done")
    assert code_of(await pair.ada.post(done)) == "not_now"
    first = expect(await pair.ben.post(done), 200)
    assert expect(await pair.ben.post(done), 200) == first
    [step] = (await read(pair.ada, telling))["steps"]
    assert (step["state"], step["offers_talk"]) == ("done", False)
    updates = path_of(telling, "steps", step_id, "updates")
    assert expect(await pair.ben.post(updates, update()), 422)["errors"][0]["code"] == "date_needed"
    new_date = str(resources.clock.now().date() + timedelta(days=3))
    expect(await pair.ben.post(updates, update(new_date=new_date)), 201)
    [step] = (await read(pair.ada, telling))["steps"]
    assert (step["state"], step["done_at"], step["due_on"]) == ("coming", None, new_date)


async def test_it_is_settled_when_both_have_said_so_and_either_opens_it_again(
    resources: Resources, pair: PairOfPeople
) -> None:
    telling = await overdue(resources, pair)
    assert (await read(pair.ada, telling))["may_settle"]
    expect(await settle(pair.ada, telling), 200)
    assert (await read(pair.ben, telling))["state"] == "open"
    settled = expect(await settle(pair.ben, telling), 200)["accountability"]
    assert (settled["state"], settled["may_settle"], settled["settled_by_you"]) == ("settled", False, False)
    assert [one["kind"] for one in settled["changes"]] == ["settled"]
    assert unlike(await read(pair.ada, telling), await read(pair.ben, telling)) == {"your_role"}

    updates = path_of(telling, "steps", telling.steps[0].id, "updates")
    assert code_of(await pair.ben.post(updates, update(new_date="2030-01-01"))) == "not_now"
    assert code_of(await settle(pair.ada, telling, settled=False)) == "not_now"
    for one in (pair.ben, pair.ada):
        opened = expect(await one.post(path_of(telling, "reopen")), 200)["accountability"]
        assert opened["state"] == "open"
        assert [change["kind"] for change in opened["changes"]] == ["reopened", "settled"]
        # What was asked for long ago is asked anew: nobody is overdue by opening it.
        assert (await read(pair.ben, telling))["steps"][0]["state"] == "due"
        assert (await read(pair.ada, telling))["steps"][0]["state"] == "coming"


async def test_nobody_is_named_in_what_was_settled_or_opened_again(resources: Resources, pair: PairOfPeople) -> None:
    telling = await overdue(resources, pair)
    for one in (pair.ada, pair.ben):
        expect(await settle(one, telling), 200)
    opened = expect(await pair.ada.post(path_of(telling, "reopen")), 200)["accountability"]
    assert all(change.keys() == {"kind", "at"} for change in opened["changes"])


async def test_a_yes_ends_when_what_it_was_said_to_changes(resources: Resources, pair: PairOfPeople) -> None:
    telling = await overdue(resources, pair)
    expect(await settle(pair.ada, telling), 200)
    new_date = str(resources.clock.now().date() + timedelta(days=3))
    updates = path_of(telling, "steps", telling.steps[0].id, "updates")
    expect(await pair.ben.post(updates, update(new_date=new_date)), 201)
    assert not (await read(pair.ada, telling))["settled_by_you"]
    assert expect(await settle(pair.ben, telling), 200)["accountability"]["state"] == "open"


@pytest.mark.parametrize("settled", ["yes", 1, None])
async def test_a_yes_is_a_yes_and_nothing_like_it(resources: Resources, pair: PairOfPeople, settled: object) -> None:
    telling = await overdue(resources, pair)
    assert code_of(await pair.ada.request("PUT", path_of(telling, "settle"), {"settled": settled})) == "invalid"


async def test_a_revised_boundary_is_linked(resources: Resources, pair: PairOfPeople) -> None:
    boundary = await agreed(resources, pair)
    step = a_step(resources, kind="boundary_revision", agreement_id=boundary.agreement_id)
    unknown = a_step(resources, kind="boundary_revision", agreement_id=resources.ids.public())
    telling = await recorded(resources, pair, steps=(step, unknown))
    for one in (pair.ada, pair.ben):
        links = [step["agreement"] for step in (await read(one, telling))["steps"]]
        assert links == [boundary.agreement_id, None]


async def test_a_stranger_gets_the_answer_for_what_never_existed(
    resources: Resources, pair: PairOfPeople, client: httpx.AsyncClient
) -> None:
    telling = await recorded(resources, pair)
    eve, others = await register(client, "Eve"), await a_couple(client)
    elsewhere = f"/couples/{others.couple_id}/accountabilities/{telling.accountability_id}"
    updates = f"steps/{telling.steps[0].id}/updates"
    answers = [
        await eve.get(f"/couples/{pair.couple_id}/accountabilities"),
        await eve.get(path_of(telling)),
        await eve.request("PUT", path_of(telling, "settle"), {"settled": False}),
        await eve.post(path_of(telling, updates), update()),
        await others.ada.get(elsewhere),
        await others.ada.get(f"{elsewhere}/{updates}"),
        await others.ada.post(f"{elsewhere}/{updates}", update()),
        await others.ada.request("PUT", f"{elsewhere}/reply", {"reply": "received"}),
        await others.ada.post(f"{elsewhere}/reopen"),
        # A step of another record of the same two.
        await pair.ben.post(path_of(await recorded(resources, pair), updates), update()),
    ]
    bodies = [{**expect(one, 404), "request_id": ""} for one in answers]
    assert all(body == bodies[0] for body in bodies)


async def test_after_the_couple_is_over_both_read_and_nobody_writes(resources: Resources, pair: PairOfPeople) -> None:
    telling = await overdue(resources, pair)
    expect(await settle(pair.ada, telling), 200)
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/leave"), 204)
    step_id = telling.steps[0].id
    for one in (pair.ada, pair.ben):
        found = await read(one, telling)
        assert (found["impact"], found["settled_by_you"], found["may_settle"], found["talk"]) == (
            telling.impact,
            False,
            False,
            None,
        )
        # Nothing newer than the end is worked out.
        assert found["steps"][0]["state"] == "open"
        expect(await one.get(path_of(telling, "steps", step_id, "updates")), 200)
        for method, act, body in (
            ("PUT", "reply", {"reply": "received"}),
            ("PUT", "settle", {"settled": False}),
            ("POST", "reopen", {}),
            ("POST", f"steps/{step_id}/updates", update()),
            ("POST", f"steps/{step_id}/smaller", {"if": "I am late", "then": "I call"}),
            ("POST", f"steps/{step_id}/done", {}),
        ):
            assert code_of(await one.request(method, path_of(telling, act), body)) == "not_found"


async def test_the_words_of_somebody_erased_are_gone_and_the_rest_stays(
    resources: Resources, pair: PairOfPeople
) -> None:
    telling = await recorded(resources, pair, reply="partly", still_needed="Time.")
    updates = path_of(telling, "steps", telling.steps[0].id, "updates")
    expect(await pair.ben.post(updates, update()), 201)
    expect(await pair.ben.delete("/me", {"password": pair.ben.password}), 204)
    found = await read(pair.ada, telling)
    assert (found["impact"], found["still_needed"]) == (telling.impact, "Time.")
    assert (found["ownership"], found["apology"]) == (None, None)
    [step], [told] = found["steps"], expect(await pair.ada.get(updates), 200)["data"]
    assert (step["if"], step["then"], step["kind"]) == (None, None, "skill")
    assert (told["what_happened"], told["what_next"]) == (None, None)
