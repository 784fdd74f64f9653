"""An idle socket keeps little: what uvicorn holds for each is replaced by as much as is used, and behaves the same."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from app.api import sockets
from app.guard.connections import Gate, Inbox

if TYPE_CHECKING:
    from collections.abc import Coroutine


def soon(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    return asyncio.create_task(work)


async def test_messages_come_in_order_also_to_one_who_waits_already() -> None:
    inbox = Inbox()
    waiting = soon(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait({"type": "websocket.connect"})
    inbox.put_nowait({"type": "websocket.disconnect", "code": 1000, "reason": None})
    assert not inbox.empty()
    assert [(await waiting)["type"], (await inbox.get())["type"]] == ["websocket.connect", "websocket.disconnect"]
    assert inbox.empty()


async def test_a_reader_who_was_cancelled_takes_no_message_with_it() -> None:
    inbox = Inbox()
    gone = soon(inbox.get())
    await asyncio.sleep(0)
    gone.cancel()
    inbox.put_nowait({"type": "websocket.connect"})
    assert (await inbox.get())["type"] == "websocket.connect"


async def test_everybody_waits_before_a_closed_gate_and_goes_through_an_open_one() -> None:
    gate = Gate()
    await gate.wait()
    gate.clear()
    waiting = [soon(gate.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    assert not any(one.done() for one in waiting[1:])
    gate.set()
    await asyncio.gather(*waiting[1:])


def test_sockets_go_to_their_endpoints_by_the_paths_that_are_documented() -> None:
    assert list(sockets()) == ["/v1/live"]
