"""Answers are kept as long as somebody may send the same again: a day after the session's end, and not for ever."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from app.sessions import forgetting
from app.sessions.tables import SessionOutcomeRow
from tests.builders import log_in
from tests.live import Partner, new_ref

if TYPE_CHECKING:
    from app.clock import MovableClock
    from tests.conftest import Server
    from tests.live import Pair


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "LOOK_AGAIN", 0.02)
    monkeypatch.setattr(forgetting, "REST", 0.0)
    # More than one batch, however few sessions there are.
    monkeypatch.setattr(forgetting, "BATCH", 1)


async def answers(server: Server, session_id: str) -> int:
    asked = select(SessionOutcomeRow).where(SessionOutcomeRow.session_id == session_id)
    return len(await server.resources.database.read(lambda db: db.exec(asked).all()))


async def test_a_day_after_the_end_the_answers_are_gone_and_the_log_is_not(
    talk: Pair, server: Server, clock: MovableClock
) -> None:
    await talk.ada.did("leave")
    log = await talk.ada.log()
    assert await answers(server, talk.session_id) > 0
    clock.advance(timedelta(hours=24, minutes=1))
    async with asyncio.timeout(10):
        while await answers(server, talk.session_id):
            await asyncio.sleep(0.01)
    ada = Partner(server, await log_in(talk.ada.person), talk.session_id)
    assert await ada.log() == log


async def test_until_then_what_was_done_is_answered_again(talk: Pair, server: Server, clock: MovableClock) -> None:
    ref = new_ref()
    first = await talk.ada.send("leave", ref=ref)
    before = await answers(server, talk.session_id)
    clock.advance(timedelta(hours=23))
    ada = Partner(server, await log_in(talk.ada.person), talk.session_id)
    assert (await ada.post("leave", ref=ref)).seq == first.seq
    assert await answers(server, talk.session_id) == before


async def test_a_session_that_runs_keeps_all_of_its_answers(talk: Pair, server: Server) -> None:
    before = await answers(server, talk.session_id)
    at = server.resources.clock.now() + timedelta(days=30)
    forgotten = await server.resources.database.write(
        lambda uow: forgetting.forget_outcomes(uow, since=at - timedelta(days=60), until=at, most=10)
    )
    assert forgotten is None
    assert await answers(server, talk.session_id) == before
