"""A client without any knowledge of the rules: `may`, its `with`, its `limits` and the served schemas are enough."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.templates.builtin import SLUGS
from tests.live import a_session, still_clock
from tests.playing import Schemas, play
from tests.walker import WellMeaning

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.conftest import Server

MOST_ACTS = 400


@pytest.fixture
def clock() -> MovableClock:
    """Time passes only when the test says so; what a view says of time stays exact."""
    return still_clock()


@pytest.mark.parametrize("medium", ["text", "spoken"])
@pytest.mark.parametrize("template", SLUGS)
async def test_two_who_know_no_rule_finish_every_built_in_template(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, schemas: Schemas, template: str, medium: str
) -> None:
    async with a_session(server, client, template=template, medium=medium, purpose="The evenings.") as pair:
        players = {one: WellMeaning(schemas.__getitem__) for one in pair}
        for number in range(MOST_ACTS):
            acted = False
            for one in pair:
                acted = await play(pair, one, players[one], door=number) or acted
            if pair.ada.phase == "ended":
                break
            if not acted:
                clock.advance(timedelta(seconds=6))
                await pair.settled()
                for one in pair:
                    await one.look()
        assert pair.ada.view["ended"]["outcome"] == "closed"
        assert "time_warned" not in pair.ada.names, "they came to the end by what they did"
        for one in pair:
            assert await one.until_closed() == 4410
