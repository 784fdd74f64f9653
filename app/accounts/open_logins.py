"""Closes sockets whose login was ended in another process and whose ring was lost (T43). It ends no login."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from app.accounts.logins import still_there
from app.errors import Problem

if TYPE_CHECKING:
    from app.database import Database
    from app.realtime.bus import Bus
    from app.realtime.hub import Hub

log = logging.getLogger(__name__)

# Rings do the work; this finds the lost ones. Without rings it is all there is.
EVERY: Final = 5.0
EVERY_WITHOUT_RINGS: Final = 0.8
AT_ONCE: Final = 500


class OpenLogins:
    """Asks the database which of the logins that hold a socket here still exist."""

    def __init__(self, database: Database, *, hub: Hub, bus: Bus) -> None:
        self._database = database
        self._hub = hub
        self._bus = bus
        self._gap = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        bus.on_gap(self._gap.set)

    def start(self) -> None:
        self._looking = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def look(self) -> None:
        """Close what is open through a login that is gone."""
        for some in in_parts(sorted(self._hub.logins)):
            there = await self._database.read(lambda db, some=some: still_there(db, some))  # type: ignore[misc] # bound now
            for login_id in set(some) - there:
                self._hub.close_login(login_id)

    async def _keep_looking(self) -> None:
        while True:
            try:
                async with asyncio.timeout(EVERY if self._bus.healthy else EVERY_WITHOUT_RINGS):
                    await self._gap.wait()
            except TimeoutError:
                pass
            self._gap.clear()
            try:
                await self.look()
            except Problem:
                # The database is away; whoever asks it is told so, and the next look comes.
                continue
            except Exception:
                log.exception("open_logins_failed")


def in_parts(login_ids: list[str]) -> list[list[str]]:
    return [login_ids[first : first + AT_ONCE] for first in range(0, len(login_ids), AT_ONCE)]
