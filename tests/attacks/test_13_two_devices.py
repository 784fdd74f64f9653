"""Attack 13: two devices of one account send the turn. One reference is one turn; of two one is refused (I-20)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.live import Partner, new_ref

if TYPE_CHECKING:
    from tests.live import Pair

TURN = {"text": "I felt alone on Sunday."}


async def test_the_same_reference_from_two_devices_is_one_turn(talk: Pair) -> None:
    phone = await Partner(talk.ada.server, talk.ada.person, talk.session_id).connect()
    ref = new_ref()
    replies = await asyncio.gather(
        talk.ada.send("speak", ref=ref, **TURN),
        phone.send("speak", ref=ref, **TURN),
        phone.post("speak", ref=ref, **TURN),
    )
    assert all(one.ok for one in replies)
    assert len({one.seq for one in replies}) == 1
    assert [event["name"] for event in await talk.ben.log()].count("spoken") == 1
    await phone.drop()


async def test_of_two_references_one_is_a_turn_and_one_is_refused(talk: Pair) -> None:
    phone = await Partner(talk.ada.server, talk.ada.person, talk.session_id).connect()
    replies = await asyncio.gather(
        talk.ada.send("speak", **TURN), phone.send("speak", **TURN), phone.post("speak", **TURN)
    )
    assert sorted(one.ok for one in replies) == [False, False, True]
    assert {one.code for one in replies if not one.ok} == {"not_now"}
    assert [event["name"] for event in await talk.ben.log()].count("spoken") == 1
    await phone.drop()


async def test_both_devices_get_the_same_stream(talk: Pair) -> None:
    phone = await Partner(talk.ada.server, talk.ada.person, talk.session_id).connect()
    await talk.ada.did("speak", **TURN)
    await phone.until(lambda: phone.seq >= talk.ada.seq)
    assert phone.last("spoken")["seq"] == talk.ada.last("spoken")["seq"]
    assert phone.view["phase"] == "reflecting"
    await phone.drop()
