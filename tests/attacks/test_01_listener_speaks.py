"""Attack 1: the listener posts a turn by HTTP while the socket shows it disabled: 409, and nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.live import DOORS, Door

if TYPE_CHECKING:
    from tests.canary import Canary
    from tests.live import Pair


@pytest.mark.parametrize("door", DOORS)
async def test_a_turn_of_the_listener_is_refused_and_leaves_no_trace(talk: Pair, canary: Canary, door: Door) -> None:
    assert "speak" not in talk.ben.may
    before, received = await talk.ada.log(), len(talk.ada.received)
    reply = await talk.ben.by(door, "speak", text=canary.said("I will say it anyway, marigold."))
    assert reply.code == "floor_not_held"
    assert reply.status in {0, 409}
    assert await talk.ada.log() == before
    assert len(talk.ada.received) == received
    canary.search_files()


@pytest.mark.parametrize("door", DOORS)
async def test_the_speaker_cannot_give_back_their_own_turn(talk: Pair, door: Door) -> None:
    await talk.ada.did("speak", text="I felt alone on Sunday.")
    for name, body in (("reflect", {"text": "I heard myself."}), ("confirm", {"verdict": "accurate"})):
        assert (await talk.ada.by(door, name, **body)).code == "not_now"
