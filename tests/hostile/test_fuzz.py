"""Commands of every kind, bent at random: whatever comes, the answer is one of ours, and nobody else notices (X2)."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

from app.sessions.protocol.answers import REFUSALS
from app.sessions.protocol.commands import COMMANDS_BY_NAME
from tests.live import Partner, new_ref
from tests.playing import served_schemas
from tests.sessions.protocol.depth import times
from tests.walker import body_for

if TYPE_CHECKING:
    import httpx

    from tests.live import Pair

FRAMES, SEED = 400, 20261122
# What ends or stops the talk that everything is tried on.
SPARED = {"leave", "pause", "help"}
STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1.5, "", " ", "o" * 3000, "\u202e\u200b", "\U0001f600" * 300, "a\u0301" * 40, "'; --",
    [], {}, [[[[]]]], {"$ref": "#"}, {"text": {"text": "x"}}, ["x"] * 100,
    "2026-13-45T99:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
)  # fmt: skip


class Bending:
    """Takes a good command and does one to three bad things to it."""

    def __init__(self, schemas: dict[str, Any], rng: Random) -> None:
        self._schemas, self._rng = schemas, rng

    def command(self) -> dict[str, Any]:
        name = self._rng.choice(sorted(set(COMMANDS_BY_NAME) - SPARED))
        body = body_for({"name": name}, self._rng, schema_of=self._schemas.__getitem__)
        made: dict[str, Any] = {"ref": new_ref(), "name": name, "body": body}
        for _ in range(self._rng.randint(1, 3)):
            made = self._bent(made)
        return made

    def _bent(self, made: dict[str, Any]) -> dict[str, Any]:
        rng = self._rng
        where = made["body"] if rng.random() < 0.7 and isinstance(made.get("body"), dict) else made
        keys = list(where) or ["text"]
        how = rng.randrange(5)
        if how == 0:
            where.pop(rng.choice(keys), None)
        elif how == 1:
            where[rng.choice(("by", "role", "seq", "author_id", "__class__", "o" * 200, ""))] = rng.choice(STRANGE)
        elif how == 2:
            where[rng.choice(keys)] = {"again": where.get(keys[0])}
        else:
            where[rng.choice(keys)] = rng.choice(STRANGE)
        return made


async def test_bent_commands_are_answered_as_documented_and_disturb_nobody(
    bystanders: Pair, attacker: Pair, client: httpx.AsyncClient
) -> None:
    rng = Random(SEED)
    bending = Bending(await served_schemas(client), rng)
    device = Partner(attacker.ada.server, attacker.ada.person, attacker.session_id)
    await device.connect()
    documented = {"", "invalid", *REFUSALS}
    for number in range(times(FRAMES)):
        made = bending.command()
        said = f"seed {SEED}, frame {number}: {json.dumps(made)[:300]}"
        if number % 2:
            answer = await device.person.post(f"/sessions/{device.session_id}/commands", made)
            assert answer.status_code in {200, 409, 413, 422}, said
            continue
        before = len(device.frames)
        await device.push({"type": "command", **made})
        await device.caught_up()
        if device.closed is not None:
            assert device.closed in {4400, 1007, 1009}, said
            await device.connect(resume=True)
        else:
            replies = [one for one in device.frames[before:] if one["type"] == "reply"]
            assert {one.get("code", "") for one in replies} <= documented, said
            assert replies, said
    await device.drop()
    logs = [await one.log() for one in attacker]
    assert logs[0] == logs[1]
