"""Two clients that know only `may` and the served schemas, playing through the real doors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.sessions.protocol.commands import COMMANDS_BY_NAME
from tests.builders import expect
from tests.live import DOORS

if TYPE_CHECKING:
    import httpx

    from tests.live import Pair, Partner
    from tests.walker import WellMeaning

Schemas = dict[str, Any]


async def served_schemas(client: httpx.AsyncClient) -> Schemas:
    """The body of every command, fetched without a login as any client would."""
    names = expect(await client.get("/v1/schemas/commands"), 200)["commands"]
    assert set(names) == set(COMMANDS_BY_NAME)
    return {name: expect(await client.get(f"/v1/schemas/commands/{name}"), 200) for name in names}


async def play(pair: Pair, one: Partner, player: WellMeaning, *, door: int) -> bool:
    if one.phase == "ended":
        return False
    view = one.view
    chosen = player.choose(view["may"], place=(view["phase"], view["floor"], (view["step"] or {}).get("index")))
    if chosen is None:
        return False
    name, body = chosen
    reply = await one.by(DOORS[door % 2], name, **body)
    if reply.code == "held_for_review":
        # Whoever means what they wrote sends it again as it is.
        reply = await one.by(DOORS[door % 2], name, **body, acknowledge_hint=reply.raw["review"]["id"])
    assert reply.ok or reply.code == "limit_reached", f"{name}: {reply.code}"
    await up_to_date(pair, one)
    return True


async def up_to_date(pair: Pair, actor: Partner) -> None:
    """Both have what the last act brought; after an act over HTTP also what is private to its author."""
    await pair.settled()
    await actor.caught_up()
