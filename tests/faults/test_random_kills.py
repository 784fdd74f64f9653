"""F1: the service is killed again and again in the middle of commands. Nothing acknowledged is lost, nothing is done
twice, both partners see one gapless log, and the hash chain of every log holds.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from app.sessions.engine.codec import link
from app.sessions.engine.store import GENESIS
from tests.builders import a_couple, expect
from tests.faults.checker import Run, violations
from tests.faults.child import Child
from tests.faults.restless import CLAIMED, Restless, entries
from tests.live import new_ref
from tests.sessions.protocol.depth import times

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.builders import PairOfPeople, Person
    from tests.canary import Canary

KILLS, SESSIONS = 25, 4
SEED = int(os.environ.get("REJOIN_TEST_SEED", "20261122"))


@pytest.fixture
async def child(tmp_path: Path) -> AsyncIterator[Child]:
    folder = tmp_path / "service"
    folder.mkdir()
    async with Child(folder) as started:
        yield started


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


@dataclass
class Crowd:
    """All clients of all sessions, and how much they were acknowledged since the last start."""

    child: Child
    rng: Random
    members: list[tuple[PairOfPeople, str, Restless, Restless]] = field(default_factory=list)
    acknowledged: int = 0

    def _count(self) -> None:
        self.acknowledged += 1

    async def gather(self, client: httpx.AsyncClient) -> None:
        for _ in range(SESSIONS):
            two = await a_couple(client)
            session = await to_first_turn(two)
            clients = [
                Restless(self.child, session, person.token, Random(self.rng.getrandbits(64)), self._count)
                for person in (two.ada, two.ben)
            ]
            self.members.append((two, session, clients[0], clients[1]))

    @property
    def clients(self) -> list[Restless]:
        return [one for member in self.members for one in member[2:]]

    async def kill_and_start_again(self) -> None:
        """In the middle of commands: after a few more acknowledgements, at whatever moment that is."""
        target = self.acknowledged + self.rng.randint(2, 30)
        async with asyncio.timeout(30):
            while self.acknowledged < target:
                await asyncio.sleep(0.001)
        self.child.kill()
        self.child.start()


async def whole_log(client: httpx.AsyncClient, person: Person, session: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        after = found[-1]["seq"] if found else 0
        path = f"/v1/sessions/{session}/events?after={after}"
        part = expect(await client.get(path, headers=person.headers), 200)["events"]
        if not part:
            return found
        found += part


@pytest.mark.timeout(900)
async def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(child: Child, canary: Canary) -> None:
    print(f"seed {SEED}")  # noqa: T201 - a failing run must be told how to repeat
    async with httpx.AsyncClient(base_url=child.url, timeout=20) as client:
        crowd = Crowd(child, Random(SEED))
        await crowd.gather(client)
        running = [asyncio.create_task(one.run()) for one in crowd.clients]
        for _ in range(times(KILLS)):
            await crowd.kill_and_start_again()
        await child.answering()
        await finish(client, crowd, running)
        for two, session, *clients in crowd.members:
            logs = [entries(await whole_log(client, person, session)) for person in (two.ada, two.ben)]
            run = Run([one.transcript for one in clients], logs, CLAIMED)
            assert violations(run) == [], f"seed {SEED}"
    assert child.lives == times(KILLS) + 1
    sent = sum(record["do"] == "sent" for one in crowd.clients for record in one.transcript)
    others = sum(record["do"] == "other_body" for one in crowd.clients for record in one.transcript)
    assert sent > 10 * times(KILLS)
    assert others > 0
    child.stop()
    chains_hold(child)
    printed = child.log.read_text()
    for one in crowd.clients:
        for word in one.said:
            assert word not in printed
    assert "Traceback" not in printed
    assert '"level": "error"' not in printed
    print(f"{child.lives} lives, {sent} commands, {others} old references with another body")  # noqa: T201 - figures


async def finish(client: httpx.AsyncClient, crowd: Crowd, running: list[asyncio.Task[None]]) -> None:
    """Quiesce: nothing new, everything answered, everybody caught up with the end of their log."""
    for two, session, *clients in crowd.members:
        ends = {"seq": 0}

        def upto(ends: dict[str, int] = ends) -> int:
            return ends["seq"]

        for one in clients:
            one.stop(upto)
        del two, session
    async with asyncio.timeout(30):
        await asyncio.gather(*running)
    # Now that nobody sends any more, each reads on to the very end.
    for two, session, *clients in crowd.members:
        last = (await whole_log(client, two.ada, session))[-1]["seq"]
        for one in clients:
            one.stop(lambda last=last: last)  # type: ignore[misc]  # bound in the loop on purpose
            async with asyncio.timeout(30):
                await one.run()


def chains_hold(child: Child) -> None:
    """I-13: each event carries the hash of its predecessor; and SQLite itself finds nothing wrong."""
    with sqlite3.connect(child.data_dir / "rejoin.sqlite3") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        before: dict[str, bytes] = {}
        rows = db.execute("SELECT session_id, seq, name, at, body, words, chain FROM session_event ORDER BY 1, 2")
        for session, seq, name, at, body, words, chain in rows:
            moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
            expected = link(before.get(session, GENESIS), seq=seq, name=name, at=moment, body=body, words=words)
            assert chain == expected, (session, seq)
            before[session] = chain
    db.close()
