"""Attack 34: the spacing rule at 23:59 and at 24:00, across daylight saving and time zones: only elapsed time counts,
and a lobby that does not open says nothing of why (S-9).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from app.clock import MovableClock
from tests.builders import PairOfPeople, log_in, pair_up, register
from tests.conftest import running
from tests.live import a_session, arrive, masked, to_speaking, to_the_end

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.settings import Settings
    from tests.conftest import Server

# Clocks go forward in Helsinki on 29 March 2026 and back in New York on 1 November 2026.
NIGHTS = {
    "an ordinary night": datetime(2026, 6, 10, 19, 0, tzinfo=UTC),
    "clocks go forward": datetime(2026, 3, 28, 19, 0, tzinfo=UTC),
    "clocks go back": datetime(2026, 10, 31, 23, 0, tzinfo=UTC),
}


async def two_far_apart(client: httpx.AsyncClient) -> PairOfPeople:
    ada = await register(client, "Ada", timezone="Europe/Helsinki")
    ben = await register(client, "Ben", timezone="America/New_York")
    return PairOfPeople(await pair_up(ada, ben), ada, ben)


async def again(two: PairOfPeople) -> PairOfPeople:
    """The same two, through new logins: a day later the old ones have ended."""
    return PairOfPeople(two.couple_id, await log_in(two.ada), await log_in(two.ben))


async def held(server: Server, client: httpx.AsyncClient, two: PairOfPeople) -> datetime:
    """A talk that began and was left; the moment it ended."""
    async with a_session(server, client, two=two) as pair:
        await to_speaking(pair)
        await pair.ada.did("leave")
        await pair.ada.until_closed()
        return datetime.fromisoformat(pair.ada.view["now"])


@pytest.mark.parametrize("night", NIGHTS)
async def test_a_full_talk_waits_out_twenty_four_hours_and_no_minute_more(settings: Settings, night: str) -> None:
    clock = MovableClock(NIGHTS[night])
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        two = await two_far_apart(client)
        ended = await held(server, client, two)
        clock.advance(ended + timedelta(hours=23, minutes=59) - clock.now())
        two = await again(two)
        async with a_session(server, client, two=two) as pair:
            await pair.ada.did("arrive")
            assert [await one.until_closed() for one in pair] == [4410, 4410]
            assert pair.ben.view["ended"]["outcome"] == "lapsed"
        clock.advance(timedelta(minutes=1))
        async with a_session(server, client, two=two) as pair:
            await arrive(pair)
            assert pair.ada.phase == "calm_start"


async def test_a_lobby_that_does_not_open_looks_like_one_that_nobody_came_to(settings: Settings) -> None:
    clock = MovableClock(NIGHTS["an ordinary night"])
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        two = await two_far_apart(client)
        await held(server, client, two)
        async with a_session(server, client, two=two) as pair:
            await pair.ada.did("arrive")
            await pair.ben.until_closed()
            spaced = pair.ben.view
        other = await two_far_apart(client)
        async with a_session(server, client, two=other) as pair:
            clock.advance(timedelta(minutes=15))
            await pair.settled()
            await pair.ben.until_closed()
            nobody = pair.ben.view
        assert masked({**spaced, "partner": None}) == masked({**nobody, "partner": None})


async def test_brief_repairs_are_two_a_day_whenever_they_are(
    settings: Settings, clock: MovableClock, breath: Callable[[], None]
) -> None:
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        two = await two_far_apart(client)
        for _ in range(2):
            async with a_session(server, client, two=two, template="brief-repair") as pair:
                await to_the_end(pair, advance=breath)
        async with a_session(server, client, two=two, template="brief-repair") as pair:
            await pair.ada.did("arrive")
            assert await pair.ada.until_closed() == 4410
        clock.advance(timedelta(hours=24))
        two = await again(two)
        async with a_session(server, client, two=two, template="brief-repair") as pair:
            await arrive(pair)
            assert pair.ada.phase == "calm_start"
