"""B1, B2: drills. People talk, backups are taken in the middle, some people are erased, and any of the backups is
restored into either kind of database. What was answered before a backup is in it, and nobody who was erased comes back.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from app.database import Database
from app.ids import SystemIds
from app.operations.backup import back_up
from app.operations.restore import restore
from app.operations.verify import verify
from app.security import master_key
from app.serving import check_erasures
from tests.builders import PASSWORD, expect
from tests.conftest import fresh_database, running
from tests.live import a_session, to_speaking
from tests.operations.readable import readable
from tests.sessions.protocol.depth import DEPTH, times

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.builders import Person
    from tests.conftest import Server
    from tests.live import Pair, Partner
    from tests.servers import PostgreSQL

COUPLES = 2


@dataclass
class Somebody:
    """One person of a drill: all that they said, and how far their talk was answered."""

    partner: Partner
    words: list[str] = field(default_factory=list)
    erased: bool = False

    @property
    def person(self) -> Person:
        return self.partner.person


@dataclass(frozen=True)
class Taken:
    """One backup: where it lies, and what had been said and answered before it."""

    file: Path
    said: dict[str, list[str]]
    seqs: dict[str, int]


class Drill:
    def __init__(self, server: Server, pairs: list[Pair], rng: Random, folder: Path) -> None:
        self.server = server
        self.pairs = pairs
        self.rng = rng
        self.folder = folder
        self.people = {one.person.account_id: Somebody(one) for pair in pairs for one in pair}
        self.taken: list[Taken] = []

    async def say_something(self) -> None:
        """Whoever of a couple that still is one parks a topic of their own, or asks for time."""
        pair = self.rng.choice([one for one in self.pairs if not self._is_over(one)])
        who = self.people[self.rng.choice([*pair]).person.account_id]
        word = f"w{self.rng.getrandbits(48):012x}"
        await who.partner.did("park_topic", text=f"About {word}", share=self.rng.random() < 0.5)
        who.words.append(word)

    def _is_over(self, pair: Pair) -> bool:
        return any(self.people[one.person.account_id].erased for one in pair)

    async def back_up(self) -> None:
        file = self.folder / f"{len(self.taken)}.tar"
        said = {one: [*who.words] for one, who in self.people.items()}
        seqs = {pair.session_id: pair.ada.seq for pair in self.pairs if not self._is_over(pair)}
        resources = self.server.resources
        await asyncio.to_thread(back_up, resources.settings, file, at=resources.clock.now())
        self.taken.append(Taken(file, said, seqs))

    async def erase(self) -> None:
        who = self.rng.choice([one for one in self.people.values() if not one.erased])
        expect(await who.person.delete("/me", {"password": PASSWORD}), 204)
        who.erased = True

    @property
    def erased(self) -> list[str]:
        return [one for one, who in self.people.items() if who.erased]


@contextmanager
def an_empty_place(settings: Settings, postgresql: PostgreSQL, folder: Path, kind: str) -> Iterator[Settings]:
    there = settings.model_copy(update={"data_dir": folder, "master_key_file": settings.key_file, "database_url": None})
    if kind == "sqlite":
        yield there
        return
    with fresh_database(postgresql, template="template1") as url:
        yield there.model_copy(update={"database_url": url})


def whole(settings: Settings) -> dict[str, int]:
    database = Database.of(settings)
    try:
        return dict(+verify(database, master_key.load(settings.key_file, may_create=False)).faults)
    finally:
        database.close()


def logs_of(settings: Settings) -> dict[str, tuple[int, Any]]:
    """The length and the last hash of each log."""
    query = (
        "SELECT session_id, seq, chain FROM session_event e WHERE seq = "
        "(SELECT max(seq) FROM session_event o WHERE o.session_id = e.session_id)"
    )
    database = Database.of(settings)
    try:
        found = database.read_now(lambda db: db.connection().exec_driver_sql(query).all())
        return {session: (seq, bytes(chain)) for session, seq, chain in found}
    finally:
        database.close()


@pytest.mark.timeout(3600)
async def test_nobody_who_was_erased_comes_back_and_nothing_answered_is_missing(
    settings: Settings, postgresql: PostgreSQL, clock: MovableClock, rng: Random, tmp_path: Path
) -> None:
    for number in range(times(1)):
        folder = tmp_path / str(number)
        folder.mkdir(mode=0o700)
        async with (
            running(settings, clock=clock) as server,
            httpx.AsyncClient(base_url=server.url, timeout=60) as client,
            AsyncExitStack() as stack,
        ):
            pairs = [await stack.enter_async_context(a_session(server, client)) for _ in range(COUPLES)]
            for pair in pairs:
                await to_speaking(pair)
            drill = Drill(server, pairs, rng, folder)
            acts = [drill.say_something] * 6 + [drill.back_up] * 2
            rng.shuffle(acts)
            for act in (*acts, drill.back_up, drill.erase, drill.say_something, drill.back_up):
                await act()
            if rng.random() < 0.5:
                await drill.erase()
        # In a pull request the oldest, with the most to undo, and another one.
        for taken in drill.taken if DEPTH > 1 else (drill.taken[0], rng.choice(drill.taken[1:])):
            kind = rng.choice(["sqlite", "postgresql"])
            with an_empty_place(settings, postgresql, folder / f"{taken.file.stem}-there", kind) as there:
                held = await asyncio.to_thread(judge, there, drill, taken, clock)
                print(f"drill {number}, backup {taken.file.stem} on {kind}: {held}")  # noqa: T201 - figures


def judge(there: Settings, drill: Drill, taken: Taken, clock: MovableClock) -> str:
    done = restore(there, taken.file, ids=SystemIds(), at=clock.now())
    check_erasures(there)
    assert whole(there) == {}
    found = readable(there)
    for account_id, who in drill.people.items():
        for word in taken.said[account_id]:
            assert (word in found) is not who.erased, (account_id, word)
        assert (who.person.email in found) is not who.erased
    now, then = logs_of(there), logs_of(drill.server.resources.settings)
    for session_id, seq in taken.seqs.items():
        assert now[session_id][0] >= seq, "what was answered before the backup is in it"
    for session_id, log in now.items():
        if log[0] == then[session_id][0] and done.erased == 0:
            assert log == then[session_id]
    return f"{done.rows} rows, {done.erased} erased again"
