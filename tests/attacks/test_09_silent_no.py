"""Attack 9: declined after a minute, or left to expire: whoever asked cannot tell the one from the other (S-8)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_couple, expect, log_in
from tests.live import TALK, masked, still_clock

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.builders import PairOfPeople

MOMENTS = (timedelta(minutes=1), timedelta(hours=24), timedelta(hours=47, minutes=58, seconds=30))


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands still between moves: a second more or less is what this is about."""
    return still_clock()


async def asked(two: PairOfPeople) -> str:
    body = {**TALK, "purpose": "The evenings."}
    answer = expect(await two.ada.post(f"/couples/{two.couple_id}/talk-requests", body), 202)
    return str(answer["talk_request"]["id"])


async def looked(two: PairOfPeople, request_id: str) -> Any:
    # Logins do not last for days.
    ada = await log_in(two.ada)
    one = await ada.get(f"/talk-requests/{request_id}")
    many = await ada.get(f"/couples/{two.couple_id}/talk-requests")
    assert (one.status_code, many.status_code) == (200, 200)
    headers = [{k: v for k, v in each.headers.items() if k not in {"date", "x-request-id"}} for each in (one, many)]
    return masked([one.json(), many.json(), headers])


async def test_a_decline_changes_no_byte_before_the_expiry_or_after(
    client: httpx.AsyncClient, clock: MovableClock
) -> None:
    declined, ignored = await a_couple(client), await a_couple(client)
    requests = [await asked(two) for two in (declined, ignored)]
    clock.advance(timedelta(minutes=1))
    expect(await declined.ben.post(f"/talk-requests/{requests[0]}/decline"), 202)
    began = clock.now()
    for moment in (*MOMENTS, timedelta(hours=48)):
        clock.advance(began + moment - clock.now())
        seen = [await looked(two, one) for two, one in zip((declined, ignored), requests, strict=True)]
        assert seen[0] == seen[1], moment


async def test_the_expiry_is_fixed_when_it_is_asked_and_shows_not_scheduled(
    client: httpx.AsyncClient, clock: MovableClock
) -> None:
    two = await a_couple(client)
    request_id = await asked(two)
    first = expect(await two.ada.get(f"/talk-requests/{request_id}"), 200)["talk_request"]
    expires = datetime.fromisoformat(first["expires_at"])
    expect(await two.ben.post(f"/talk-requests/{request_id}/decline"), 202)
    clock.advance(expires - clock.now() - timedelta(milliseconds=1))
    ada = await log_in(two.ada)
    before = expect(await ada.get(f"/talk-requests/{request_id}"), 200)["talk_request"]
    clock.advance(timedelta(milliseconds=1))
    after = expect(await ada.get(f"/talk-requests/{request_id}"), 200)["talk_request"]
    assert (before, after["state"]) == (first, "not_scheduled")
    assert after["expires_at"] == first["expires_at"]


async def test_a_silent_no_takes_none_of_the_wishes_back(client: httpx.AsyncClient) -> None:
    answers = []
    for decline in (True, False):
        two = await a_couple(client)
        for _ in range(3):
            request_id = await asked(two)
            if decline:
                expect(await two.ben.post(f"/talk-requests/{request_id}/decline"), 202)
        again = await two.ada.post(f"/couples/{two.couple_id}/talk-requests", TALK)
        answers.append((again.status_code, masked({**again.json(), "request_id": None})))
    assert answers[0] == answers[1]
