"""Attack 6: a template whose pause lasts a minute, put into the database by hand, is clamped when a session runs."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.builders import a_couple
from tests.conftest import running
from tests.live import a_session, arrive

if TYPE_CHECKING:
    from pathlib import Path

    from app.clock import MovableClock
    from app.settings import Settings


def loosen(file: Path) -> None:
    """What somebody with the file in hand could do: drop the trigger and write looser limits into every version."""
    with sqlite3.connect(file) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            if name.startswith("template"):
                db.execute(f"DROP TRIGGER {name}")
        for version, content in db.execute("SELECT version, content FROM template_version").fetchall():
            document = json.loads(content)
            document["limits"] = {**document["limits"], "pause_min": 60, "max_arousal": 10, "pause_auto_at": 10}
            db.execute("UPDATE template_version SET content = ? WHERE version = ?", (json.dumps(document), version))
    db.close()


@pytest.mark.only_on("sqlite")
async def test_a_version_edited_in_the_file_is_no_looser_than_the_hard_limits(
    settings: Settings, clock: MovableClock
) -> None:
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        two = await a_couple(client)
        async with a_session(server, client, two=two, connected=False) as pair:
            session_id = pair.session_id
    loosen(settings.database_file)
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        for person in (two.ada, two.ben):
            object.__setattr__(person, "client", client)
        from tests.live import Pair, Partner  # noqa: PLC0415 - only here a pair is put together by hand

        pair = Pair(session_id, two, Partner(server, two.ada, session_id), Partner(server, two.ben, session_id))
        for one in pair:
            await one.connect()
        await arrive(pair)
        # Six is above the hard limit of five for a start, whatever the file says.
        for one in pair:
            await one.did("rate_arousal", level=6)
        await pair.settled()
        assert pair.ada.phase == "calm_start"
        await pair.ada.did("pause")
        await pair.settled()
        paused = pair.ben.last("paused")
        shortest = datetime.fromisoformat(paused["body"]["not_before"]) - datetime.fromisoformat(paused["at"])
        assert shortest.total_seconds() == 20 * 60
        await pair.drop()
