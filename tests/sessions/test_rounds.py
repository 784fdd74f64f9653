"""Work for many sessions at a time: once for all who ask meanwhile, one round after the other, and none is lost."""

from __future__ import annotations

import asyncio

import pytest

from app.errors import Unavailable
from app.sessions.engine import rounds
from app.sessions.engine.rounds import Rounds


class Work:
    """What was asked for in each round; a round ends when it is let go."""

    def __init__(self, *fails: Exception) -> None:
        self.rounds: list[frozenset[str]] = []
        self.let_go = asyncio.Event()
        self._fails = list(fails)

    async def __call__(self, asked: frozenset[str]) -> None:
        self.rounds.append(asked)
        await self.let_go.wait()
        if self._fails:
            raise self._fails.pop()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.rounds) < count:
                await asyncio.sleep(0)


async def test_whoever_asks_during_a_round_is_in_the_next_one_once() -> None:
    work = Work()
    telling = Rounds("telling", work)
    telling.ask("first")
    await work.until(1)
    for session_id in ("second", "first", "second"):
        telling.ask(session_id)
    work.let_go.set()
    await work.until(2)
    assert work.rounds == [{"first"}, {"first", "second"}]


async def test_a_round_without_a_database_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "REST", 0)
    work = Work(Unavailable())
    work.let_go.set()
    Rounds("telling", work).ask("one")
    await work.until(2)
    assert work.rounds == [{"one"}, {"one"}]


async def test_a_defect_in_one_round_does_not_end_the_others() -> None:
    work = Work(ValueError())
    work.let_go.set()
    telling = Rounds("telling", work)
    telling.ask("one")
    await work.until(1)
    telling.ask("two")
    await work.until(2)
    assert work.rounds[1] == {"two"}


async def test_a_session_that_went_is_not_asked_about() -> None:
    work = Work()
    telling = Rounds("telling", work)
    telling.ask("kept")
    telling.ask("gone")
    telling.forget("gone")
    await work.until(1)
    assert work.rounds == [{"kept"}]
    await telling.stop()
