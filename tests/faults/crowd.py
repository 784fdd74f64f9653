"""All clients of all sessions of a run: brought to their first turn, kept restless, led to the end, and judged."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from tests.builders import a_couple, expect
from tests.faults.checker import Run, violations
from tests.faults.restless import CLAIMED, Restless, entries
from tests.live import new_ref

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from tests.builders import PairOfPeople, Person
    from tests.faults.child import Child
    from tests.faults.restless import Door

SEED = int(os.environ.get("REJOIN_TEST_SEED", "20261122"))
PROGRESS_WITHIN = 40.0


async def to_first_turn(two: PairOfPeople) -> str:
    """A calm start talk in which Ada has the floor, by HTTP alone."""
    wish = {"template": "calm-start-talk", "medium": "text", "purpose": "The evenings."}
    asked = expect(await two.ada.post(f"/couples/{two.couple_id}/talk-requests", wish), 202)["talk_request"]["id"]
    session = expect(await two.ben.post(f"/talk-requests/{asked}/accept"), 200)["session"]["id"]

    async def say(person: Person, name: str, **body: Any) -> None:
        command = {"ref": new_ref(), "name": name, "body": body}
        expect(await person.post(f"/sessions/{session}/commands", command), 200)

    for name, body in (("arrive", {}), ("rate_arousal", {"level": 2})):
        for person in (two.ada, two.ben):
            await say(person, name, **body)
    frame = expect(await two.ben.get(f"/sessions/{session}"), 200)["frame"]
    await say(two.ben, "accept_frame", version=frame["version"])
    for person in (two.ada, two.ben):
        await say(person, "appreciate", text="Thank you for being here.")
    await say(two.ada, "choose_first", who="me")
    await say(two.ben, "choose_first", who="partner")
    return str(session)


@dataclass(frozen=True, slots=True)
class Member:
    """One session: its two people, and the client of each."""

    two: PairOfPeople
    session: str
    clients: tuple[Restless, Restless]


@dataclass
class Crowd:
    """`doors`: where the first partner of every session is at home, and then the second's; each may use both."""

    doors: Sequence[Door]
    rng: Random
    patience: float = 8.0
    pace: tuple[float, float] = (0.005, 0.04)
    members: list[Member] = field(default_factory=list)
    acknowledged: int = 0

    def _count(self) -> None:
        self.acknowledged += 1

    async def gather(self, client: httpx.AsyncClient, sessions: int) -> None:
        for _ in range(sessions):
            two = await a_couple(client)
            session = await to_first_turn(two)
            homes = (tuple(self.doors), tuple(reversed(self.doors)))
            first, second = (
                Restless(
                    doors, session, person.token, self._random(), self._count, patience=self.patience, pace=self.pace
                )
                for doors, person in zip(homes, (two.ada, two.ben), strict=True)
            )
            self.members.append(Member(two, session, (first, second)))

    def _random(self) -> Random:
        return type(self.rng)(self.rng.getrandbits(64))

    @property
    def clients(self) -> list[Restless]:
        return [one for member in self.members for one in member.clients]

    def run(self) -> None:
        self._running = [asyncio.create_task(one.run()) for one in self.clients]

    async def acknowledgements(self, more: int) -> float:
        """Wait for so many more; return the seconds that it took."""
        target, began = self.acknowledged + more, time.monotonic()
        async with asyncio.timeout(PROGRESS_WITHIN):
            while self.acknowledged < target:
                await asyncio.sleep(0.001)
                for task in self._running:
                    if task.done():
                        task.result()
        return time.monotonic() - began

    async def go_home(self, *, until: Callable[[], bool] | None = None) -> None:
        """Everybody goes where they belong: the partners of every session to different processes."""
        async with asyncio.timeout(PROGRESS_WITHIN):
            while not (until() if until else all(one.at_home for one in self.clients)):
                await asyncio.gather(*(one.go_home() for one in self.clients))
                await asyncio.sleep(0.05)

    async def kill_and_start_again(self, child: Child) -> None:
        """In the middle of commands: after a few more acknowledgements, at whatever moment that is."""
        await self.acknowledgements(self.rng.randint(2, 30))
        child.kill()
        child.start()

    async def finish(self, client: httpx.AsyncClient) -> None:
        """Nothing new, everything answered, everybody caught up with the end of their log."""
        for one in self.clients:
            one.stop(lambda: 0)
        async with asyncio.timeout(60):
            await asyncio.gather(*self._running)
        # Now that nobody sends any more, each reads on to the very end.
        for member in self.members:
            last = (await whole_log(client, member.two.ada, member.session))[-1]["seq"]
            for one in member.clients:
                one.stop(lambda last=last: last)  # type: ignore[misc]  # bound in the loop on purpose
                async with asyncio.timeout(60):
                    await one.run()

    async def judge(self, *clients: httpx.AsyncClient) -> None:
        """Read every log as each partner, from each process, and hold the run against what was promised."""
        for member in self.members:
            people = (member.two.ada, member.two.ben)
            logs = [entries(await whole_log(client, one, member.session)) for client in clients for one in people]
            run = Run([one.transcript for one in member.clients], logs, CLAIMED)
            found = violations(run)
            assert not found, f"seed {SEED}: {found}"

    def count(self, do: str) -> int:
        return sum(record["do"] == do for one in self.clients for record in one.transcript)

    def assert_unspoken(self, printed: str) -> None:
        """What was said is in no log, and nothing went wrong that was not foreseen."""
        for one in self.clients:
            for word in one.said:
                assert word not in printed
        assert "Traceback" not in printed, printed[printed.index("Traceback") - 500 :][:3000]
        wrong = [line for line in printed.splitlines() if '"level": "error"' in line]
        assert wrong == [], wrong


async def whole_log(client: httpx.AsyncClient, person: Person, session: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        after = found[-1]["seq"] if found else 0
        path = f"/v1/sessions/{session}/events?after={after}"
        part = expect(await client.get(path, headers=person.headers), 200)["events"]
        if not part:
            return found
        found += part
