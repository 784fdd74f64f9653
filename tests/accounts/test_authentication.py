"""From a bearer token to a person, and every other way in refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request

from app.accounts.authentication import address_of
from app.security.rate_limit import REQUEST_PER_LOGIN
from tests.builders import code_of, register

if TYPE_CHECKING:
    import httpx


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer rjn_",
        "Bearer rjn_" + "A" * 43,
        "Bearer rjn_" + "A" * 4000,
        "Bearer something else",
        "Basic YWRhOmJlbg==",
        "bearer rjt_" + "A" * 43,
    ],
)
async def test_without_a_login_that_holds_there_is_one_answer(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.get("/v1/me", headers={"Authorization": header})

    assert (answer.status_code, code_of(answer)) == (401, "login_required")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_token_works_in_the_header_only(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")

    by_query = await client.get("/v1/me", params={"token": ada.token, "access_token": ada.token})
    by_cookie = await client.get("/v1/me", headers={"Cookie": f"token={ada.token}; Authorization=Bearer {ada.token}"})

    assert (by_query.status_code, by_cookie.status_code) == (401, 401)
    assert (await ada.get("/me")).status_code == 200


async def test_no_answer_sets_a_cookie(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")

    assert "set-cookie" not in (await ada.get("/me")).headers


async def test_a_login_is_limited_but_leaving_is_not(limited_client: httpx.AsyncClient) -> None:
    ada = await register(limited_client, "Ada")
    couple = (await ada.post("/couples")).json()["couple"]["id"]
    codes = [(await ada.get("/me")).status_code for _ in range(REQUEST_PER_LOGIN.most)]
    left = await ada.post(f"/couples/{couple}/leave")

    assert codes[0] == 200
    assert codes[-1] == 429
    assert left.status_code == 204


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("a-unix-socket", "a-unix-socket"),
    ],
)
def test_a_household_is_one_address(host: str, counted: str) -> None:
    assert address_of(Request({"type": "http", "client": (host, 1)})) == counted


def test_a_connection_without_an_address_still_has_a_quota() -> None:
    assert address_of(Request({"type": "http"})) == ""
