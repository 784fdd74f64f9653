"""Attack 3: the speaker refuses every reflection, fifty times. The cap's exit comes, and the floor moves (L-7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.live import a_session, to_speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from app.clock import MovableClock
    from tests.conftest import Server
    from tests.live import Pair


async def refuse(pair: Pair, breath: Callable[[], None]) -> None:
    speaker, listener = pair.speaker, pair.listener
    if "speak" in speaker.may:
        await speaker.did("speak", text="I felt alone on Sunday.")
    breath()
    await listener.did("reflect", text="You felt alone.")
    await speaker.did("confirm", verdict="not_yet", missing="It was all day.")
    await pair.settled()


async def test_refusing_fifty_times_does_not_hold_the_listener(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, breath: Callable[[], None]
) -> None:
    async with a_session(server, client) as pair:
        await to_speaking(pair)
        floors, exits = [pair.ada.view["floor"]], 0
        for _ in range(50):
            if pair.ada.phase == "gap":
                exits += 1
                clock.advance(timedelta(minutes=5, seconds=1))
                await pair.settled()
            if pair.ada.phase not in {"speaking", "reflecting"}:
                break
            await refuse(pair, breath)
            if pair.ada.view["floor"] != floors[-1]:
                floors.append(pair.ada.view["floor"])
        assert exits >= 2
        assert len(floors) >= 3, "the floor moved on at each exit"
        assert pair.ada.names.count("topic_parked") >= 2


async def test_saying_it_smaller_works_once_and_no_attempt_goes_past_the_cap(
    talk: Pair, breath: Callable[[], None]
) -> None:
    for _ in range(3):
        await refuse(talk, breath)
    assert talk.ada.phase == "gap"
    await talk.ada.did("resolve_gap", choice="smaller")
    await talk.settled()
    for _ in range(3):
        await refuse(talk, breath)
    assert (await talk.ada.send("resolve_gap", choice="smaller")).code == "limit_reached"
    await talk.ada.did("resolve_gap", choice="accept_gap")
    await talk.settled()
    assert talk.speaker is talk.ben
