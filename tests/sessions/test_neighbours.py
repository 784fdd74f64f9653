"""Two processes and one session: who is connected to the one is known at the other, also after the one was thought dead
or could not say it.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest
from sqlalchemy import text

from tests.conftest import running
from tests.live import Partner, strangers_to_lobby
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.canary import Canary
    from tests.conftest import Server
    from tests.servers import Valkey

pytestmark = pytest.mark.only_on("postgresql")


@asynccontextmanager
async def apart(settings: Settings, clock: MovableClock, valkey: Valkey) -> AsyncIterator[tuple[Partner, Partner]]:
    """Ada is connected to the one process, Ben to the other, and each sees that the other is there."""
    many = settings.model_copy(update={"valkey_url": valkey.url})
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(running(many, clock=clock)) for _ in range(2)]
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=one.url, timeout=20))
        people, session_id = await strangers_to_lobby(client)
        ada, ben = Partner(one, people.ada, session_id), Partner(other, people.ben, session_id)
        for partner in (ada, ben):
            stack.push_async_callback(partner.drop)
            await partner.connect()
        await ben.until(lambda: len(ben.present) == 2)
        yield ada, ben


async def beat(server: Server) -> None:
    """Now, and not in ten seconds."""
    neighbours: Any = server.app.state.engine._neighbours  # noqa: SLF001 - its clock is not to be waited for
    await neighbours._beat()  # noqa: SLF001


async def test_a_process_that_was_taken_for_dead_says_again_who_is_with_it(
    settings: Settings, clock: MovableClock, valkey: Valkey
) -> None:
    async with apart(settings, clock, valkey) as (ada, ben):
        here, there = ada.server, ben.server
        query = text("UPDATE process SET alive_until = now() - interval '1 day' WHERE id = :id")
        process_id = here.app.state.engine._neighbours._process_id  # noqa: SLF001
        await here.resources.database.write(lambda uow: uow.db.connection().execute(query, {"id": process_id}))
        await beat(there)
        await there.app.state.engine._neighbours.look()  # noqa: SLF001
        await ben.until(lambda: len(ben.present) == 1)
        await beat(here)
        await ben.until(lambda: len(ben.present) == 2)


async def test_who_could_not_be_told_of_is_told_of_with_the_next_beat(
    settings: Settings, clock: MovableClock, valkey: Valkey, canary: Canary, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "app")
    async with apart(settings, clock, valkey) as (ada, ben):
        with psycopg.connect(settings.database_url or "") as db:
            db.execute("LOCK TABLE company IN ACCESS EXCLUSIVE MODE")
            await ada.drop()
            await until(lambda: '"company_late"' in canary.logged.getvalue(), within=20)
        await beat(ada.server)
        await ben.until(lambda: len(ben.present) == 1)
