"""The engine between its doors and its database: storage that fails, senders who hang up, memory that is let go."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app.errors import Unavailable
from app.realtime.hub import MOST_PER_ACCOUNT
from app.sessions.engine import memory
from app.sessions.engine.deciding import Sent
from app.sessions.engine.live import MOST_REFUSALS
from app.sessions.protocol import commands as c
from tests.builders import a_couple
from tests.live import Partner, ask_and_accept, new_ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    import pytest

    from app.database import Database
    from app.sessions.engine.engine import Engine
    from tests.conftest import Server
    from tests.live import Pair

TURN = {"text": "I felt alone."}


@contextmanager
def no_room(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A disk that is full for a while: every transaction is refused before it begins."""

    async def refused(_work: Any, **_how: Any) -> Any:
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr(database, "write", refused)
        yield


async def test_while_nothing_can_be_stored_commands_are_told_to_try_again_and_nothing_is_shown(
    talk: Pair, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, received = new_ref(), len(talk.ben.received)
    with no_room(server.resources.database, monkeypatch):
        assert (await talk.ada.send("speak", ref=ref, **TURN)).code == "try_again"
        over_http = await talk.ada.post("speak", ref=ref, **TURN)
        assert (over_http.code, over_http.status) == ("try_again", 503)
        assert (await talk.ben.look())["phase"] == "speaking", "reading goes on"
    assert len(talk.ben.received) == received
    assert (await talk.ada.send("speak", ref=ref, **TURN)).ok, "the same reference, sent again, is done now"
    await talk.settled()
    assert talk.ben.names.count("spoken") == 1


async def test_a_hello_at_such_a_time_is_told_to_come_back_later(
    talk: Pair, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await talk.ada.ticket()
    with no_room(server.resources.database, monkeypatch):
        async with connect(f"{server.ws_url}/v1/live") as socket:
            await socket.send(json.dumps({"type": "hello", "ticket": ticket}))
            with suppress(ConnectionClosed):
                await socket.recv()
            assert socket.close_code == 1013
    await talk.ada.connect(ticket=ticket)
    assert talk.ada.closed is None, "the ticket was not used up"


async def test_a_sender_who_hangs_up_at_once_has_sent_it_all_the_same(talk: Pair) -> None:
    ref = new_ref()
    await talk.ada.push({"type": "command", "ref": ref, "name": "speak", "body": TURN})
    await talk.ada.caught_up()
    await talk.ada.drop()
    await talk.ben.until(lambda: "spoken" in talk.ben.names)
    again = await talk.ada.post("speak", ref=ref, **TURN)
    assert again.seq == talk.ben.last("spoken")["seq"]


async def test_a_commit_whose_sender_was_cut_off_meanwhile_is_shown_and_answered_all_the_same(
    talk: Pair, server: Server
) -> None:
    engine: Engine = server.app.state.engine
    sent = Sent(talk.ada.person.account_id, new_ref(), "f" * 64, lambda side: c.Speak(side, text="I felt alone."))
    cut_off = asyncio.create_task(engine.handle(talk.session_id, sent))
    # One turn of the loop brings it to its commit, and the commit needs another thread.
    await asyncio.sleep(0)
    cut_off.cancel()
    await talk.ben.until(lambda: "spoken" in talk.ben.names)
    assert cut_off.cancelled()
    assert await engine.handle(talk.session_id, sent) == talk.ben.last("spoken")["seq"]


async def test_everybody_who_asks_at_once_waits_for_one_reading(server: Server, client: httpx.AsyncClient) -> None:
    session_id = await ask_and_accept(await a_couple(client))
    engine: Engine = server.app.state.engine
    lives = await asyncio.gather(*(engine.memory.live(session_id) for _ in range(20)))
    assert len({id(one) for one in lives}) == 1


async def test_what_only_waits_leaves_the_memory_and_comes_back_the_same(
    server: Server, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = await a_couple(client)
    session_id = await ask_and_accept(two)
    engine: Engine = server.app.state.engine
    one = Partner(server, two.ada, session_id)
    before = await one.look()
    monkeypatch.setattr(memory, "KEPT_IDLE", -1.0)
    engine.memory.rest()
    assert engine.memory.held(session_id) is None
    after = await one.look()
    assert {**after, "now": None} == {**before, "now": None}
    assert (await one.post("arrive")).ok


async def test_what_has_ended_leaves_the_memory_sooner_than_what_waits(
    talk: Pair, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Engine = server.app.state.engine
    await talk.ada.did("leave")
    await talk.drop()
    engine.memory.rest()
    assert engine.memory.held(talk.session_id) is not None
    monkeypatch.setattr(memory, "KEPT_ENDED", -1.0)
    engine.memory.rest()
    assert engine.memory.held(talk.session_id) is None
    assert (await talk.ada.look())["phase"] == "ended"


async def test_what_runs_stays_in_memory_for_who_is_away_is_known_there_alone(
    talk: Pair, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Engine = server.app.state.engine
    monkeypatch.setattr(memory, "KEPT_IDLE", -1.0)
    await talk.drop()
    engine.memory.rest()
    assert engine.memory.held(talk.session_id) is not None


async def test_the_memory_of_refusals_is_bounded(talk: Pair, server: Server) -> None:
    engine: Engine = server.app.state.engine
    for _ in range(MOST_REFUSALS + 20):
        await talk.ben.push({"type": "command", "ref": new_ref(), "name": "speak", "body": TURN})
    await talk.ben.caught_up()
    live = await engine.memory.live(talk.session_id)
    assert len(live.refused) == MOST_REFUSALS


async def test_one_socket_too_many_replaces_the_oldest(talk: Pair) -> None:
    devices = [
        await Partner(talk.ada.server, talk.ada.person, talk.session_id).connect() for _ in range(MOST_PER_ACCOUNT)
    ]
    assert await talk.ada.until_closed() == 4409
    assert [one.closed for one in devices] == [None] * MOST_PER_ACCOUNT
    assert talk.ben.view["partner"]["present"]
    for one in devices:
        await one.drop()


async def test_whoever_ends_it_is_answered_before_the_line_is_cut(talk: Pair) -> None:
    reply = await talk.ada.send("leave")
    assert reply.ok
    for one in talk:
        assert await one.until_closed() == 4410
        assert one.names[-1] == "session_ended"
    assert reply.seq == talk.ben.seq


async def test_an_ended_session_can_be_looked_at_and_takes_nothing_more(talk: Pair) -> None:
    await talk.ada.send("leave")
    await talk.ben.until_closed()
    for name in ("pause", "leave", "help", "speak"):
        body = {"help": {"for": "us"}, "speak": TURN}.get(name, {})
        assert (await talk.ben.post(name, **body)).code == "ended"
    await talk.ben.connect()
    assert (talk.ben.first["type"], await talk.ben.until_closed()) == ("snapshot", 4410)
    assert talk.ben.view["may"] == []
