"""Attack 5: coming back at 19:59 by one, by both or by a client whose clock is ahead is refused; at 20:00 it works."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.wire_time import stamp
from tests.live import DOORS, Door, still_clock

if TYPE_CHECKING:
    from app.clock import MovableClock
    from tests.live import Pair

TWENTY = timedelta(minutes=20)


def move_to(clock: MovableClock, moment: datetime) -> None:
    clock.advance(moment - clock.now())


def not_before(pair: Pair) -> datetime:
    return datetime.fromisoformat(pair.ada.view["pause"]["not_before"])


@pytest.fixture
async def paused(talk: Pair) -> Pair:
    await talk.ben.did("pause")
    await talk.settled()
    for one in talk:
        await one.did("rate_arousal", level=1)
    return talk


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands still between moves: a second more or less is what this is about."""
    return still_clock()


@pytest.mark.parametrize("door", DOORS)
async def test_a_second_early_neither_one_nor_both_come_back(paused: Pair, clock: MovableClock, door: Door) -> None:
    move_to(clock, not_before(paused) - timedelta(seconds=1))
    for one in paused:
        reply = await one.by(door, "return")
        assert reply.code == "pause_not_over"
        assert reply.retry_at == paused.ada.view["pause"]["not_before"]
    await paused.settled()
    assert paused.ada.phase == "paused"


@pytest.mark.parametrize("door", DOORS)
async def test_after_twenty_minutes_both_come_back(paused: Pair, clock: MovableClock, door: Door) -> None:
    move_to(clock, not_before(paused))
    for one in paused:
        assert (await one.by(door, "return")).ok
    await paused.settled()
    assert paused.ada.phase == "speaking"
    assert paused.ada.view["floor"] == paused.ada.person.account_id, "the same floor holder as before (P-6)"


async def test_one_alone_does_not_bring_both_back(paused: Pair, clock: MovableClock) -> None:
    move_to(clock, not_before(paused))
    await paused.ada.did("return")
    await paused.settled()
    assert paused.ada.phase == "paused"


async def test_whoever_is_not_calm_is_told_so_about_themselves_alone(paused: Pair, clock: MovableClock) -> None:
    move_to(clock, not_before(paused))
    await paused.ben.did("rate_arousal", level=7)
    assert (await paused.ben.send("return")).code == "not_calm_yet"
    assert (await paused.ada.send("return")).ok, "Ada learns nothing of Ben's reading"


async def test_no_agreed_time_is_earlier_than_the_shortest_pause(paused: Pair, clock: MovableClock) -> None:
    early = stamp(not_before(paused) - timedelta(seconds=1))
    assert (await paused.ada.send("offer_return", at=early)).code == "pause_not_over"
    exact = paused.ada.view["pause"]["not_before"]
    await paused.ada.did("offer_return", at=exact)
    await paused.settled()
    await paused.ben.did("accept_return", at=exact)
    assert (await paused.ben.send("return")).code == "pause_not_over"


async def test_the_clock_of_a_client_is_asked_for_nothing(paused: Pair) -> None:
    ahead = "2099-01-01T00:00:00Z"
    assert (await paused.ada.send("return", at=ahead)).code == "invalid"
    answer = await paused.ada.person.client.post(
        f"/v1/sessions/{paused.session_id}/commands",
        json={"ref": "8d3f1a52-7f0f-4c1e-9a57-0b6a3f2f8f11", "name": "return", "body": {}},
        headers={**paused.ada.person.headers, "Date": "Thu, 01 Jan 2099 00:00:00 GMT"},
    )
    assert answer.json()["code"] == "pause_not_over"


async def test_pausing_again_neither_shortens_nor_lengthens_it(paused: Pair, clock: MovableClock) -> None:
    before = paused.ada.view["pause"]
    clock.advance(timedelta(minutes=10))
    for one in paused:
        await one.did("pause")
    assert (await paused.ada.look())["pause"] == before
