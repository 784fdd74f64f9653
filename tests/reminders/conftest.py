"""Two people who are together, a clock that stands still in the morning, and the mails that came."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest

from app.clock import MovableClock, SystemClock
from app.reminders.deciding import TAKEN_FOR, earliest
from tests.builders import PairOfPeople, Person, a_couple, expect, log_in

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    import httpx

    from tests.conftest import Server


@pytest.fixture
def clock() -> MovableClock:
    """Six in the morning in UTC, of a day that has not come yet."""
    tomorrow = SystemClock().now().date() + timedelta(days=1)
    return MovableClock(datetime(tomorrow.year, tomorrow.month, tomorrow.day, 6, tzinfo=UTC))


@pytest.fixture
async def pair(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


@dataclass(frozen=True)
class Post:
    """The mails of one service that writes them into files."""

    server: Server
    folder: Path
    clock: MovableClock

    def arrived(self, person: Person | None = None) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        found: list[Any] = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]
        return [one for one in found if person is None or one["To"] == person.email]

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        async with asyncio.timeout(10):
            while (first := await self.server.resources.database.read(earliest)) is not None:
                if first > self.clock.now() + TAKEN_FOR:
                    return
                await asyncio.sleep(0.002)

    async def number(self, person: Person) -> str:
        """Return the number that was sent last."""
        await self.settled()
        codes = [re.search(r"^\d{6}$", str(one.get_content()), re.MULTILINE) for one in self.arrived(person)]
        return next(code.group() for code in reversed(codes) if code)

    async def chosen(self, person: Person, *kinds: str, **more: object) -> None:
        """Let somebody choose mails, and prove that the mailbox is theirs; forget the mail with the number."""
        body = {"kinds": kinds or ["talk", "talk_request"], **more}
        expect(await person.request("PUT", "/me/reminders", body), 200)
        code = await self.number(person)
        expect(await person.post("/me/reminders/confirm", {"code": code}), 200)
        for file in self.folder.glob("*.eml"):
            file.unlink()

    async def at_hour(self, hour: int, *, days: int = 0) -> None:
        """Let it become this hour, and everything happen that it brings."""
        now = self.clock.now()
        self.clock.advance(now.replace(hour=hour, minute=0) + timedelta(days=days) - now)
        await self.settled()


@pytest.fixture
def post(server: Server, clock: MovableClock) -> Post:
    return Post(server, server.resources.settings.data_dir / "mail", clock)


async def again(person: Person) -> Person:
    """Return the same person after a night: the login of yesterday has ended."""
    return replace(await log_in(person))
