"""A talk in which one command is answered before the next is sent, so that what happens in between belongs to it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx

from tests.builders import a_couple
from tests.faults.crowd import to_first_turn
from tests.live import Partner, new_ref

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.faults.child import Child


@asynccontextmanager
async def speaking(child: Child) -> AsyncIterator[Partner]:
    """Ada has the floor, and an open socket."""
    async with httpx.AsyncClient(base_url=child.url, timeout=60) as client:
        two = await a_couple(client)
        ada = Partner(child, two.ada, await to_first_turn(two))  # type: ignore[arg-type]  # of a server it needs the address
        await ada.connect()
        try:
            yield ada
        finally:
            await ada.drop()


async def accepted(ada: Partner, count: int) -> list[str]:
    """Send until so many commands were accepted, one after the other; their references in order."""
    refs: list[str] = []
    for number in range(4 * count):
        ref = new_ref()
        # A private mark and a shared event in turns: both are promises.
        name, body = ("rate_arousal", {"level": 1 + number % 3}) if number % 2 else ("park_topic", {"text": "Later."})
        if (await ada.send(name, ref=ref, **body)).ok:
            refs.append(ref)
        if len(refs) == count:
            return refs
    raise AssertionError(len(refs))
