"""Too much, too fast, or never read: the one who does it is sent away, and the partner does not feel it."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlmodel import text
from websockets.protocol import CLOSING

from app.guard.connections import MOST_UNREAD, GuardedSocket
from app.realtime.hub import session_topic
from app.security.rate_limit import EXEMPT_STORED
from tests.conftest import running
from tests.hostile.raw import PING, RawSocket, frame
from tests.live import a_session, to_speaking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.conftest import Server
    from tests.live import Pair


@pytest.fixture
async def counted(settings: Settings, clock: MovableClock) -> AsyncIterator[Pair]:
    """A talk in a service whose quotas count."""
    counting = settings.model_copy(update={"rate_limits": "on"})
    async with (
        running(counting, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        await to_speaking(pair)
        yield pair


async def test_a_flood_of_frames_is_sent_away_and_the_partner_stays(counted: Pair) -> None:
    for _ in range(70):
        await counted.ada.push({"type": "ping"})
    assert await counted.ada.until_closed() == 4429
    assert (await counted.ben.send("rate_arousal", level=2)).ok
    await counted.ada.connect(resume=True)
    assert (await counted.ada.send("rate_arousal", level=2)).ok, "a new socket begins with a new quota"


async def test_a_pause_is_heard_however_many_frames_came_before_it(counted: Pair) -> None:
    for _ in range(70):
        assert (await counted.ada.send("pause")).ok


async def test_a_flood_of_commands_is_answered_too_many_and_pause_help_and_leave_work(counted: Pair) -> None:
    replies = [await counted.ada.post("need_time") for _ in range(25)]
    assert {one.code for one in replies if not one.ok} == {"too_many"}
    assert {one.status for one in replies if not one.ok} == {429}
    assert (await counted.ada.send("rate_arousal", level=2)).code == "too_many"
    assert (await counted.ben.send("rate_arousal", level=2)).ok, "the partner's own quota is untouched"
    for name, body in (("pause", {}), ("help", {"for": "self"}), ("leave", {})):
        for _ in range(10):
            reply = await counted.ada.post(name, **body)
            assert reply.ok or reply.code == "ended", name


async def test_a_flood_of_pauses_and_calls_for_help_is_answered_and_not_all_of_it_is_stored(counted: Pair) -> None:
    def rows(db: Any) -> int:
        count = text("SELECT (SELECT count(*) FROM session_mark) + (SELECT count(*) FROM session_outcome)")
        return int(db.connection().execute(count).scalar_one())

    database = counted.ada.server.resources.database
    before = await database.read(rows)
    replies = [await counted.ada.post("help", **{"for": "self"}) for _ in range(40)]
    replies += [await counted.ada.post("pause", private_reason="tired") for _ in range(40)]
    assert all(one.ok for one in replies)
    assert len({one.seq for one in replies}) == 1, "the same answer each time (P-1)"
    assert await database.read(rows) - before <= 2 * EXEMPT_STORED.most
    assert (await counted.ben.post("pause")).ok
    assert (await counted.ada.post("leave")).ok, "leaving is never anything but leaving"


async def test_ill_formed_commands_are_counted_like_any_others(counted: Pair) -> None:
    """Otherwise a form that is never right would be a way around every quota."""
    codes = [(await counted.ada.post("speak", nonsense=True)).code for _ in range(30)]
    assert codes[0] == "invalid"
    assert codes[-1] == "too_many"


async def test_tickets_are_bounded(counted: Pair) -> None:
    path = f"/sessions/{counted.session_id}/tickets"
    codes = [(await counted.ada.person.post(path)).status_code for _ in range(40)]
    assert codes[-1] == 429


async def test_a_reader_who_never_reads_is_cut_off_and_the_partner_is_unaffected(
    bystanders: Pair, attacker: Pair
) -> None:
    """L4: what waits for one socket is bounded in frames and bytes (4408)."""
    hub = attacker.ada.server.resources.hub
    deaf = await RawSocket.upgraded(attacker.ada.server, deaf=True)
    before, others = len(hub), hub.sockets(session_topic(attacker.session_id))
    deaf.put(frame(json.dumps({"type": "hello", "ticket": await attacker.ada.ticket()}).encode()))
    async with asyncio.timeout(5):
        while len(hub) == before:
            await asyncio.sleep(0.005)
    # Two partners would have to talk for an hour to fill the buffers of the machine, so what waits is put there.
    outbox = next(one for one in hub.sockets(session_topic(attacker.session_id)) if one not in others)
    began = time.monotonic()
    while outbox.closing is None:
        outbox.put("o" * 16_000)
        await asyncio.sleep(0)
    assert outbox.closing == 4408
    held = attacker.ada.server.uvicorn.server_state.connections
    async with asyncio.timeout(15):
        while len(hub) > before or any(isinstance(one, GuardedSocket) and one.conn.state is CLOSING for one in held):
            await asyncio.sleep(0.02)
    assert time.monotonic() - began < 8
    assert (await attacker.ben.send("rate_arousal", level=2)).ok
    assert [one.closed for one in attacker] == [None, None]
    deaf.writer.close()


async def test_one_who_pings_and_never_reads_is_cut_off_before_the_answers_fill_the_memory(
    bystanders: Pair, server: Server
) -> None:
    held = server.uvicorn.server_state.connections
    before = set(held)
    deaf = await RawSocket.upgraded(server, deaf=True)
    (ours,) = set(held) - before
    flood = frame(b"o" * 125, opcode=PING) * 1000
    most = 0
    for _ in range(200):
        deaf.put(flood)
        await asyncio.sleep(0.001)
        if ours not in held:
            break
        most = max(most, ours.transport.get_write_buffer_size())
    assert ours not in held
    assert most < 2 * MOST_UNREAD
    deaf.writer.close()
