"""A therapist watches through one process while the two talk through another: out at once, with the bus and without."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.realtime.close_codes import CloseCode
from tests.builders import a_couple, expect
from tests.live import Pair, Partner, arrive, ask_and_accept, calm
from tests.sessions.observing.watched import Observer, Watched, watches
from tests.test_two_processes import at, two
from tests.therapists.linking import a_therapist, linked, withdraws
from tests.valkey_server import running_valkey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.clock import MovableClock
    from app.settings import Settings

# SQLite serves one process only.
pytestmark = pytest.mark.only_on("postgresql")
# T13.
WITHIN = 5.0


@asynccontextmanager
async def watched_from_afar(settings: Settings, clock: MovableClock) -> AsyncIterator[Watched]:
    """Ada and Ben at one process, Maria at the other."""
    async with AsyncExitStack() as stack:
        here, there = await stack.enter_async_context(two(settings, clock))
        client = await stack.enter_async_context(at(here))
        elsewhere = await stack.enter_async_context(at(there))
        people = await a_couple(client)
        therapist = await a_therapist(here.resources, client)
        link_id = await linked(here.resources, people, therapist)
        session_id = await ask_and_accept(people)
        pair = Pair(session_id, people, *(Partner(here, one, session_id) for one in (people.ada, people.ben)))
        maria = Observer(there, replace(therapist, client=elsewhere), session_id)
        for one in pair:
            await one.connect()
            stack.push_async_callback(one.drop)
        await watches(maria.person, [people.ada, people.ben], session_id)
        await maria.connect()
        stack.push_async_callback(maria.drop)
        await pair.ada.until(lambda: "observer_joined" in pair.ada.names)
        yield Watched(pair, maria, link_id)


@pytest.mark.parametrize("way", ["practice", "talk"])
async def test_a_yes_taken_back_at_one_process_closes_the_socket_at_the_other(
    settings: Settings, clock: MovableClock, way: str
) -> None:
    with running_valkey() as valkey:
        many = settings.model_copy(update={"valkey_url": valkey.url})
        async with watched_from_afar(many, clock) as watched:
            await _goes_out(watched, way)


async def test_without_a_bus_it_is_asked_often_enough(settings: Settings, clock: MovableClock) -> None:
    """The bell may be lost; the question that is asked every second is not."""
    async with watched_from_afar(settings.model_copy(update={"workers": 2}), clock) as watched:
        await _goes_out(watched, "talk")


async def _goes_out(watched: Watched, way: str) -> None:
    await arrive(watched.pair)
    await calm(watched.pair)
    await watched.maria.until(lambda: watched.maria.seq == watched.pair.ada.seq)
    assert watched.maria.view["phase"] == "framing"
    ben = watched.pair.ben.person
    if way == "talk":
        expect(await ben.delete(watched.yes), 204)
    else:
        await withdraws(ben, watched.pair.two, watched.link_id)
    assert await watched.maria.until_closed(within=WITHIN) == CloseCode.SHARING_CHANGED
    await watched.pair.ada.until(lambda: "observer_left" in watched.pair.ada.names)
