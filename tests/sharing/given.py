"""What two people share in tests, made through the real doors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.builders import expect

if TYPE_CHECKING:
    from tests.builders import PairOfPeople, Person

TEA = "You made tea when I came home."
WALK = "Walk together twice a week."


def path_of(pair: PairOfPeople, *parts: str) -> str:
    return "/".join((f"/couples/{pair.couple_id}", *parts))


async def noted(pair: PairOfPeople, person: Person, what: str, **body: object) -> dict[str, Any]:
    found: dict[str, Any] = expect(await person.post(path_of(pair, what), body), 201)["item"]
    return found


async def listed(pair: PairOfPeople, person: Person, what: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = expect(await person.get(path_of(pair, what) + query), 200)["data"]
    return found


async def proposed(pair: PairOfPeople, person: Person, text: str = WALK) -> dict[str, Any]:
    found: dict[str, Any] = expect(await person.post(path_of(pair, "goals"), {"text": text}), 201)["goal"]
    return found


async def active_goal(pair: PairOfPeople, text: str = WALK) -> dict[str, Any]:
    goal = await proposed(pair, pair.ada, text)
    body = {"version": goal["proposed"]["version"]}
    found: dict[str, Any] = expect(await pair.ben.post(path_of(pair, "goals", goal["id"], "accept"), body), 200)["goal"]
    return found


async def added_step(pair: PairOfPeople, person: Person, goal_id: str, **body: object) -> dict[str, Any]:
    sent = {"text": "Look for a walk near the lake.", **body}
    found: dict[str, Any] = expect(await person.post(path_of(pair, "goals", goal_id, "steps"), sent), 201)["step"]
    return found


async def joint_picture(pair: PairOfPeople, text: str = "A garden, and time in it.") -> dict[str, Any]:
    sent = expect(await pair.ada.post(path_of(pair, "future-scene", "joint"), {"text": text}), 200)
    body = {"version": sent["future_scene"]["joint"]["proposed"]["version"]}
    return dict(
        expect(await pair.ben.post(path_of(pair, "future-scene", "joint", "accept"), body), 200)["future_scene"]
    )


async def sharing_things(pair: PairOfPeople) -> dict[str, str]:
    """Return one of everything for the policy matrix: kept by Ada, shared by Ada, or both people's."""
    goal = await active_goal(pair)
    expect(await pair.ada.request("PUT", path_of(pair, "future-scene", "draft"), {"text": "A garden."}), 200)
    await joint_picture(pair)
    return {
        "appreciation_id": (await noted(pair, pair.ada, "appreciations", text=TEA))["id"],
        "small_win_id": (await noted(pair, pair.ada, "small-wins", text="We came back."))["id"],
        "kindness_id": (await noted(pair, pair.ada, "kindnesses"))["id"],
        "goal_id": goal["id"],
        "step_id": (await added_step(pair, pair.ada, goal["id"], mine=True))["id"],
    }
