"""L1 to L4, small enough for every change: counts and promises. Times are what `python -m tests.load` is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.database import migrate
from app.database.address import address_of
from tests.benchmark.client import Plain
from tests.benchmark.seeding import seed
from tests.benchmark.servers import fresh, url_of
from tests.load.idle import idled
from tests.load.service import serving
from tests.load.slow import SEND_BUFFER, deafened
from tests.load.storm import stormed
from tests.load.talking import Talking, talked

if TYPE_CHECKING:
    from pathlib import Path

    from app.settings import Settings

# Generous: a machine that is busy with other things is late, and loses nothing.
BACK_WITHIN = 30
CLOSED_WITHIN = 45


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = fresh(tmp_path)
    migrate.upgrade(address_of(found))
    return found


def seen(bars: object, title: str) -> float:
    assert isinstance(bars, list)
    return float(next(bar.seen for bar in bars if bar.title.startswith(title)))


async def test_many_who_talk_at_once_get_every_event_once_and_in_order(settings: Settings) -> None:
    seeded = seed(settings, 10)
    with serving(settings) as service:
        report = await talked([service], seeded, Talking(10, 40, 2), Plain(), url_of(settings))
    assert report.faults == []
    assert report.figures["commands"] == int(40 * 11 / 13 * 2)


async def test_those_who_wait_in_lobbies_stay_and_those_who_talk_lose_nothing(settings: Settings) -> None:
    talkers, waiting = seed(settings, 4), seed(settings, 30, in_lobby=True)
    with serving(settings) as service:
        report = await idled(service, talkers, waiting, seconds=1)
    assert report.faults == []
    assert report.figures["idle sockets"] == 60


async def test_after_a_kill_everybody_resumes_and_misses_nothing(settings: Settings) -> None:
    seeded = seed(settings, 15)
    with serving(settings) as service:
        report = await stormed(service, seeded, spread=1.0, seconds=2)
    assert report.faults == []
    assert seen(report.bars, "all are back") < BACK_WITHIN


async def test_those_who_stop_reading_are_sent_away_and_their_partners_lose_nothing(settings: Settings) -> None:
    seeded = seed(settings, 3)
    with serving(settings, SEND_BUFFER=SEND_BUFFER) as service:
        report = await deafened(service, seeded, calm=1, rate=40, burst=180)
    assert report.faults == []
    assert seen(report.bars, "all of the deaf") < CLOSED_WITHIN
