"""Attack 29: all states by random legal acts, time and lost lines, through both doors: `may` never holds what would be
refused, and never lacks what would be accepted.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_couple
from tests.live import DOORS, a_session, still_clock
from tests.playing import Schemas, play, up_to_date
from tests.sessions.protocol.depth import times
from tests.walker import WellMeaning, body_for, choose, open_now

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.builders import PairOfPeople
    from tests.conftest import Server
    from tests.live import Pair, Partner

# What `may` must have ruled out: it never offers what would be answered with one of these.
RULED_OUT = {"not_now", "floor_not_held", "locked", "ended", "too_early", "pause_not_over", "not_calm_yet"}


@pytest.fixture
def clock() -> MovableClock:
    """Time passes only when the test says so; what a view says of time stays exact."""
    return still_clock()


WALKS, BATCHES, ACTS = 200, 4, 15
# In this order no walk of a couple is kept from starting by an earlier one (spacing).
ORDER = ("weekly-check-in", "brief-repair", "calm-start-talk", "brief-repair", "weekly-check-in")
AMENDS = tuple("accountability" if slug == "calm-start-talk" else slug for slug in ORDER)
PASSING = (0, 0, 6, 6, 6, 6, 6, 30, 90, 400, 1300)


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_random_walks_through_both_doors_meet_no_refusal_that_may_ruled_out(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, schemas: Schemas, batch: int
) -> None:
    two: PairOfPeople | None = None
    for number in range(times(WALKS) // BATCHES):
        seed = batch * 1_000_000 + number
        if two is None or number % len(ORDER) == 0:
            two = await a_couple(client)
        rng = Random(seed)
        medium = rng.choice(("text", "text", "spoken"))
        template = (ORDER, AMENDS)[batch % 2][number % len(ORDER)]
        async with a_session(server, client, two=two, template=template, medium=medium, purpose="Us.") as pair:
            walk = Walk(pair, clock, schemas, rng, said=f"seed {seed}")
            await walk.begin(rng.choice((0, 2, 8, 14)))
            await walk.wander(ACTS)
            await walk.end()


class Walk:
    """Acts that are open now, by either, through either door; time; lost lines. Every answer is checked."""

    def __init__(self, pair: Pair, clock: MovableClock, schemas: Schemas, rng: Random, *, said: str) -> None:
        self.pair, self.clock, self.schemas, self.rng, self.said = pair, clock, schemas, rng, said

    async def begin(self, acts: int) -> None:
        """A way into the talk, as two who mean well would go."""
        players = {one: WellMeaning(self.schemas.__getitem__) for one in self.pair}
        for number in range(acts):
            moved = [await play(self.pair, one, players[one], door=number) for one in self.pair]
            if not any(moved):
                await self.pass_time(6)
                for one in self.pair:
                    await one.look()

    async def wander(self, acts: int) -> None:
        for _ in range(acts):
            if self.pair.ada.phase == "ended":
                return
            await self.pass_time(self.rng.choice(PASSING))
            one = self.rng.choice(tuple(self.pair))
            if self.rng.random() < 0.05:
                await self.lose_line(one)
            # A view is as of its moment: time alone sends no frame when nothing happens.
            await one.look()
            if open_now(one.view["may"]) and one.phase != "ended":
                await self.act(one)
                await self.try_what_is_not_offered(one)

    async def act(self, one: Partner) -> None:
        name, body = choose(one.view["may"], self.rng, schema_of=self.schemas.__getitem__)
        door = self.rng.choice(DOORS)
        reply = await one.by(door, name, **body)
        assert reply.code not in RULED_OUT | {"invalid", "internal"}, f"{self.said}: {name} by {door} is {reply.code}"
        assert reply.status in {0, 200, 409}, f"{self.said}: {name} is {reply.status}"
        await up_to_date(self.pair, one)

    async def try_what_is_not_offered(self, one: Partner) -> None:
        """`may` never lacks what would be accepted; what only time forbids is refused with the moment it shows."""
        if one.phase == "ended" or self.rng.random() < 0.7:
            return
        name = self.rng.choice(sorted(self.schemas))
        entry = one.may.get(name)
        if entry is not None and "not_before" not in entry:
            return
        body = body_for(entry or {"name": name}, self.rng, schema_of=self.schemas.__getitem__, kindly=True)
        if self.pair.ada.view["medium"] == "spoken" and "text" in body and name != "propose_purpose":
            return
        reply = await one.by(self.rng.choice(DOORS), name, **body)
        assert reply.code in RULED_OUT, f"{self.said}: {name} is not offered and is {reply.code or 'accepted'}"
        if entry is not None:
            assert reply.retry_at == entry["not_before"], f"{self.said}: {name}"

    async def lose_line(self, one: Partner) -> None:
        await one.drop()
        await self.pass_time(self.rng.choice((1, 30, 130)))
        await one.connect(resume=self.rng.random() < 0.7)
        await up_to_date(self.pair, one)

    async def pass_time(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        await self.pair.settled()

    async def end(self) -> None:
        """Leaving works from wherever the walk has come to, and both logs are the same."""
        if self.pair.ada.phase != "ended":
            await self.pair.ada.send("leave")
        logs = [await one.log() for one in self.pair]
        assert logs[0] == logs[1], self.said
        assert [event["seq"] for event in logs[0]] == list(range(1, len(logs[0]) + 1)), self.said
