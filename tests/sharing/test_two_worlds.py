"""Two worlds: what one of the two keeps changes no byte of what the other receives, over any door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.sharing.exporting import exported
from tests.builders import PairOfPeople, a_couple, expect
from tests.live import still_clock
from tests.sharing.given import TEA, noted, path_of

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.resources import Resources

PATHS = ["appreciations", "appreciations?view=own", "small-wins", "kindnesses", "kindnesses?view=shared", "goals",
         "future-scene", "check-ins", "agreements", "sessions"]  # fmt: skip


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def nothing(_: PairOfPeople) -> None:
    """The world in which Ada keeps nothing."""


async def much(pair: PairOfPeople) -> None:
    ada = pair.ada
    kept = await noted(pair, ada, "appreciations", text="Kept for an hour.")
    for number in range(3):
        await noted(pair, ada, "appreciations", text=f"{TEA} {number}")
        await noted(pair, ada, "kindnesses", whose="own", text="I cooked.")
        await noted(pair, ada, "kindnesses")
    expect(await ada.delete(path_of(pair, "appreciations", kept["id"])), 204)
    expect(await ada.request("PUT", path_of(pair, "future-scene", "draft"), {"text": "A garden."}), 200)
    await ada.post(path_of(pair, "appreciations"), {"text": "You are such an idiot.", "share": True})


async def observed(pair: PairOfPeople) -> list[tuple[object, ...]]:
    ben = pair.ben
    seen = [await ben.get(path_of(pair, path)) for path in PATHS]
    seen += [await ben.get("/me/today"), await ben.get(f"/couples/{pair.couple_id}")]
    seen.append(await ben.post(path_of(pair, "appreciations"), {"text": TEA, "share": True}))
    seen.append(await ben.request("PUT", path_of(pair, "future-scene", "draft"), {"text": "A boat."}))
    seen.append(await ben.post(path_of(pair, "future-scene", "draft", "show")))
    seen += [await ben.get(path_of(pair, path)) for path in PATHS]
    return [fingerprint(pair, answer) for answer in seen]


def fingerprint(pair: PairOfPeople, answer: httpx.Response) -> tuple[object, ...]:
    headers = [(key, value) for key, value in answer.headers.multi_items() if key not in {"date", "x-request-id"}]
    text = answer.text.replace(answer.headers["x-request-id"], "R").replace(pair.couple_id, "C")
    for number, person in enumerate((pair.ada, pair.ben)):
        text = text.replace(person.account_id, f"P{number}")
    if answer.status_code == 201:
        text = text.replace(answer.json()["item"]["id"], "I")
    elif '"data":[{"id":"' in text:
        text = text.replace(answer.json()["data"][0]["id"], "I")
    return answer.status_code, headers, text


async def test_what_is_kept_changes_no_byte_for_the_other(client: httpx.AsyncClient) -> None:
    worlds = []
    for does in (nothing, much):
        two = await a_couple(client)
        await does(two)
        worlds.append(await observed(two))
    assert worlds[0] == worlds[1]


async def test_the_comparison_would_notice_what_is_shared(client: httpx.AsyncClient) -> None:
    worlds = []
    for share in (False, True):
        two = await a_couple(client)
        await noted(two, two.ada, "appreciations", text=TEA, share=share)
        worlds.append(await observed(two))
    assert worlds[0] != worlds[1]


async def test_nobody_takes_along_what_the_other_keeps(pair: PairOfPeople, resources: Resources) -> None:
    await much(pair)
    await noted(pair, pair.ada, "appreciations", text="For both.", share=True)

    async def taken(account_id: str, *, private: bool) -> str:
        return str(
            await resources.database.read(
                lambda db: exported(db, resources.keyring, account_id, couple_ids=(pair.couple_id,), private=private)
            )
        )

    bens, shared = [await taken(pair.ben.account_id, private=True), await taken(pair.ada.account_id, private=False)]
    for told in (bens, shared):
        assert "For both." in told
        assert TEA not in told
        assert "A garden." not in told
        assert "I cooked." not in told
    adas = await taken(pair.ada.account_id, private=True)
    assert TEA in adas
    assert "A garden." in adas
    assert "I cooked." in adas
