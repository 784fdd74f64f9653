"""A person's own account: reading, changing, a new password, and being forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from app.accounts.endings import AccountEndings
from app.accounts.logins import is_live, note_use
from app.accounts.people import names_of, people_by_id
from app.accounts.personal import personal_of
from app.accounts.profile import read_profile
from app.accounts.tables import AccountRow
from app.errors import Unauthorized
from app.security.encryption import KeyDestroyed
from tests.builders import PASSWORD, a_couple, actor_of, begin_couple, code_of, expect, log_in, register

if TYPE_CHECKING:
    from datetime import datetime

    import httpx

    from app.database import UnitOfWork
    from tests.conftest import Server

NEW = "quite other words"


async def test_only_what_is_sent_is_changed(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada", locale="fi", timezone="Europe/Helsinki")
    before = expect(await ada.get("/me"), 200)["account"]

    after = expect(await ada.patch("/me", {"name": "Ada L."}), 200)["account"]

    assert after == before | {"name": "Ada L."}
    assert expect(await ada.get("/me"), 200)["account"] == after


@pytest.mark.parametrize(("sent", "kept"), [(1, 1.0), (2.5, 2.5), (10, 10.0), ("untimed", "untimed")])
async def test_a_pace_is_a_factor_or_no_timer(
    client: httpx.AsyncClient, server: Server, sent: object, kept: object
) -> None:
    ada = await register(client, "Ada")
    resources = server.resources

    assert expect(await ada.patch("/me", {"pace": sent}), 200)["account"]["pace"] == kept
    found = await resources.database.read(lambda db: people_by_id(db, resources.keyring, [ada.account_id]))
    assert found[ada.account_id].pace == (None if kept == "untimed" else kept)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"pace": 0.99}, "/body/pace", "not_a_pace"),
        ({"pace": 10.01}, "/body/pace", "not_a_pace"),
        ({"pace": True}, "/body/pace", "not_a_pace"),
        ({"pace": "fast"}, "/body/pace", "not_a_pace"),
        ({"pace": None}, "/body/pace", "not_a_pace"),
        ({"name": None}, "/body/name", "string_type"),
        ({"name": "\u2067"}, "/body/name", "direction_control"),
        ({"email": "other@example.org"}, "/body", "extra_forbidden"),
        ({"id": "0"}, "/body", "extra_forbidden"),
    ],
)
async def test_a_change_that_breaks_a_rule_changes_nothing(
    client: httpx.AsyncClient, change: dict[str, object], pointer: str, code: str
) -> None:
    ada = await register(client, "Ada")
    before = (await ada.get("/me")).json()

    answer = await ada.patch("/me", {"name": "Adele"} | change)

    assert expect(answer, 422)["errors"] == [{"pointer": pointer, "code": code}]
    assert (await ada.get("/me")).json() == before


async def test_a_partner_sees_the_name_and_nothing_else_of_an_account(client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    before = (await two.ben.get(f"/couples/{two.couple_id}")).content

    await two.ada.patch("/me", {"pace": "untimed", "timezone": "Asia/Tokyo", "locale": "ja"})
    await two.ada.post("/me/password", {"current": PASSWORD, "new": NEW})

    assert (await two.ben.get(f"/couples/{two.couple_id}")).content == before
    (member,) = [
        one
        for one in expect(await two.ben.get(f"/couples/{two.couple_id}"), 200)["couple"]["members"]
        if not one["you"]
    ]
    assert member == {"id": two.ada.account_id, "name": "Ada", "you": False}


async def test_a_new_password_replaces_the_old_and_ends_every_other_login(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    tablet = await log_in(ada)

    assert (await ada.post("/me/password", {"current": PASSWORD, "new": NEW})).status_code == 204

    assert (await tablet.get("/me")).status_code == 401
    assert (await ada.get("/me")).status_code == 200
    login = {"email": ada.email, "password": PASSWORD}
    assert code_of(await client.post("/v1/logins", json=login)) == "login_failed"
    assert (await client.post("/v1/logins", json=login | {"password": NEW})).status_code == 201


async def test_a_password_is_not_changed_without_the_present_one(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    tablet = await log_in(ada)

    answer = await ada.post("/me/password", {"current": "not her words", "new": NEW})

    assert (answer.status_code, code_of(answer)) == (403, "step_up_required")
    assert (await tablet.get("/me")).status_code == 200


@pytest.mark.parametrize(
    ("new", "code"), [("short", "too_short"), ("iloveyou1", "too_common"), ("ada lovelace", "too_common")]
)
async def test_a_new_password_keeps_the_rules_of_the_first(client: httpx.AsyncClient, new: str, code: str) -> None:
    ada = await register(client, "Ada Lovelace")

    answer = await ada.post("/me/password", {"current": PASSWORD, "new": new})

    assert expect(answer, 422)["errors"] == [{"pointer": "/body/new", "code": code}]


async def test_two_accounts_with_one_address_never_get_one_password(client: httpx.AsyncClient) -> None:
    first = await register(client, "Ada", email="ada@example.org")
    second = await register(client, "Ada", email="ada@example.org", password=NEW)

    answer = await second.post("/me/password", {"current": NEW, "new": first.password})

    assert expect(answer, 422)["errors"] == [{"pointer": "/body/new", "code": "not_usable"}]
    assert (await log_in(second)).account_id == second.account_id


async def test_tries_to_change_a_password_are_limited(limited_client: httpx.AsyncClient) -> None:
    ada = await register(limited_client, "Ada")
    answers = [
        await ada.post("/me/password", {"current": f"what a thief tries {number}", "new": NEW}) for number in range(6)
    ]
    erasing = await ada.delete("/me", {"password": "what a thief tries"})

    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert erasing.status_code == 429


async def test_erasing_needs_the_password(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")

    wrong, none = await ada.delete("/me", {"password": "not her words"}), await ada.delete("/me")

    assert (wrong.status_code, code_of(wrong)) == (403, "step_up_required")
    assert none.status_code == 422
    assert (await ada.get("/me")).status_code == 200


async def test_an_erased_person_is_gone_at_once_and_everywhere(client: httpx.AsyncClient, server: Server) -> None:
    two = await a_couple(client)
    tablet = await log_in(two.ada)
    resources = server.resources

    gone = await two.ada.delete("/me", {"password": PASSWORD})

    assert gone.status_code == 204
    assert gone.headers["clear-site-data"] == '"cache", "storage"'
    assert [(await one.get("/me")).status_code for one in (two.ada, tablet)] == [401, 401]
    login = await client.post("/v1/logins", json={"email": two.ada.email, "password": PASSWORD})
    assert code_of(login) == "login_failed"
    assert (await two.ben.get(f"/couples/{two.couple_id}")).status_code == 404
    names = await resources.database.read(
        lambda db: names_of(db, resources.keyring, [two.ada.account_id, two.ben.account_id])
    )
    assert names == {two.ada.account_id: "former partner", two.ben.account_id: "Ben"}


async def test_the_key_of_an_erased_person_is_destroyed_and_the_row_is_empty(
    client: httpx.AsyncClient, server: Server
) -> None:
    ada = await register(client, "Ada")
    resources = server.resources

    await ada.delete("/me", {"password": PASSWORD})

    with pytest.raises(KeyDestroyed):
        await resources.database.read(lambda db: resources.keyring.open(db, ("account", ada.account_id)))
    row = await resources.database.read(lambda db: db.exec(select(AccountRow)).one())
    assert (row.personal, row.credential, row.email_hash) == (None, None, None)


async def test_an_address_can_be_used_anew_after_erasing(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    await ada.delete("/me", {"password": PASSWORD})

    again = await register(client, "Ada", email=ada.email)

    assert again.account_id != ada.account_id
    assert expect(await again.get("/couples"), 200)["data"] == []


async def test_an_invitation_of_an_erased_person_cannot_be_used(client: httpx.AsyncClient) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    _, code = await begin_couple(ada)

    await ada.delete("/me", {"password": PASSWORD})

    assert code_of(await ben.post("/couples/preview", {"code": code})) == "invitation_invalid"
    assert code_of(await ben.post("/couples/join", {"code": code})) == "invitation_invalid"


async def test_erasing_is_all_or_nothing(client: httpx.AsyncClient, server: Server) -> None:
    two = await a_couple(client)

    def fails(uow: UnitOfWork, account_id: str, at: datetime) -> None:
        raise RuntimeError

    server.resources.hooks.of(AccountEndings).on_erase(fails)

    assert (await two.ada.delete("/me", {"password": PASSWORD})).status_code == 500
    assert expect(await two.ada.get("/me"), 200)["account"]["name"] == "Ada"
    assert (await two.ben.get(f"/couples/{two.couple_id}")).status_code == 200
    assert (await actor_of(server.resources, two.ada)).account_id == two.ada.account_id


async def test_a_request_that_was_under_way_while_its_person_was_erased_reaches_nothing(
    client: httpx.AsyncClient, server: Server
) -> None:
    ada = await register(client, "Ada")
    resources = server.resources
    actor, at = await actor_of(resources, ada), resources.clock.now()

    await ada.delete("/me", {"password": PASSWORD})

    with pytest.raises(Unauthorized):
        await resources.database.read(lambda db: read_profile(db, resources.keyring, account_id=ada.account_id))
    with pytest.raises(Unauthorized):
        await resources.database.read(lambda db: personal_of(db, resources.keyring, account_id=ada.account_id))
    await resources.database.write(lambda uow: note_use(uow, actor.login_id, at=at))
    assert not await resources.database.read(lambda db: is_live(db, actor.login_id, at=at))
