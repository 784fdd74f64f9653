"""Two people and a therapist, on a clock that stands still in the middle of a week."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from app.clock import MovableClock
from tests.builders import PairOfPeople, Person, a_couple
from tests.caseload.planting import Planting
from tests.therapists.linking import a_therapist

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.conftest import Server


@pytest.fixture
def clock() -> MovableClock:
    """A Wednesday morning, so that no day and no week ends in the middle of a test."""
    return MovableClock(datetime(2026, 11, 18, 9, tzinfo=UTC))


@pytest.fixture
def resources(server: Server) -> Resources:
    return server.resources


@pytest.fixture
async def pair(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


@pytest.fixture
async def therapist(resources: Resources, client: httpx.AsyncClient) -> Person:
    return await a_therapist(resources, client)


@pytest.fixture
def planting(server: Server, clock: MovableClock, pair: PairOfPeople) -> Planting:
    return Planting(server, clock, pair)
