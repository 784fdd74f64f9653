"""Attack 6: a template whose pause lasts a minute, put into the database by hand, is clamped when a session runs."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from app.templates.offering import open_to
from tests.authoring.writing import Writer
from tests.builders import a_couple
from tests.conftest import running
from tests.live import Pair, Partner, a_session, arrive
from tests.therapists.linking import a_therapist, linked

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
        assert shortest_pause(pair) == 20 * 60
        await pair.drop()


@pytest.mark.only_on("sqlite")
async def test_a_talk_that_begins_with_an_edited_version_of_a_therapists_is_no_looser_either(
    settings: Settings, clock: MovableClock
) -> None:
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        two = await a_couple(client)
        therapist = await a_therapist(server.resources, client)
        slug = (await Writer(therapist).published())["slug"]
        await linked(server.resources, two, therapist, scopes=["assign"])
        at = server.resources.clock.now()
        await server.resources.database.write(lambda uow: open_to(uow, slug, two.couple_id, at))
        loosen(settings.database_file)
        async with a_session(server, client, two=two, template=slug) as pair:
            await arrive(pair)
            await pair.ada.did("pause")
            await pair.settled()
            assert shortest_pause(pair) == 20 * 60


def shortest_pause(pair: Pair) -> float:
    """How many seconds must pass before anybody can come back, as Ben is told."""
    paused = pair.ben.last("paused")
    return (datetime.fromisoformat(paused["body"]["not_before"]) - datetime.fromisoformat(paused["at"])).total_seconds()
