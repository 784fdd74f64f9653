"""An application with the sandbox on, and one developer in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import a_couple, expect, register

if TYPE_CHECKING:
    import httpx

    from app.settings import Settings
    from tests.builders import PairOfPeople, Person


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"sandbox": True})


@pytest.fixture
async def developer(client: httpx.AsyncClient) -> Person:
    return await register(client, "Dana")


@pytest.fixture
async def two(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


async def a_session(two: PairOfPeople, *, template: str = "calm-start-talk", medium: str = "text") -> str:
    """Return the id of a session of these two, in its lobby."""
    wish = {"template": template, "medium": medium, "purpose": "Sunday dinner"}
    asked = expect(await two.ada.post(f"/couples/{two.couple_id}/talk-requests", wish), 202)
    accepted = await two.ben.post(f"/talk-requests/{asked['talk_request']['id']}/accept")
    return str(expect(accepted, 200)["session"]["id"])
