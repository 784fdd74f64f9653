"""Who is here (L-15): a lost line is waited for and comes back; it never looks like a pause; polling is being here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.builders import expect
from tests.live import REPAIR, a_session, arrive, still_clock

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.conftest import Server
    from tests.live import Pair


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def passed(pair: Pair, clock: MovableClock, **by: int) -> None:
    clock.advance(timedelta(**by))
    await pair.settled()


async def test_the_partner_sees_that_one_is_gone_and_back(talk: Pair) -> None:
    both = sorted(one.person.account_id for one in talk)
    assert talk.ben.present == both
    await talk.ada.drop()
    await talk.ben.until(lambda: talk.ben.present == [talk.ben.person.account_id])
    await talk.ada.connect(resume=True)
    await talk.ben.until(lambda: talk.ben.present == both)


async def test_within_the_grace_nothing_happens(talk: Pair, clock: MovableClock) -> None:
    before = talk.ben.seq
    await talk.ada.drop()
    await talk.ben.until(lambda: len(talk.ben.present) == 1)
    await passed(talk, clock, seconds=59)
    assert (talk.ben.phase, talk.ben.seq) == ("speaking", before)


async def test_after_the_grace_it_is_waited_for_and_time_stands_still(talk: Pair, clock: MovableClock) -> None:
    deadline, ends = talk.ben.view["deadline"], talk.ben.view["ends_at"]
    await talk.ada.drop()
    await talk.ben.until(lambda: len(talk.ben.present) == 1)
    await passed(talk, clock, seconds=60)
    await passed(talk, clock, seconds=60)
    assert talk.ben.phase == "waiting"
    assert talk.ben.last("connection_lost")["by"] is None, "it names nobody"
    await passed(talk, clock, minutes=5)
    await talk.ada.connect(resume=True)
    await talk.ben.until(lambda: talk.ben.phase == "speaking")
    assert talk.ben.view["ends_at"] > ends
    assert talk.ben.view["deadline"] > deadline
    assert talk.ben.view["floor"] == talk.ada.person.account_id
    assert "paused" not in talk.ben.names


async def test_who_does_not_come_back_ends_it_neutrally(talk: Pair, clock: MovableClock) -> None:
    await talk.ada.drop()
    await talk.ben.until(lambda: len(talk.ben.present) == 1)
    await passed(talk, clock, seconds=120)
    await passed(talk, clock, minutes=10)
    assert await talk.ben.until_closed() == 4410
    assert talk.ben.view["ended"]["outcome"] == "adjourned"
    assert talk.ben.last("session_ended")["body"] == {"outcome": "adjourned", "kind": "none"}


async def test_asking_over_http_is_being_here(talk: Pair, clock: MovableClock) -> None:
    """A client without sockets is as present as any other."""
    await talk.ada.look()
    await talk.ada.drop()
    await passed(talk, clock, seconds=125)
    assert talk.ben.phase == "speaking"
    assert talk.ben.view["partner"]["present"]
    assert (await talk.ada.post("speak", text="I felt alone.")).ok


async def test_who_stops_asking_is_gone_a_little_later(talk: Pair, server: Server, clock: MovableClock) -> None:
    presence, seconds = server.resources.presence, [0.0]
    presence._monotonic = lambda: seconds[0]  # noqa: SLF001 - real seconds, without waiting for them
    await talk.ada.look()
    await talk.ada.drop()
    seconds[0] = 44.0
    presence.sweep()
    assert len(talk.ben.present) == 2
    seconds[0] = 46.0
    presence.sweep()
    await talk.ben.until(lambda: len(talk.ben.present) == 1)


async def test_two_who_talk_aloud_need_no_line_each(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    async with a_session(server, client, **REPAIR, medium="spoken") as pair:
        await arrive(pair)
        await pair.ada.drop()
        await passed(pair, clock, minutes=4)
        assert pair.ben.phase == "calm_start"
        assert "connection_lost" not in pair.ben.names


async def test_a_second_device_keeps_one_here(talk: Pair, clock: MovableClock) -> None:
    from tests.live import Partner  # noqa: PLC0415 - one more device

    phone = await Partner(talk.ada.server, talk.ada.person, talk.session_id).connect()
    await talk.ada.drop()
    await passed(talk, clock, seconds=125)
    assert talk.ben.phase == "speaking"
    await phone.drop()


async def test_typing_breaks_the_silence_and_is_shown_to_nobody(talk: Pair, clock: MovableClock) -> None:
    received = len(talk.ben.received)
    for _ in range(3):
        await passed(talk, clock, seconds=50)
        await talk.ada.push({"type": "typing"})
        await talk.ada.caught_up()
    assert len(talk.ben.received) == received
    await passed(talk, clock, seconds=61)
    assert talk.ben.last("time_warned")["body"] == {"what": "quiet"}
    assert talk.ben.last("time_warned")["by"] is None


async def test_nobody_is_asked_for_an_id_to_know_who_is_here(talk: Pair) -> None:
    """T08: connected or not, and never since when."""
    view = expect(await talk.ben.person.get(f"/sessions/{talk.session_id}"), 200)
    assert set(view["partner"]) == {"id", "name", "present"}
