"""Attack 7: a pause that was called, one that came by itself and a call for help are the same bytes to the partner:
events, frames and transcript, but for ids and times (P-2, I-12).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.live import DOORS, Door, a_session, masked, to_speaking

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server
    from tests.live import Pair, Partner

CAUSES: dict[str, tuple[str, dict[str, Any]]] = {
    "called": ("pause", {}),
    "called for a private reason": ("pause", {"private_reason": "unsafe"}),
    "by itself, at the threshold": ("rate_arousal", {"level": 9}),
    "a call for help": ("help", {"for": "self"}),
    "a call for help for both": ("help", {"for": "us"}),
}


async def seen_by_partner(pair: Pair, *, door: Door, cause: str, actor: Partner) -> dict[str, Any]:
    """Everything that the other one gets from the moment before the pause, with ids and times masked."""
    await to_speaking(pair)
    watcher = pair.other(actor)
    began = len(watcher.received)
    name, body = CAUSES[cause]
    assert (await actor.by(door, name, **body)).ok
    await pair.settled()
    log = await watcher.log()
    return {
        "frames": masked([json.loads(one) for one in watcher.received[began:]]),
        "lengths": [len(one) for one in watcher.received[began:]],
        "events": masked(log),
        "transcript": (await watcher.transcript()).splitlines()[-1][5:],
        "view": masked(await watcher.look()),
    }


@pytest.mark.parametrize("door", DOORS)
async def test_the_partner_cannot_tell_one_pause_from_another(
    server: Server, client: httpx.AsyncClient, door: Door
) -> None:
    found = {}
    for cause in CAUSES:
        async with a_session(server, client) as pair:
            found[cause] = await seen_by_partner(pair, door=door, cause=cause, actor=pair.ben)
    first = found["called"]
    for cause, seen in found.items():
        assert seen == first, cause
    assert [frame["name"] for frame in first["frames"]] == ["paused"]
    assert first["frames"][0]["by"] is None


async def test_nor_can_they_tell_who_paused(server: Server, client: httpx.AsyncClient) -> None:
    found = []
    for who in ("ada", "ben"):
        async with a_session(server, client) as pair:
            await to_speaking(pair)
            await getattr(pair, who).did("pause")
            await pair.settled()
            found.append(masked([pair.ada.last("paused") | {"view": None}, await pair.ada.log()]))
            assert pair.ada.person.name not in (await pair.ben.transcript()).splitlines()[-1]
    assert found[0] == found[1]
