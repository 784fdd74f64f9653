"""`python -m tests.benchmark.restore [--events N]`: back up, restore and verify many sessions, and serve them (B1).

One real talk is written down as many times as it takes, each time as a session of its own, chained and sealed anew.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from sqlalchemy import insert

from app.clock import MovableClock
from app.database import Database, migrate
from app.database.address import address_of
from app.ids import SystemIds
from app.operations.backup import back_up
from app.operations.restore import restore
from app.operations.verify import verify
from app.security import master_key
from app.security.encryption import Keyring
from app.sessions.engine.codec import Keys, StoredEvent, decode, encode
from app.sessions.engine.loading import keys_of
from app.sessions.engine.store import GENESIS, load
from app.sessions.protocol.sides import Both
from app.sessions.tables import SessionEventRow, SessionRow
from app.settings import Settings
from tests.conftest import running
from tests.live import REPAIR, a_session, to_the_end

if TYPE_CHECKING:
    from sqlmodel import Session as Db

    from app.sessions.engine.store import Stored


async def one_talk(settings: Settings) -> str:
    clock = MovableClock()
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client, **REPAIR) as pair,
    ):
        await to_the_end(pair, advance=lambda: clock.advance(timedelta(seconds=6)))
        return pair.session_id


def multiply(settings: Settings, session_id: str, *, events: int) -> int:
    """Store copies until there are about as many events; how many there are."""
    database, ids = Database.of(settings), SystemIds()
    keyring = Keyring(master_key.load(settings.key_file, may_create=False), ids)

    def read(db: Db) -> tuple[Stored, Keys]:
        stored = load(db, session_id)
        assert stored is not None
        row = stored.row
        return stored, keys_of(db, keyring, couple_id=row.couple_id, people=Both(row.a_id, row.b_id))

    stored, keys = database.read_now(read)
    told = [decode(one, keys=keys) for one in stored.events]
    copies = events // len(told)
    for first in range(0, copies, 200):
        rows, written = [], []
        for _ in range(min(200, copies - first)):
            fresh, before = ids.public(), GENESIS
            rows.append({**stored.row.model_dump(), "id": fresh, "epoch": ids.private()})
            for seq, event in enumerate(told, start=1):
                one = encode(event, session_id=fresh, seq=seq, keys=keys, before=before)
                before = one.chain
                written.append({name: getattr(one, name) for name in StoredEvent.__slots__})

        def store(uow: object, rows: object = rows, written: object = written) -> None:
            connection = uow.db.connection()  # type: ignore[attr-defined]
            connection.execute(insert(SessionRow), rows)
            connection.execute(insert(SessionEventRow), written)

        database.write_now(store)
    database.close()
    return (copies + 1) * len(told)


def timed(what: str, began: float) -> float:
    print(f"{what}: {time.perf_counter() - began:.1f} s", flush=True)
    return time.perf_counter()


async def serves(settings: Settings) -> None:
    async with (
        running(settings, clock=MovableClock()) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
    ):
        assert (await client.get("/health/ready")).status_code == 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", port=0, argon2="cheapest", rate_limits="off")
        migrate.upgrade(address_of(settings))
        session_id = asyncio.run(one_talk(settings))
        count = multiply(settings, session_id, events=options.events)
        elsewhere = settings.model_copy(
            update={"data_dir": Path(folder) / "there", "master_key_file": settings.key_file}
        )
        print(f"{count} events", flush=True)
        began = time.perf_counter()
        file = Path(folder) / "backup.tar"
        back_up(settings, file, at=MovableClock().now())
        began = timed(f"backup of {file.stat().st_size / 1e6:.0f} MB", began)
        restore(elsewhere, file, ids=SystemIds(), at=MovableClock().now())
        began = timed("restore", began)
        asyncio.run(serves(elsewhere))
        began = timed("ready to serve", began)
        database = Database.of(elsewhere)
        audit = verify(database, master_key.load(elsewhere.key_file, may_create=False))
        database.close()
        timed(f"verify ({audit.looked_at['events']} events, {audit.faults.total()} faults)", began)


if __name__ == "__main__":
    main()
