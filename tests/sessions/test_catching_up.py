"""Coming back with `seen`: exactly what was missed, or a snapshot when that would be wrong (I-18)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx

from tests.builders import log_in
from tests.conftest import running
from tests.live import Pair, Partner, a_session, to_speaking

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings


async def came_back(pair: Pair, seen: dict[str, Any] | None) -> Partner:
    one = Partner(pair.ada.server, pair.ada.person, pair.session_id)
    await one.connect(seen=seen)
    await one.caught_up()
    return one


async def test_with_seen_comes_exactly_what_was_missed(talk: Pair) -> None:
    epoch, seq = talk.ada.epoch, talk.ada.seq
    await talk.ada.did("speak", text="I felt alone.")
    for behind in (0, 1, 5, seq):
        back = await came_back(talk, {"epoch": epoch, "seq": talk.ada.seq - behind})
        events = [frame for frame in back.frames if frame["type"] == "event"]
        assert [one["seq"] for one in events] == list(range(talk.ada.seq - behind + 1, talk.ada.seq + 1))
        assert back.view["phase"] == "reflecting", "also who missed nothing gets a view: another device may have acted"
        await back.drop()


async def test_missed_events_are_the_very_ones_that_the_others_saw(talk: Pair) -> None:
    back = await came_back(talk, {"epoch": talk.ada.epoch, "seq": 0})
    # In a snapshot and as it came the view differs, for it is of its moment; the event does not.
    shown = [{**event, "view": None} for event in talk.ada.events]
    assert [{**event, "view": None} for event in back.events] == shown
    await back.drop()


async def test_another_epoch_is_a_snapshot(talk: Pair) -> None:
    back = await came_back(talk, {"epoch": str(uuid.uuid4()), "seq": 3})
    assert back.first["type"] == "snapshot"
    await back.drop()


async def test_a_client_that_is_ahead_of_us_gets_a_snapshot_and_never_another_event_under_a_number_it_has(
    talk: Pair,
) -> None:
    back = await came_back(talk, {"epoch": talk.ada.epoch, "seq": talk.ada.seq + 5})
    assert (back.first["type"], back.first["seq"]) == ("snapshot", talk.ada.seq)
    await back.drop()


async def test_without_seen_a_snapshot_holds_the_last_fifty(talk: Pair) -> None:
    for _ in range(50):
        await talk.ben.did("need_time")
    back = await came_back(talk, None)
    assert [event["seq"] for event in back.first["events"]] == list(range(talk.ben.seq - 49, talk.ben.seq + 1))
    await back.drop()


async def test_after_a_restart_the_epoch_holds_and_so_does_the_stream(settings: Settings, clock: MovableClock) -> None:
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        await to_speaking(pair)
        await pair.ada.did("speak", text="I felt alone.")
        epoch, seq, two = pair.ada.epoch, pair.ada.seq, pair.two
    assert pair.ada.closed in {1012, 1006, None}
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        object.__setattr__(two.ada, "client", client)
        back = Partner(server, two.ada, pair.session_id)
        await back.connect(seen={"epoch": epoch, "seq": seq - 2})
        assert [frame["seq"] for frame in back.frames if frame["type"] == "event"] == [seq - 1, seq]
        assert back.phase == "reflecting"
        await back.drop()


async def test_what_fell_due_while_nobody_ran_happens_at_the_start(settings: Settings, clock: MovableClock) -> None:
    """I-33: and only once, also when two ask at the same moment."""
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        await to_speaking(pair)
        await pair.ada.did("pause")
        two = pair.two
    clock.advance(timedelta(hours=30))
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        object.__setattr__(two.ada, "client", client)
        ada = Partner(server, await log_in(two.ada), pair.session_id)
        view = await ada.look()
        assert (view["phase"], view["ended"]["outcome"]) == ("ended", "adjourned")
        assert [event["name"] for event in await ada.log()].count("session_ended") == 1
