"""All clients of all sessions of a run: brought to their first turn, kept restless, led to the end, and judged."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import httpx

from tests.builders import a_couple, expect
from tests.faults.checker import Run, violations
from tests.faults.onlooker import Onlooker, a_therapist_from_outside, comes_to_watch, since_they_came
from tests.faults.restless import CLAIMED, Restless, entries
from tests.live import new_ref

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from random import Random

    from tests.builders import PairOfPeople, Person
    from tests.faults.child import Child
    from tests.faults.restless import Door

SEED = int(os.environ.get("REJOIN_TEST_SEED", "20261122"))
PROGRESS_WITHIN = 40.0


async def to_first_turn(two: PairOfPeople, *, before: Callable[[str], Awaitable[None]] | None = None) -> str:
    """A calm start talk in which Ada has the floor, by HTTP alone; `before` has its part while nobody had a turn."""
    wish = {"template": "calm-start-talk", "medium": "text", "purpose": "The evenings."}
    asked = expect(await two.ada.post(f"/couples/{two.couple_id}/talk-requests", wish), 202)["talk_request"]["id"]
    session = expect(await two.ben.post(f"/talk-requests/{asked}/accept"), 200)["session"]["id"]

    async def say(person: Person, name: str, **body: Any) -> None:
        command = {"ref": new_ref(), "name": name, "body": body}
        expect(await person.post(f"/sessions/{session}/commands", command), 200)

    if before is not None:
        await before(session)
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
    """One session: its two people, the client of each, and of a therapist who watches some of them."""

    two: PairOfPeople
    session: str
    clients: tuple[Restless, ...]
    therapist: Person | None = None

    def transcripts(self, log: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        """What each wrote down; of whoever watches also since when they may."""
        told = [one.transcript for one in self.clients]
        if self.therapist is not None:
            told[-1] = [{"do": "came", "seq": since_they_came(log, self.therapist)}, *told[-1]]
        return told


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

    async def gather(self, client: httpx.AsyncClient, sessions: int, *, operator: Child | None = None) -> None:
        """Bring so many to their first turn; the last one is watched, if there is somebody who invites therapists."""
        for _ in range(sessions - 1 if operator else sessions):
            two = await a_couple(client)
            self._add(Member(two, await to_first_turn(two), ()))
        if operator is not None:
            await self._watched(client, operator)

    async def _watched(self, client: httpx.AsyncClient, operator: Child) -> None:
        two = await a_couple(client)
        therapist = await a_therapist_from_outside(client, operator)
        session = await to_first_turn(two, before=lambda session: comes_to_watch(therapist, two, session, operator))
        self._add(Member(two, session, (), therapist))

    def _add(self, member: Member) -> None:
        here, there = tuple(self.doors), tuple(reversed(self.doors))
        clients = [
            self._client(Restless, member, member.two.ada, here),
            self._client(Restless, member, member.two.ben, there),
        ]
        if member.therapist is not None:
            clients.append(self._client(Onlooker, member, member.therapist, there))
        self.members.append(replace(member, clients=tuple(clients)))

    def _client(self, kind: type[Restless], member: Member, person: Person, doors: Sequence[Door]) -> Restless:
        random, pace = self._random(), self.pace
        return kind(doors, member.session, person.token, random, self._count, patience=self.patience, pace=pace)

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
            logs = [await whole_log(client, one, member.session) for client in clients for one in people]
            run = Run(member.transcripts(logs[0]), [entries(log) for log in logs], CLAIMED)
            found = violations(run)
            assert not found, f"seed {SEED}: {found}"

    def count(self, do: str) -> int:
        return sum(record["do"] == do for one in self.clients for record in one.transcript)

    @property
    def watched(self) -> str:
        """How much of it whoever watches received, to be printed beside the rest."""
        onlookers = [one for one in self.clients if isinstance(one, Onlooker)]
        events = sum(record["do"] == "event" for one in onlookers for record in one.transcript)
        assert bool(events) is bool(onlookers)
        return f", {events} events watched over {sum(one.connections for one in onlookers)} connections"

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
