"""Two processes hold one session: what the one stores the other shows, if it came while that one was reading too."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from app.security.encryption import Unreadable
from app.sessions.engine.loading import continued
from app.sessions.engine.news import news_since
from tests.conftest import Server, running
from tests.live import Pair, Partner, new_ref, strangers_to_lobby
from tests.valkey_server import running_valkey
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from sqlmodel import Session as Db

    from app.clock import MovableClock
    from app.security.encryption import Keyring
    from app.sessions.engine.engine import Engine
    from app.sessions.engine.live import Loaded
    from app.sessions.engine.loading import Continued
    from app.sessions.engine.news import News, Position
    from app.settings import Settings
    from tests.valkey_server import ValkeyServer

pytestmark = pytest.mark.only_on("postgresql")


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    with running_valkey() as server:
        yield server


@pytest.fixture
async def servers(
    settings: Settings, clock: MovableClock, valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Server, Server]]:
    # Nobody looks: what a ring did not tell stays unknown.
    monkeypatch.setattr("app.realtime.lookout.EVERY", 600)
    monkeypatch.setattr("app.realtime.lookout.EVERY_WITHOUT_RINGS", 600)
    many = settings.model_copy(update={"valkey_url": valkey.url})
    async with running(many, clock=clock) as one, running(many, clock=clock) as other:
        yield one, other


@asynccontextmanager
async def apart(servers: tuple[Server, Server]) -> AsyncIterator[Pair]:
    """Ada is with the one process, in the lobby; Ben, with the other, has not come yet."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=servers[0].url, timeout=60))
        two, session_id = await strangers_to_lobby(client)
        ada, ben = (Partner(server, one, session_id) for server, one in zip(servers, (two.ada, two.ben), strict=True))
        await ada.connect()
        pair = Pair(session_id, two, ada, ben)
        yield pair
        await pair.drop()


def engine_of(server: Server) -> Engine:
    found: Engine = server.app.state.engine
    return found


class Held:
    """The whole reading of a session, held back once it was made."""

    def __init__(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made, self.let_go = asyncio.Event(), asyncio.Event()
        memory = engine_of(server).memory
        read = memory.read

        async def reading(session_id: str) -> Any:
            loaded = await read(session_id)
            self.made.set()
            await self.let_go.wait()
            return loaded

        monkeypatch.setattr(memory, "read", reading)


async def test_what_is_stored_while_a_session_is_being_read_is_not_missed(
    servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with apart(servers) as pair:
        held = Held(servers[1], monkeypatch)
        connecting = asyncio.create_task(pair.ben.connect())
        await held.made.wait()
        arrived = await pair.ada.did("arrive")
        held.let_go.set()
        await connecting
        await pair.ben.until(lambda: pair.ben.seq >= arrived.seq, within=5)


async def test_what_rings_while_others_are_read_is_read_together(
    servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()
    together: list[int] = []

    def counted(db: Db, positions: Sequence[Position]) -> list[News | None]:
        together.append(len(positions))
        assert let_go.wait(20)
        return news_since(db, positions)

    monkeypatch.setattr("app.sessions.engine.following.news_since", counted)
    async with AsyncExitStack() as stack:
        pairs = [await stack.enter_async_context(apart(servers)) for _ in range(6)]
        for pair in pairs:
            await pair.ben.connect()
        for pair in pairs:
            await pair.ada.did("arrive")
            await until(lambda: together)
        reading = engine_of(servers[1])._following  # noqa: SLF001 - who waits there is seen nowhere else
        assert reading is not None
        await until(lambda: reading.waiting == len(pairs) - 1)
        let_go.set()
        for pair in pairs:
            reached = pair.ada.seq
            await pair.ben.until(lambda ben=pair.ben, reached=reached: ben.seq >= reached)  # type: ignore[misc]
    assert together == [1, 5], "the first one alone, and then whoever had come meanwhile"


async def test_one_session_that_cannot_be_read_does_not_keep_the_others_from_it(
    servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with apart(servers) as broken, apart(servers) as whole:
        let_go = threading.Event()

        def unreadable(db: Db, keyring: Keyring, before: Loaded, news: News) -> Continued | None:
            assert let_go.wait(20)
            if before.session.id == broken.session_id:
                raise Unreadable
            return continued(db, keyring, before, news)

        monkeypatch.setattr("app.sessions.engine.following.continued", unreadable)
        for pair in (broken, whole):
            await pair.ben.connect()
        for pair in (broken, whole):
            await pair.ada.did("arrive")
        let_go.set()
        await whole.ben.until(lambda: whole.ben.seq >= whole.ada.seq)
        monkeypatch.setattr("app.sessions.engine.following.continued", continued)
        assert (await broken.ben.did("arrive")).ok, "and it is read as soon as it can be"


async def test_a_private_mark_here_counts_there(servers: tuple[Server, Server]) -> None:
    async with apart(servers) as pair:
        await pair.ben.connect()
        for name, body in (("arrive", {}), ("rate_arousal", {"level": 2})):
            for one in pair:
                await one.did(name, **body)
        await pair.ada.until(lambda: pair.ada.phase == "framing")
        await pair.ben.until(lambda: pair.ben.phase == "framing")


async def test_a_reference_accepted_here_is_known_there(servers: tuple[Server, Server]) -> None:
    # I-20.
    async with apart(servers) as pair:
        await pair.ben.connect()
        for one in pair:
            await one.did("arrive")
        ref = new_ref()
        first = await pair.ada.send("rate_arousal", ref=ref, level=2)
        elsewhere = Partner(servers[1], pair.ada.person, pair.session_id)
        await elsewhere.connect()
        assert (await elsewhere.send("rate_arousal", ref=ref, level=2)).seq == first.seq
        assert (await elsewhere.send("rate_arousal", ref=ref, level=3)).code == "ref_reused"
        await elsewhere.drop()


async def test_nothing_is_refused_by_a_process_that_is_behind(
    servers: tuple[Server, Server], valkey: ValkeyServer
) -> None:
    """The rings are lost and nobody looks: what the partner did elsewhere still counts."""
    async with apart(servers) as pair:
        await pair.ben.connect()
        valkey.kill()
        for one in pair:
            await one.did("arrive")
        assert (await pair.ada.send("rate_arousal", level=2)).ok, "its own process does not know that Ben came"
