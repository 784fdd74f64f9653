"""A personal pace (L-9, attack test 27): the partner sees "no timer" and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_couple, expect
from tests.live import a_session, masked, still_clock, to_speaking

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.conftest import Server

PACES = (1.5, 2.0, 10.0, "untimed")


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def seen_by_ben(server: Server, client: httpx.AsyncClient, pace: Any) -> tuple[list[Any], dict[str, Any]]:
    two = await a_couple(client)
    expect(await two.ada.patch("/me", {"pace": pace}), 200)
    async with a_session(server, client, two=two) as pair:
        await to_speaking(pair)
        return masked([{**event, "view": None} for event in pair.ben.events]), masked(await pair.ben.look())


async def test_every_other_pace_looks_like_no_timer_and_like_each_other(
    server: Server, client: httpx.AsyncClient
) -> None:
    found = [await seen_by_ben(server, client, pace) for pace in PACES]
    for one in found[1:]:
        assert one == found[0]
    events, view = found[0]
    assert view["deadline"] is None
    assert next(event for event in reversed(events) if event["name"] == "floor_given")["body"]["until"] is None


async def test_the_usual_pace_has_a_timer(server: Server, client: httpx.AsyncClient) -> None:
    _, view = await seen_by_ben(server, client, 1.0)
    assert view["deadline"] == "<time>"


@pytest.mark.parametrize("pace", [2.0, "untimed"])
async def test_no_turn_of_theirs_is_ever_warned_about_or_cut(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, pace: float | str
) -> None:
    two = await a_couple(client)
    expect(await two.ada.patch("/me", {"pace": pace}), 200)
    async with a_session(server, client, two=two) as pair:
        await to_speaking(pair)
        for _ in range(12):
            clock.advance(timedelta(seconds=45))
            await pair.ada.push({"type": "typing"})
            await pair.ada.caught_up()
            await pair.settled()
        assert "time_warned" not in pair.ben.names
        assert pair.ben.view["floor"] == pair.ada.person.account_id
