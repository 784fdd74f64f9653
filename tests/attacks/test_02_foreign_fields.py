"""Attack 2: a body carries who says it, in which role or when. These come from the server alone (L-1): 422."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.live import DOORS, Door

if TYPE_CHECKING:
    from tests.live import Pair


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("field", ["author_id", "role", "initiated_by", "at", "by"])
async def test_nobody_says_for_another_who_speaks_or_when(talk: Pair, door: Door, field: str) -> None:
    before = talk.ada.seq
    value = talk.ben.person.account_id if field in {"author_id", "by", "initiated_by"} else "2026-01-01T00:00:00Z"
    reply = await talk.ada.by(door, "speak", **{"text": "I felt alone.", field: value})
    assert reply.code == "invalid"
    assert reply.status in {0, 422}
    await talk.settled()
    assert talk.ada.seq == before


async def test_the_answer_names_the_place_and_never_the_value(talk: Pair) -> None:
    reply = await talk.ada.post("speak", text="I felt alone.", author_id="marigold")
    assert reply.raw["errors"] == [{"pointer": "/body", "code": "extra_forbidden"}]
    assert "marigold" not in str(reply.raw)


@pytest.mark.parametrize("extra", [{"author_id": "x"}, {"at": "2026-01-01T00:00:00Z"}, {"session": "x"}])
async def test_nor_does_the_envelope_take_it(talk: Pair, extra: dict[str, str]) -> None:
    ref = "5a0f6c1e-0d0a-4b58-8a8e-2b0a5c0d1e2f"
    command = {"ref": ref, "name": "pause", "body": {}}
    path = f"/sessions/{talk.session_id}/commands"
    assert (await talk.ada.person.post(path, {**command, **extra})).status_code == 422
    await talk.ada.push({"type": "command", **command, **extra})
    assert await talk.ada.until_closed() == 4400
