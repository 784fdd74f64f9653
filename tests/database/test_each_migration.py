"""M1: every migration, one by one, with people's data in the database: back and forth it touches nothing that was there
before it, and it only ever adds, so that the version before goes on serving.
"""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import MetaData

from app.database import migrate
from app.database.address import address_of
from app.database.drift import drift
from app.database.fitting import misfits
from app.tables import metadata
from tests.builders import register
from tests.conftest import running
from tests.database.contents import contents
from tests.database.filled import fill
from tests.live import a_session, to_speaking
from tests.sessions.protocol.depth import times

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.database.address import Address
    from app.settings import Settings

SEED = int(os.environ.get("REJOIN_TEST_SEED", "20261122"))
ROWS = 12
STEPS = list(zip(migrate.revisions(), migrate.revisions()[1:], strict=False))


@pytest.fixture
async def lived_in(settings: Settings, clock: MovableClock) -> Address:
    """A database in which people talked and one of them was erased, with rows in every other table too."""
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        async with a_session(server, client) as pair:
            await to_speaking(pair)
            await pair.ada.did("speak", text="I felt alone.")
        gone = await register(client, "Cleo")
        await gone.delete("/me", {"password": gone.password})
    address = address_of(settings)
    assert min(fill(address, Random(SEED), rows=times(ROWS)).values()) > 0
    return address


def test_the_numbers_of_the_migrations_are_a_row() -> None:
    """`is_ahead` compares them."""
    assert migrate.revisions() == [f"{number:04}" for number in range(1, len(migrate.revisions()) + 1)]
    assert migrate.revisions()[-1] == migrate.head()


async def test_every_migration_back_and_forth_touches_nothing_that_was_there_before_it(lived_in: Address) -> None:
    for before, after in reversed(STEPS):
        kept = contents(lived_in)
        migrate.downgrade(lived_in, to=before)
        less = contents(lived_in)
        assert less.keys() <= kept.keys()
        assert {name: kept[name] for name in less} == less, f"{after} taken back"
        migrate.upgrade(lived_in, to=after)
        assert {name: rows for name, rows in contents(lived_in).items() if name in less} == less, f"{after} done again"
        migrate.downgrade(lived_in, to=before)
    migrate.upgrade(lived_in)
    assert drift(lived_in, metadata) == []


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_a_migration_only_ever_adds_so_that_the_version_before_goes_on(empty: Address, before: str, after: str) -> None:
    migrate.upgrade(empty, to=before)
    earlier = MetaData()
    engine = migrate.engine_for(empty)
    earlier.reflect(engine)
    engine.dispose()
    migrate.upgrade(empty, to=after)
    assert misfits(empty, earlier) == []
