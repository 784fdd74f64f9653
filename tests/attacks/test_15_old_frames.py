"""Attack 15: an old frame is played again after the floor has moved: answered as before, and done only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.live import DOORS, Door, new_ref

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.live import Pair

TURN = {"text": "I felt alone on Sunday."}


async def heard_and_passed(talk: Pair, breath: Callable[[], None], *, ref: str) -> None:
    reply = await talk.ada.send("speak", ref=ref, **TURN)
    assert reply.ok
    breath()
    await talk.ben.did("reflect", text="You felt alone.")
    await talk.ada.did("confirm", verdict="accurate")
    await talk.ben.did("validate", text="That makes sense.")
    await talk.ada.did("landed", yes=True)
    await talk.ada.did("pass_floor")
    await talk.settled()


@pytest.mark.parametrize("door", DOORS)
async def test_the_same_frame_again_is_answered_with_its_old_outcome(
    talk: Pair, breath: Callable[[], None], door: Door
) -> None:
    ref = new_ref()
    await heard_and_passed(talk, breath, ref=ref)
    before = await talk.ben.log()
    again = await talk.ada.by(door, "speak", ref=ref, **TURN)
    assert again.ok
    assert again.seq == next(event["seq"] for event in before if event["name"] == "spoken")
    assert await talk.ben.log() == before


@pytest.mark.parametrize("door", DOORS)
async def test_the_same_words_under_a_new_reference_are_refused(
    talk: Pair, breath: Callable[[], None], door: Door
) -> None:
    await heard_and_passed(talk, breath, ref=new_ref())
    assert (await talk.ada.by(door, "speak", **TURN)).code == "floor_not_held"


@pytest.mark.parametrize("door", DOORS)
async def test_other_words_under_an_old_reference_are_refused(talk: Pair, door: Door) -> None:
    ref = new_ref()
    assert (await talk.ada.send("speak", ref=ref, **TURN)).ok
    for name, body in (("speak", {"text": "I felt something else."}), ("pause", {})):
        reply = await talk.ada.by(door, name, ref=ref, **body)
        assert (reply.ok, reply.code) == (False, "ref_reused")
    assert talk.ada.phase == "reflecting"
