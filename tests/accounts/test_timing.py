"""T16: an answer takes as long for a known address as for an unknown one, even with the fastest hashing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.builders import register

if TYPE_CHECKING:
    import httpx

ROUNDS = 200
# With so few rounds, chance alone reaches this far from one half about once in a thousand runs.
BY_CHANCE = 0.1


@pytest.mark.parametrize("path", ["/v1/logins", "/v1/accounts"])
async def test_time_does_not_tell_whether_an_address_is_known(client: httpx.AsyncClient, path: str) -> None:
    ada = await register(client, "Ada")
    known: list[float] = []
    unknown: list[float] = []
    for number in range(ROUNDS):
        for email, times in ((ada.email, known), (f"no.{number}.{ada.email}", unknown)):
            body = {"email": email, "password": f"what somebody tries {number}"}
            body |= {"name": "Ben"} if path == "/v1/accounts" else {}
            started = time.perf_counter()
            await client.post(path, json=body)
            times.append(time.perf_counter() - started)

    slower = sum((one < other) + 0.5 * (one == other) for one in known for other in unknown)
    assert slower / (ROUNDS * ROUNDS) == pytest.approx(0.5, abs=BY_CHANCE)
