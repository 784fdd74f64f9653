"""Goals, steps and the picture of the future through the real door: only what both said yes to counts."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_couple, code_of, expect
from tests.sharing.given import WALK, active_goal, added_step, joint_picture, listed, path_of, proposed

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.builders import PairOfPeople, Person


async def act(pair: PairOfPeople, person: Person, goal: dict[str, Any], name: str, **body: object) -> httpx.Response:
    return await person.post(path_of(pair, "goals", goal["id"], name), body)


async def read(pair: PairOfPeople, person: Person, goal: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = expect(await person.get(path_of(pair, "goals", goal["id"])), 200)["goal"]
    return found


async def test_a_goal_is_active_once_both_said_yes_to_the_same_words(pair: PairOfPeople) -> None:
    goal = await proposed(pair, pair.ada)
    assert (goal["state"], goal["in_force"], goal["proposed"]["text"]) == ("proposed", None, WALK)
    assert goal["proposed"]["accepted_by"] == [pair.ada.account_id]
    assert await read(pair, pair.ben, goal) == goal
    active = expect(await act(pair, pair.ben, goal, "accept", version=goal["proposed"]["version"]), 200)["goal"]
    assert (active["state"], active["in_force"]["text"], active["proposed"]) == ("active", WALK, None)
    for person in (pair.ada, pair.ben):
        assert await listed(pair, person, "goals") == await listed(pair, person, "goals", "?state=active") == [active]
        assert await listed(pair, person, "goals", "?state=done") == []


async def test_other_words_wait_while_the_old_ones_count(pair: PairOfPeople) -> None:
    goal = await active_goal(pair)
    old = goal["in_force"]["version"]
    new = expect(await act(pair, pair.ben, goal, "reword", text="Walk on Sundays.", instead_of=old), 200)["goal"]
    assert (new["state"], new["in_force"]["text"]) == ("active", WALK)
    assert (new["proposed"]["text"], new["proposed"]["accepted_by"]) == ("Walk on Sundays.", [])
    assert code_of(await act(pair, pair.ada, goal, "accept", version=old)) == "wrong_version"
    expect(await act(pair, pair.ben, goal, "accept", version=new["proposed"]["version"]), 200)
    now = expect(await act(pair, pair.ada, goal, "accept", version=new["proposed"]["version"]), 200)["goal"]
    assert (now["in_force"]["text"], now["proposed"]) == ("Walk on Sundays.", None)


async def test_a_yes_and_a_rewording_in_one_moment_make_nothing_active_that_one_has_not_read(
    pair: PairOfPeople,
) -> None:
    goal = await proposed(pair, pair.ada)
    version = goal["proposed"]["version"]
    reworded, accepted = await asyncio.gather(
        act(pair, pair.ada, goal, "reword", text="Run twice a week.", instead_of=version),
        act(pair, pair.ben, goal, "accept", version=version),
    )
    now = await read(pair, pair.ben, goal)
    assert reworded.status_code == 200
    if accepted.status_code == 200:
        assert (now["in_force"]["text"], now["proposed"]["text"]) == (WALK, "Run twice a week.")
    else:
        assert code_of(accepted) == "wrong_version"
        assert (now["state"], now["in_force"]) == ("proposed", None)


async def test_both_reword_in_one_moment_and_one_of_them_reads_first(pair: PairOfPeople) -> None:
    goal = await proposed(pair, pair.ada)
    version = goal["proposed"]["version"]
    sent = await asyncio.gather(
        *(act(pair, one, goal, "reword", text=one.name, instead_of=version) for one in (pair.ada, pair.ben))
    )
    assert sorted(one.status_code for one in sent) == [200, 409]


@pytest.mark.parametrize("ending", ["done", "let-go"])
async def test_either_ends_a_goal_alone_and_nobody_is_named(pair: PairOfPeople, ending: str) -> None:
    goal = await active_goal(pair)
    ended = expect(await act(pair, pair.ben, goal, ending), 200)
    assert ended["goal"]["state"] == ending.replace("-", "_")
    for person in (pair.ada, pair.ben):
        assert await read(pair, person, goal) == ended["goal"]
        assert expect(await act(pair, person, goal, ending), 200) == ended
    assert code_of(await act(pair, pair.ada, goal, "done" if ending == "let-go" else "let-go")) == "not_now"


async def test_a_goal_that_only_one_wanted_is_not_done(pair: PairOfPeople) -> None:
    goal = await proposed(pair, pair.ada)
    assert code_of(await act(pair, pair.ada, goal, "done")) == "not_now"
    assert code_of(await act(pair, pair.ada, goal, "steps", text="Look.")) == "not_now"


async def test_there_are_only_so_many_goals_at_once(pair: PairOfPeople) -> None:
    for number in range(12):
        await proposed(pair, pair.ada, f"Goal {number}.")
    assert code_of(await pair.ben.post(path_of(pair, "goals"), {"text": "One more."})) == "limit_reached"


async def test_a_step_is_taken_on_by_oneself_and_never_given_to_the_other(pair: PairOfPeople) -> None:
    goal = await active_goal(pair)
    step = await added_step(pair, pair.ada, goal["id"])
    assert step["taken_by"] == []
    path = ("goals", goal["id"], "steps", step["id"])
    assert code_of(await pair.ada.post(path_of(pair, *path, "done"))) == "not_now"
    taken = expect(await pair.ben.post(path_of(pair, *path, "take")), 200)["step"]
    assert taken["taken_by"] == [pair.ben.account_id]
    assert code_of(await pair.ada.post(path_of(pair, *path, "let-go"))) == "not_now"
    assert code_of(await pair.ada.post(path_of(pair, *path, "done"))) == "not_now"
    expect(await pair.ben.post(path_of(pair, *path, "put-back")), 200)
    expect(await pair.ada.post(path_of(pair, *path, "take")), 200)
    done = expect(await pair.ada.post(path_of(pair, *path, "done")), 200)["step"]
    assert (done["state"], done["taken_by"]) == ("done", [pair.ada.account_id])
    assert await listed(pair, pair.ben, f"goals/{goal['id']}/steps") == [done]
    refused = await pair.ada.post(path_of(pair, "goals", goal["id"], "steps"), {"text": "Go.", "taken_by": "ben"})
    assert refused.status_code == 422


async def test_a_step_that_one_took_on_is_on_ones_own_list_only(pair: PairOfPeople, clock: MovableClock) -> None:
    goal = await active_goal(pair)
    on = (clock.now() + timedelta(days=2)).date().isoformat()
    step = await added_step(pair, pair.ada, goal["id"], mine=True, on=on)
    await added_step(pair, pair.ada, goal["id"], on=on)
    await added_step(pair, pair.ada, goal["id"], mine=True)
    [due] = expect(await pair.ada.get("/me/today?days=7"), 200)["data"]
    assert (due["kind"], due["id"], due["on"]) == ("goal_step", step["id"], on)
    assert expect(await pair.ada.get("/me/today?days=0"), 200)["data"] == []
    assert expect(await pair.ben.get("/me/today?days=7"), 200)["data"] == []
    expect(await act(pair, pair.ben, goal, "let-go"), 200)
    assert expect(await pair.ada.get("/me/today?days=7"), 200)["data"] == []


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-02-30", "soon"])
async def test_a_step_has_a_day_that_a_calendar_can_show(pair: PairOfPeople, on: str) -> None:
    goal = await active_goal(pair)
    assert code_of(await act(pair, pair.ada, goal, "steps", text="Look.", on=on, mine=True)) == "invalid"


async def test_steps_and_goals_are_paged(pair: PairOfPeople) -> None:
    goal = await active_goal(pair)
    told = [(await added_step(pair, pair.ada, goal["id"], text=f"Step {n}."))["id"] for n in range(3)]
    path = path_of(pair, "goals", goal["id"], "steps")
    first = expect(await pair.ben.get(f"{path}?limit=2"), 200)
    rest = expect(await pair.ben.get(f"{path}?limit=2&cursor={first['next_cursor']}"), 200)
    assert [one["id"] for one in (*first["data"], *rest["data"])] == told
    goals = [goal["id"], (await proposed(pair, pair.ben, "Sleep."))["id"]]
    first = expect(await pair.ben.get(f"{path_of(pair, 'goals')}?limit=1"), 200)
    rest = expect(await pair.ben.get(f"{path_of(pair, 'goals')}?limit=1&cursor={first['next_cursor']}"), 200)
    assert [one["id"] for one in (*first["data"], *rest["data"])] == goals[::-1]


async def test_contempt_becomes_no_goal_and_no_step(pair: PairOfPeople) -> None:
    rude = {"text": "You are such an idiot."}
    goal = await active_goal(pair)
    assert code_of(await pair.ada.post(path_of(pair, "goals"), rude)) == "held_hard"
    assert code_of(await act(pair, pair.ada, goal, "steps", **rude)) == "held_hard"
    version = goal["in_force"]["version"]
    assert code_of(await act(pair, pair.ada, goal, "reword", **rude, instead_of=version)) == "held_hard"


async def test_one_couples_goal_is_not_anothers(pair: PairOfPeople, client: httpx.AsyncClient) -> None:
    goal, others = await active_goal(pair), await a_couple(client)
    step = await added_step(pair, pair.ada, goal["id"])
    for answer in (
        await others.ada.get(path_of(others, "goals", goal["id"])),
        await act(others, others.ada, goal, "let-go"),
        await others.ada.get(path_of(others, "goals", goal["id"], "steps")),
        await others.ada.post(path_of(others, "goals", goal["id"], "steps", step["id"], "take")),
    ):
        assert code_of(answer) == "not_found"


async def test_when_the_couple_is_over_what_both_said_yes_to_is_read_and_nothing_is_changed(
    pair: PairOfPeople,
) -> None:
    goal = await active_goal(pair)
    await added_step(pair, pair.ada, goal["id"])
    old = goal["in_force"]["version"]
    expect(await act(pair, pair.ada, goal, "reword", text="Only Ada wants this.", instead_of=old), 200)
    wish = await proposed(pair, pair.ada, "Only Ada wants this as well.")
    await joint_picture(pair)
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/leave"), 204)
    for person in (pair.ada, pair.ben):
        [left] = await listed(pair, person, "goals", "?state=let_go")
        assert (left["state"], left["in_force"]["text"], left["proposed"]) == ("let_go", WALK, None)
        assert await listed(pair, person, "goals", "?state=active") == await listed(
            pair, person, "goals", "?state=done"
        )
        assert len(await listed(pair, person, f"goals/{goal['id']}/steps")) == 1
        expect(await person.get(path_of(pair, "goals", wish["id"])), 404)
        expect(await person.get(path_of(pair, "goals", wish["id"], "steps")), 404)
        expect(await act(pair, person, goal, "done"), 404)
        picture = expect(await person.get(path_of(pair, "future-scene")), 200)["future_scene"]["joint"]
        assert picture["state"] == "let_go"


async def test_of_somebody_who_was_erased_what_both_said_yes_to_is_kept_for_the_other(pair: PairOfPeople) -> None:
    goal = await active_goal(pair)
    await proposed(pair, pair.ada, "Only Ada wanted this.")
    expect(await pair.ada.request("PUT", path_of(pair, "future-scene", "draft"), {"text": "A garden."}), 200)
    expect(await pair.ada.delete("/me", {"password": pair.ada.password}), 204)
    [left] = await listed(pair, pair.ben, "goals")
    assert (left["id"], left["in_force"]["text"]) == (goal["id"], WALK)
    assert expect(await pair.ben.get(path_of(pair, "future-scene")), 200)["future_scene"]["partners"] is None
