"""One world for all tests of the policy, made once; each test gets it as if the service had just been started again.

It keeps files, and who is who: never a server, a client or anything else that lives.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import httpx

from app.clock import MovableClock
from tests.builders import Person
from tests.conftest import NO_TLS, USUAL, running
from tests.policy.world import World, a_world

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tests.conftest import Server

DATA = "data"


@dataclass(frozen=True, slots=True)
class KeptWorld:
    """What a stopped service left behind, and the moment at which it stopped."""

    folder: Path
    at: datetime
    world: World

    def lay_out(self, beside: Path) -> None:
        """Copy data, key and ledger to where a test looks for them."""
        shutil.copytree(self.folder, beside, dirs_exist_ok=True)

    def again(self, server: Server, client: httpx.AsyncClient) -> World:
        """Return the same people with their logins, at another server."""
        people: dict[str, Any] = {
            field.name: replace(one, client=client)
            for field in fields(World)
            if isinstance(one := getattr(self.world, field.name), Person)
        }
        return replace(self.world, server=server, **people)


async def kept_world(folder: Path, migrated: Path) -> KeptWorld:
    """Make the world through a real service, and stop it."""
    settings = USUAL.model_copy(update={"data_dir": folder / DATA, "sandbox": True})
    settings.data_dir.mkdir(mode=0o700)
    shutil.copy(migrated, settings.database_file)
    settings.database_file.chmod(0o600)
    clock = MovableClock()
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60, verify=NO_TLS) as client,
    ):
        world = await a_world(server, client)
    return KeptWorld(folder, clock.now(), world)
