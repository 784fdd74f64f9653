"""The developer's own side of a session, over HTTP, from nothing but `view.may`: enough to meet a scripted partner."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.sandbox.friendly import next_move
from tests.builders import expect

if TYPE_CHECKING:
    from tests.builders import Person

PATIENCE = 30.0


async def view_of(person: Person, session: str) -> Any:
    return expect(await person.get(f"/sessions/{session}"), 200)


async def send(person: Person, session: str, name: str, **body: object) -> Any:
    sent = {"ref": str(uuid4()), "name": name, "body": body}
    return (await person.post(f"/sessions/{session}/commands", sent)).json()


async def until(person: Person, session: str, **wanted: object) -> Any:
    """Return the first view in which each of `wanted` is so; the partner gets there on their own."""
    async with asyncio.timeout(PATIENCE):
        while True:
            view = await view_of(person, session)
            if all(view[key] == value for key, value in wanted.items()):
                return view
            await asyncio.sleep(0.02)


async def play_to_the_end(person: Person, session: str) -> Any:
    """Do the friendly thing whenever it is one's turn, moving the clock over every breath; the last view."""
    sent: Counter[str] = Counter()
    async with asyncio.timeout(PATIENCE):
        while (view := await view_of(person, session))["phase"] != "ended":
            move = next_move(view, sent)
            # Whoever has to take a breath, the clock can take it for them.
            if view["phase"] == "reflecting" and view["not_before"] > view["now"]:
                expect(await person.post("/sandbox/clock", {"advance": "PT5S"}), 200)
            elif move is None or move.not_before is not None:
                await asyncio.sleep(0.02)
            else:
                sent[move.name] += 1
                await send(person, session, move.name, **move.body)
    return view
