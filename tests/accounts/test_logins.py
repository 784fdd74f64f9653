"""Logging in, the list of logins, and their end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.accounts.endings import AccountEndings
from app.accounts.logins import MOST_LOGINS, find_login, is_live
from tests.builders import PASSWORD, actor_of, code_of, expect, log_in, register

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.canary import Canary
    from tests.conftest import Server


async def test_a_wrong_password_and_an_unknown_address_are_one_answer(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    wrong = await client.post("/v1/logins", json={"email": ada.email, "password": "not her words"})
    unknown = await client.post("/v1/logins", json={"email": "no" + ada.email, "password": "not her words"})

    assert (wrong.status_code, code_of(wrong)) == (401, "login_failed")
    assert wrong.content.replace(wrong.json()["request_id"].encode(), b"") == unknown.content.replace(
        unknown.json()["request_id"].encode(), b""
    )
    assert set(wrong.headers) == set(unknown.headers)


async def test_an_address_is_one_address_however_its_letters_are_sent(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")

    assert (await client.post("/v1/logins", json={"email": ada.email.upper(), "password": PASSWORD})).status_code == 201


async def test_the_token_is_in_the_answer_and_nowhere_else(
    client: httpx.AsyncClient, server: Server, canary: Canary
) -> None:
    canary.search_files()
    ada = await register(client, "Ada")
    canary.said(ada.token)

    assert await server.resources.database.read(
        lambda db: find_login(db, ada.token, at=server.resources.clock.now()) is not None
    )
    assert ada.token not in (await ada.get("/logins")).text


async def test_the_list_shows_ones_own_logins_and_which_is_this_one(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada", label="phone")
    tablet = await log_in(ada, label="tablet")
    await register(client, "Ben")

    listed = expect(await tablet.get("/logins"), 200)["data"]

    assert {(login["label"], login["current"]) for login in listed} == {("phone", False), ("tablet", True)}
    assert all(set(login) == {"id", "label", "created_at", "last_used_on", "current"} for login in listed)


async def test_the_list_comes_in_pages(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    for _ in range(4):
        await log_in(ada)

    first = expect(await ada.get("/logins?limit=3"), 200)
    second = expect(await ada.get(f"/logins?limit=3&cursor={first['next_cursor']}"), 200)

    assert (len(first["data"]), first["has_more"], len(second["data"]), second["has_more"]) == (3, True, 2, False)
    assert len({login["id"] for login in first["data"] + second["data"]}) == 5


async def test_a_cursor_of_another_list_is_refused(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")

    assert code_of(await ada.get("/logins?cursor=WyJjb3VwbGVzIiwiMSJd")) == "bad_cursor"


async def test_logging_out_ends_this_login_and_asks_the_browser_to_forget(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    tablet = await log_in(ada)

    out = await tablet.delete("/logins/current")

    assert out.status_code == 204
    assert out.headers["clear-site-data"] == '"cache", "storage"'
    assert (await tablet.get("/me")).status_code == 401
    assert (await ada.get("/me")).status_code == 200


async def test_one_login_is_ended_from_another(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    tablet = await log_in(ada)
    (other,) = [login for login in expect(await ada.get("/logins"), 200)["data"] if not login["current"]]

    assert (await ada.delete(f"/logins/{other['id']}")).status_code == 204
    assert (await tablet.get("/me")).status_code == 401
    assert code_of(await ada.delete(f"/logins/{other['id']}")) == "not_found"


async def test_somebody_elses_login_does_not_exist_for_me(client: httpx.AsyncClient) -> None:
    ada, ben = await register(client, "Ada"), await register(client, "Ben")
    hers = expect(await ada.get("/logins"), 200)["data"][0]["id"]

    foreign, never = await ben.delete(f"/logins/{hers}"), await ben.delete(f"/logins/{ada.account_id}")

    assert (foreign.status_code, code_of(foreign)) == (never.status_code, code_of(never)) == (404, "not_found")
    assert (await ada.get("/me")).status_code == 200


async def test_all_other_logins_end_together(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    others = [await log_in(ada) for _ in range(3)]

    assert (await ada.delete("/logins")).status_code == 204
    assert [(await other.get("/me")).status_code for other in others] == [401, 401, 401]
    assert len(expect(await ada.get("/logins"), 200)["data"]) == 1


async def test_a_login_that_nobody_uses_ends_after_twelve_hours(client: httpx.AsyncClient, clock: MovableClock) -> None:
    ada = await register(client, "Ada")
    tablet = await log_in(ada)

    clock.advance(timedelta(hours=11, minutes=50))
    assert (await ada.get("/me")).status_code == 200
    clock.advance(timedelta(minutes=11))

    assert (await ada.get("/me")).status_code == 200
    assert (await tablet.get("/me")).status_code == 401
    assert len(expect(await ada.get("/logins"), 200)["data"]) == 1


async def test_a_login_ends_after_thirty_days_however_much_it_is_used(
    client: httpx.AsyncClient, clock: MovableClock
) -> None:
    ada = await register(client, "Ada")
    for _ in range(65):
        clock.advance(timedelta(hours=11))
        assert (await ada.get("/me")).status_code == 200

    clock.advance(timedelta(hours=6))

    assert (await ada.get("/me")).status_code == 401


async def test_the_number_of_logins_is_bounded_and_the_longest_unused_goes(
    client: httpx.AsyncClient, clock: MovableClock
) -> None:
    ada = await register(client, "Ada")
    clock.advance(timedelta(minutes=1))
    newest, *_ = [await log_in(ada) for _ in range(MOST_LOGINS)][::-1]

    assert (await ada.get("/me")).status_code == 401
    assert len(expect(await newest.get("/logins?limit=100"), 200)["data"]) == MOST_LOGINS


async def test_whoever_holds_a_connection_hears_which_logins_ended(client: httpx.AsyncClient, server: Server) -> None:
    ada = await register(client, "Ada")
    tablet = await log_in(ada)
    theirs = (await actor_of(server.resources, tablet)).login_id
    ended: list[frozenset[str]] = []
    server.resources.hooks.of(AccountEndings).on_logins_ended(ended.append)
    at = server.resources.clock.now()
    assert await server.resources.database.read(lambda db: is_live(db, theirs, at=at))

    await ada.delete("/logins")

    assert ended == [frozenset({theirs})]
    assert not await server.resources.database.read(lambda db: is_live(db, theirs, at=at))


async def test_tries_to_log_in_are_limited_for_an_address_and_its_source(limited_client: httpx.AsyncClient) -> None:
    known = await register(limited_client, "Ada")
    answers = {
        email: [
            (await limited_client.post("/v1/logins", json={"email": email, "password": "not her words"})).status_code
            for _ in range(11)
        ]
        for email in (known.email, "nobody@example.org")
    }

    # The known address spent one try on registering.
    assert answers[known.email] == [401] * 9 + [429] * 2
    assert answers["nobody@example.org"] == [401] * 10 + [429]
