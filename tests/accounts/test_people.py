"""What other features may know of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.people import FORMER_PARTNER, names_of, people_by_id
from app.accounts.personal import Personal
from tests.builders import register

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server


async def test_everybody_asked_for_has_a_name(client: httpx.AsyncClient, server: Server) -> None:
    ada = await register(client, "Ada")
    resources = server.resources
    never = resources.ids.private()

    names = await resources.database.read(lambda db: names_of(db, resources.keyring, [ada.account_id, never]))

    assert names == {ada.account_id: "Ada", never: FORMER_PARTNER}


async def test_somebody_unknown_has_the_usual_pace(server: Server) -> None:
    resources = server.resources

    never = resources.ids.private()
    found = await resources.database.read(lambda db: people_by_id(db, resources.keyring, [never]))
    assert found[never].pace == 1.0


def test_personal_facts_show_nothing_when_printed() -> None:
    assert repr(Personal(name="Ada", email="a@example.org", locale="en", timezone="UTC")) == "Personal()"
