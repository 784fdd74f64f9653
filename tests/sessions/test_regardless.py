"""Work whose sender went away goes on, and neither its end nor a defect in it is lost."""

from __future__ import annotations

import asyncio
import gc
import json
from typing import TYPE_CHECKING

import pytest

from app.errors import Unavailable
from app.sessions.engine.regardless import regardless

if TYPE_CHECKING:
    from tests.canary import Canary


async def left_alone(work: asyncio.Task[str]) -> None:
    """Somebody waits for the work, and goes away before it ends."""
    waiter = asyncio.create_task(regardless(work))
    await asyncio.sleep(0)
    waiter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiter


async def ending(with_what: Exception | str, end: asyncio.Event) -> str:
    await end.wait()
    if isinstance(with_what, Exception):
        raise with_what
    return with_what


async def logged_after(what: Exception | str, canary: Canary) -> list[str]:
    """The names of what is logged when work that was left alone ends like this, also when it is forgotten."""
    end = asyncio.Event()
    work = asyncio.create_task(ending(what, end))
    await left_alone(work)
    assert not work.done()
    end.set()
    await asyncio.wait([work])
    await asyncio.sleep(0)
    del work
    gc.collect()
    return [json.loads(line)["event"] for line in canary.logged.getvalue().splitlines()]


async def test_who_waits_gets_what_it_returns_or_raises() -> None:
    end = asyncio.Event()
    end.set()
    assert await regardless(asyncio.create_task(ending("done", end))) == "done"
    with pytest.raises(Unavailable):
        await regardless(asyncio.create_task(ending(Unavailable(), end)))


async def test_work_that_was_left_alone_comes_to_its_end(canary: Canary) -> None:
    assert await logged_after("done", canary) == []


async def test_a_database_that_is_away_is_no_defect_of_work_that_was_left_alone(canary: Canary) -> None:
    """F5 found it: a client that hung up while the line was dead left an error in the log that was none."""
    assert await logged_after(Unavailable(), canary) == []


async def test_a_defect_in_work_that_was_left_alone_is_logged(canary: Canary) -> None:
    assert await logged_after(ZeroDivisionError(), canary) == ["command_failed"]
