"""Of several processes one sends; when that one dies in the middle, another does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from app.mail.files import FileMailer
from app.reminders.deciding import TAKEN_FOR, due_rows, take
from tests.builders import expect
from tests.conftest import running
from tests.live import TALK
from tests.reminders.conftest import Post

if TYPE_CHECKING:
    from datetime import datetime

    from app.clock import MovableClock
    from app.mail.letters import Letter
    from app.settings import Settings
    from tests.builders import PairOfPeople

pytestmark = pytest.mark.only_on("postgresql")


async def test_two_processes_send_each_mail_once(
    settings: Settings, clock: MovableClock, post: Post, pair: PairOfPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over: list[str] = []
    send = FileMailer.send

    async def counted(self: FileMailer, letter: Letter, *, at: datetime) -> None:
        handed_over.append(letter.key)
        await send(self, letter, at=at)

    monkeypatch.setattr(FileMailer, "send", counted)
    for person in (pair.ada, pair.ben):
        await post.chosen(person)
        expect(await person.post(f"/couples/{pair.couple_id}/talk-requests", TALK), 202)
    handed_over.clear()
    async with running(settings, clock=clock) as other:
        await post.at_hour(9)
        await asyncio.gather(other.app.state.reminders.round(), post.server.app.state.reminders.round())
        await post.settled()
    assert len(handed_over) == len(set(handed_over)) == 2


async def test_a_process_that_dies_before_it_sent_is_followed_by_another(
    clock: MovableClock, post: Post, pair: PairOfPeople
) -> None:
    await post.chosen(pair.ada)
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/talk-requests", TALK), 202)
    sending, database = post.server.app.state.reminders, post.server.resources.database
    # As the process that died: it took the row, and nothing more.
    at = clock.now().replace(hour=9)
    [(account_id, seen)] = await database.read(lambda db: due_rows(db, at))
    taken = await database.write(
        lambda uow: take(uow, account_id, seen=seen, means=sending.means, base_url="http://x", at=at)
    )
    assert taken is not None
    clock.advance(at - clock.now())
    assert await sending.round() == 0
    assert post.arrived() == []
    clock.advance(TAKEN_FOR)
    await post.settled()
    assert len(post.arrived()) == 1
