"""Somebody who has one of everything is erased: nothing stands in the way, and they are in no answer any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_couple, expect
from tests.crossings.raising import Two
from tests.policy.world import things_of

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server

LISTS = (
    "agreements",
    "life-events",
    "accountabilities",
    "crossings",
    "occurrences",
    "keeping",
    "check-ins",
    "appreciations",
    "small-wins",
    "kindnesses",
    "goals",
    "future-scene",
    "sessions",
)


@pytest.mark.parametrize("who", ["ada", "ben"])
async def test_whoever_has_everything_can_be_erased(server: Server, client: httpx.AsyncClient, who: str) -> None:
    pair = await a_couple(client)
    things = await things_of(server.resources, pair)
    couple = f"/couples/{pair.couple_id}"
    own_limit = f"{couple}/agreements/{things['own_limit_id']}"
    expect(await pair.ada.request("PUT", f"{own_limit}/sharing", {"shared_with_partner": True}), 200)
    await Two(pair, things["own_limit_id"], "").shared()
    expect(await pair.ben.post(f"{couple}/life-events", {"kind": "job", "agreements": [things["own_limit_id"]]}), 201)
    gone, stays = (pair.ada, pair.ben) if who == "ada" else (pair.ben, pair.ada)
    expect(await gone.delete("/me", {"password": gone.password}), 204)
    for name in LISTS:
        answer = await stays.get(f"{couple}/{name}")
        assert gone.name not in json.dumps(expect(answer, 200)), name
    expect(await stays.get("/me/today"), 200)
    expect(await stays.post("/me/export", {"include_private": True, "password": stays.password}), 200)
    expect(await stays.delete("/me", {"password": stays.password}), 204)
