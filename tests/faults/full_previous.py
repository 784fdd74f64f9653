"""M2, rolling: an earlier version serves while this one migrates, then beside it, and again on the wider schema.

Its code is taken from the history of this repository, so this is not collected by pytest by itself; `full.py` names it.
`REJOIN_TEST_PREVIOUS` says which commits; without it, it is the last one for every of the newest few schemas.
"""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
import pytest

from app.database import migrate
from app.database.address import address_of
from app.security import master_key
from app.settings import Settings
from tests.conftest import fresh_database
from tests.faults import chains
from tests.faults.child import ROOT, Child, Zygote
from tests.faults.crowd import Crowd

if TYPE_CHECKING:
    from random import Random

    from tests.servers import PostgreSQL

HOW_MANY: Final = 5
SCRIPTS: Final = "migrations/versions/"


def git(*words: str) -> bytes:
    return subprocess.run(["/usr/bin/git", *words], cwd=ROOT, capture_output=True, check=True).stdout


def schemas() -> Iterator[tuple[int, str]]:
    """How many migrations there were, and the newest commit that had so many."""
    fewest = len(migrate.revisions())
    for commit in git("log", "--first-parent", "--format=%H", "--", SCRIPTS).decode().split():
        count = len(git("ls-tree", "--name-only", commit, SCRIPTS).split())
        if count < fewest:
            fewest = count
            yield count, commit


def commits() -> list[str]:
    named = os.environ.get("REJOIN_TEST_PREVIOUS", "").split()
    return named or [commit[:7] for _, commit in zip(range(HOW_MANY), (one for _, one in schemas()), strict=False)]


@pytest.fixture(params=commits())
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Zygote]:
    """What lives of that version are forked from."""
    tree = tmp_path / "earlier"
    with tarfile.open(fileobj=io.BytesIO(git("archive", request.param))) as archive:
        archive.extractall(tree, filter="data")
    made = Zygote(tree)
    yield made
    made.close()


@pytest.mark.timeout(600)
async def test_an_earlier_version_serves_through_the_migration_and_beside_this_one(
    earlier: Zygote, zygote: Zygote, postgresql: PostgreSQL, rng: Random, tmp_path: Path
) -> None:
    key = tmp_path / "master-key"
    master_key.load(key, may_create=True)
    with fresh_database(postgresql, template="template1") as url:
        old, new = (
            Child(tmp_path / name, of, database_url=url, master_key_file=str(key))
            for name, of in (("old", earlier), ("new", zygote))
        )
        began_at = await migrated(old, url)
        async with old, httpx.AsyncClient(base_url=old.url, timeout=60) as client:
            crowd = Crowd((old, new), rng)
            await crowd.gather(client, 2)
            crowd.run()
            await crowd.acknowledgements(40)
            assert await migrated(new, url) == migrate.head()
            await crowd.acknowledgements(40)
            async with new, httpx.AsyncClient(base_url=new.url, timeout=60) as newer:
                await crowd.go_home()
                await crowd.acknowledgements(40)
                old.kill()
                await crowd.acknowledgements(20)
                old.start()
                await old.answering()
                await crowd.go_home()
                await crowd.acknowledgements(40)
                await crowd.finish(newer)
                await crowd.judge(client, newer)
        chains.hold_in_postgresql(url)
    for one in (old, new):
        crowd.assert_unspoken(one.log.read_text())
    print(f"{began_at} on {migrate.head()}, {crowd.count('sent')} commands")  # noqa: T201 - figures


async def migrated(child: Child, url: str | None = None) -> str | None:
    await child.does("migrate")
    there = Settings(database_url=url) if url else Settings(data_dir=child.data_dir)
    return migrate.current(address_of(there))


@pytest.mark.timeout(600)
async def test_one_process_is_upgraded_and_taken_back_to_the_earlier_version_on_the_wider_schema(
    earlier: Zygote, zygote: Zygote, rng: Random, tmp_path: Path
) -> None:
    old, new = Child(tmp_path / "service", earlier), Child(tmp_path / "service", zygote)
    new.port = old.port
    began_at = await migrated(old)
    async with old, httpx.AsyncClient(base_url=old.url, timeout=60) as client:
        crowd = Crowd((old,), rng)
        await crowd.gather(client, 2)
        crowd.run()
        for then in (new, old, new, old):
            await crowd.acknowledgements(40)
            (old if then is new else new).stop()
            assert await migrated(new) == migrate.head()
            then.start()
            await then.answering()
        await crowd.acknowledgements(40)
        await crowd.finish(client)
        await crowd.judge(client)
    chains.hold_in_file(old.data_dir / "rejoin.sqlite3")
    crowd.assert_unspoken(old.log.read_text())
    print(f"{began_at} on {migrate.head()}, {crowd.count('sent')} commands")  # noqa: T201 - figures
