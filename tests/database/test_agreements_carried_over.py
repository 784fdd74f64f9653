"""Agreements of the time before versions were kept get a history, on both databases, back and forth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from app.database import Database, migrate
from app.database.address import address_of
from app.database.drift import drift
from app.main import make_resources
from app.operations.verify import verify
from app.tables import metadata
from tests.agreements.agreeing import RITUAL, Table
from tests.agreements.reaching import recorded
from tests.builders import a_couple, expect
from tests.conftest import running
from tests.database.contents import contents

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings
    from tests.builders import PairOfPeople

NAME = "agreements_and_their_history"


def around() -> tuple[str, str]:
    """Return the migration that keeps versions, and the one before it."""
    [file] = migrate.scripts_folder().joinpath("versions").glob(f"*_{NAME}.py")
    with_versions = file.name.partition("_")[0]
    revisions = migrate.revisions()
    return revisions[revisions.index(with_versions) - 1], with_versions


def faults(settings: Settings) -> dict[str, int]:
    resources = make_resources(settings)
    database: Database = resources.database
    try:
        return dict(+verify(database, resources.master_key).faults)
    finally:
        database.close()
        resources.passwords.close()


async def test_what_was_agreed_before_is_read_and_verified_after(settings: Settings, clock: MovableClock) -> None:
    address, (before, after) = address_of(settings), around()
    pair: PairOfPeople
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        pair = await a_couple(client)
        ada = pair.ada.account_id
        told = await recorded(server.resources, pair, days=200)
        await recorded(server.resources, pair, kind="commitment", category=None, owner_id=ada, days=12)
        await recorded(server.resources, pair, scope="personal", owner_id=ada, assented=(ada,))
        await recorded(server.resources, pair, assented=(ada,))
        path = f"/couples/{pair.couple_id}/agreements"
        seen = expect(await pair.ada.get(path), 200)["data"]
        versions = expect(await pair.ada.get(f"{path}/{told.agreement_id}/versions"), 200)["data"]
    whole = contents(address)
    migrate.downgrade(address, to=before)
    assert "agreement_version.link" not in contents(address)
    migrate.upgrade(address, to=after)
    assert {name: rows for name, rows in contents(address).items() if name.startswith("agreement_version")} == {
        name: rows for name, rows in whole.items() if name.startswith("agreement_version")
    }
    migrate.upgrade(address)
    assert drift(address, metadata) == []
    assert faults(settings) == {}
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        again = [
            await client.get(f"/v1{path}{part}", headers=pair.ada.headers)
            for part in ("", f"/{told.agreement_id}/versions")
        ]
        assert [expect(one, 200)["data"] for one in again] == [seen, versions]


async def test_what_the_older_schema_has_no_place_for_is_not_lost_on_the_way_back(
    settings: Settings, clock: MovableClock
) -> None:
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        table = Table(await a_couple(client))
        await table.agreed(RITUAL)
    address, (before, after) = address_of(settings), around()
    migrate.downgrade(address, to=after)
    kept = contents(address)
    with pytest.raises(Exception, match="kind"):
        migrate.downgrade(address, to=before)
    assert contents(address) == kept
