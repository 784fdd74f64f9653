"""Closes sockets whose login was ended in another process and whose ring was lost (T43). It ends no login."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from app.accounts.logins import still_there
from app.errors import Problem
from app.realtime.lookout import Lookout

if TYPE_CHECKING:
    from app.database import Database
    from app.realtime.bus import Bus
    from app.realtime.hub import Hub

log = logging.getLogger(__name__)

AT_ONCE: Final = 500


class OpenLogins:
    """Asks the database which of the logins that hold a socket here still exist."""

    def __init__(self, database: Database, *, hub: Hub, bus: Bus) -> None:
        self._database = database
        self._hub = hub
        self._lookout = Lookout(bus)
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._looking = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def look(self) -> None:
        """Close what is open through a login that is gone."""
        logins = sorted(self._hub.logins)
        for first in range(0, len(logins), AT_ONCE):
            await self._look_at(logins[first : first + AT_ONCE])

    async def _look_at(self, some: list[str]) -> None:
        there = await self._database.read(lambda db: still_there(db, some))
        for login_id in set(some) - there:
            self._hub.close_login(login_id)

    async def _keep_looking(self) -> None:
        while True:
            await self._lookout.next()
            try:
                await self.look()
            except Problem:
                # The database is away; whoever asks it is told so, and the next look comes.
                continue
            except Exception:
                log.exception("open_logins_failed")
