"""M2: `rejoin migrate` is killed after any of its statements. Nothing is half migrated: the old schema is there with
all rows, and the next try completes.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import Engine, event

from app.database import migrate
from app.database.address import address_of
from app.database.drift import drift
from app.security import master_key
from app.tables import metadata
from tests.conftest import running
from tests.database.contents import contents
from tests.database.filled import fill
from tests.live import a_session, to_speaking
from tests.sessions.protocol.depth import DEPTH

if TYPE_CHECKING:
    from random import Random

    from app.clock import MovableClock
    from app.database.address import Address
    from app.settings import Settings
    from tests.faults.child import Zygote

KILLS = 2
ROWS = 12


def statements_to_head(address: Address) -> int:
    """How many statements and commits it takes from here; it is taken back afterwards."""
    before, count = migrate.current(address), 0

    def one(*_: object) -> None:
        nonlocal count
        count += 1

    kinds = ("after_cursor_execute", "commit")
    for kind in kinds:
        event.listen(Engine, kind, one)
    try:
        migrate.upgrade(address)
    finally:
        for kind in kinds:
            event.remove(Engine, kind, one)
    migrate.downgrade(address, to=before or "base")
    return count


async def killed_at(zygote: Zygote, settings: Settings, nth: int) -> str:
    """Let the command be killed there; what it printed."""
    log = settings.data_dir.with_name("migrate.log")
    environment = {"REJOIN_DATA_DIR": str(settings.data_dir), "REJOIN_MASTER_KEY_FILE": str(settings.key_file)}
    if settings.database_url:
        environment["REJOIN_DATABASE_URL"] = settings.database_url
    told = {"log": str(log), "folder": str(settings.data_dir), "environment": environment}
    life = zygote.live({**told, "command": "migrate", "failpoint": "any_statement", "nth": nth})
    async with asyncio.timeout(60):
        while True:
            try:
                os.kill(life, 0)
            except ProcessLookupError:
                return log.read_text()
            await asyncio.sleep(0.005)


@pytest.mark.timeout(3600)
async def test_a_migration_that_is_killed_anywhere_leaves_the_schema_and_the_rows_whole(
    settings: Settings, clock: MovableClock, zygote: Zygote, rng: Random
) -> None:
    address = address_of(settings)
    master_key.load(settings.key_file, may_create=True)
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        await to_speaking(pair)
    assert min(fill(address, rng, rows=ROWS).values()) > 0
    kills = 0
    revisions = [None, *migrate.revisions()[:-1]]
    # In a pull request the newest one with people's data, and all of them from nothing.
    for before in reversed(revisions if DEPTH > 1 else [revisions[0], revisions[-1]]):
        migrate.downgrade(address, to=before or "base")
        count, kept = statements_to_head(address), contents(address)
        # The last place is before the COMMIT.
        everywhere = count <= KILLS * DEPTH
        places = range(1, count + 1) if everywhere else {*rng.sample(range(1, count), KILLS - 1), count}
        for nth in sorted(places):
            assert "now at revision" not in await killed_at(zygote, settings, nth)
            assert migrate.current(address) == before, (before, nth)
            assert contents(address) == kept
            kills += 1
        migrate.upgrade(address)
        assert drift(address, metadata) == []
        assert {name: rows for name, rows in contents(address).items() if name in kept} == kept
    print(f"{kills} kills")  # noqa: T201 - the figure is asked for
