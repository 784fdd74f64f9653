"""The picture of the future: each one's own draft, what they show of it, and the words of both."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.builders import code_of, expect
from tests.sharing.given import joint_picture, path_of

if TYPE_CHECKING:
    import httpx

    from tests.builders import PairOfPeople, Person

GARDEN = "A garden, and time in it."


async def scene(pair: PairOfPeople, person: Person) -> dict[str, Any]:
    found: dict[str, Any] = expect(await person.get(path_of(pair, "future-scene")), 200)["future_scene"]
    return found


async def write(pair: PairOfPeople, person: Person, text: str = GARDEN) -> None:
    expect(await person.request("PUT", path_of(pair, "future-scene", "draft"), {"text": text}), 200)


async def post(pair: PairOfPeople, person: Person, *parts: str, **body: object) -> httpx.Response:
    return await person.post(path_of(pair, "future-scene", *parts), body)


async def test_a_couple_that_pictured_nothing_sees_nothing(pair: PairOfPeople) -> None:
    assert await scene(pair, pair.ada) == {"yours": {"draft": None, "shown": None}, "partners": None, "joint": None}


async def test_a_draft_is_shown_as_it_was_and_changed_in_private(pair: PairOfPeople) -> None:
    await write(pair, pair.ada)
    assert (await scene(pair, pair.ben))["partners"] is None
    expect(await post(pair, pair.ada, "draft", "show"), 200)
    await write(pair, pair.ada, "A house by the sea.")
    assert (await scene(pair, pair.ben))["partners"] == GARDEN
    assert (await scene(pair, pair.ada))["yours"] == {"draft": "A house by the sea.", "shown": GARDEN}
    expect(await post(pair, pair.ada, "draft", "hide"), 200)
    assert (await scene(pair, pair.ben))["partners"] is None
    for _ in range(2):
        expect(await pair.ada.delete(path_of(pair, "future-scene", "draft")), 204)
    assert code_of(await post(pair, pair.ada, "draft", "show")) == "not_now"


async def test_the_words_of_both_count_when_both_said_yes(pair: PairOfPeople) -> None:
    picture = (await joint_picture(pair))["joint"]
    assert (picture["state"], picture["in_force"]["text"]) == ("active", GARDEN)
    assert (await scene(pair, pair.ada))["joint"] == (await scene(pair, pair.ben))["joint"] == picture
    version = picture["in_force"]["version"]
    changed = expect(await post(pair, pair.ben, "joint", text="A boat.", instead_of=version), 200)["future_scene"]
    assert (changed["joint"]["in_force"]["text"], changed["joint"]["proposed"]["text"]) == (GARDEN, "A boat.")
    assert code_of(await post(pair, pair.ada, "joint", "accept", version=version)) == "wrong_version"


async def test_there_is_one_picture_of_both_however_fast_they_are(pair: PairOfPeople) -> None:
    sent = await asyncio.gather(*(post(pair, one, "joint", text=GARDEN) for one in (pair.ada, pair.ben)))
    assert sorted(one.status_code for one in sent) == [200, 409]
    assert code_of(next(one for one in sent if one.status_code == 409)) == "wrong_version"


async def test_either_lets_the_picture_go_and_another_may_be_proposed(pair: PairOfPeople) -> None:
    await joint_picture(pair)
    gone = expect(await post(pair, pair.ben, "joint", "let-go"), 200)["future_scene"]
    assert gone["joint"] is None
    assert code_of(await post(pair, pair.ben, "joint", "let-go")) == "not_found"
    expect(await post(pair, pair.ada, "joint", text="A boat."), 200)


async def test_contempt_is_shown_to_nobody(pair: PairOfPeople) -> None:
    await write(pair, pair.ada, "You are such an idiot.")
    assert code_of(await post(pair, pair.ada, "draft", "show")) == "held_hard"
    assert code_of(await post(pair, pair.ada, "joint", text="You are such an idiot.")) == "held_hard"
    assert (await scene(pair, pair.ben))["partners"] is None


async def test_when_the_couple_is_over_a_draft_is_still_its_authors(pair: PairOfPeople) -> None:
    await write(pair, pair.ada)
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/leave"), 204)
    assert (await scene(pair, pair.ada))["yours"]["draft"] == GARDEN
    assert (await scene(pair, pair.ben))["partners"] is None
    expect(await post(pair, pair.ada, "draft", "show"), 404)
    expect(await pair.ada.delete(path_of(pair, "future-scene", "draft")), 204)
    assert (await scene(pair, pair.ada))["yours"]["draft"] is None
