"""Attack 2: a body carries who says it, in which role or when. These come from the server alone (L-1): 422."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.live import DOORS, Partner

if TYPE_CHECKING:
    from tests.live import Pair


async def test_nobody_says_for_another_who_speaks_or_when(talk: Pair) -> None:
    before = talk.ada.seq
    for door in DOORS:
        for field in ("author_id", "by", "initiated_by", "role", "at"):
            value = (
                talk.ben.person.account_id if field in {"author_id", "by", "initiated_by"} else "2026-01-01T00:00:00Z"
            )
            reply = await talk.ada.by(door, "speak", **{"text": "I felt alone.", field: value})
            assert (reply.code, reply.status) == ("invalid", 422 if door == "http" else 0), field
    await talk.settled()
    assert talk.ada.seq == before


async def test_the_answer_names_the_place_and_never_the_value(talk: Pair) -> None:
    reply = await talk.ada.post("speak", text="I felt alone.", author_id="marigold")
    assert reply.raw["errors"] == [{"pointer": "/body", "code": "extra_forbidden"}]
    assert "marigold" not in str(reply.raw)


async def test_nor_does_the_envelope_take_it(talk: Pair) -> None:
    path = f"/sessions/{talk.session_id}/commands"
    for extra in ({"author_id": "x"}, {"at": "2026-01-01T00:00:00Z"}, {"session": "x"}):
        command = {"ref": "5a0f6c1e-0d0a-4b58-8a8e-2b0a5c0d1e2f", "name": "pause", "body": {}, **extra}
        assert (await talk.ada.person.post(path, command)).status_code == 422
        device = await Partner(talk.ada.server, talk.ada.person, talk.session_id).connect()
        await device.push({"type": "command", **command})
        assert await device.until_closed() == 4400
        await device.drop()
    assert talk.ada.phase == "speaking"
