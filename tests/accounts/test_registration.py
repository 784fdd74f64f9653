"""Making an account: what it answers, and what nobody can learn from the answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.builders import PASSWORD, code_of, expect, log_in, register

if TYPE_CHECKING:
    import httpx

    from tests.canary import Canary

BODY = {"email": "Ada@Example.org", "password": PASSWORD, "name": "Ada"}


async def test_registering_answers_an_account_and_a_login_that_works(client: httpx.AsyncClient) -> None:
    answer = expect(await client.post("/v1/accounts", json=BODY), 201)

    assert set(answer) == {"account", "token", "expires_at"}
    assert answer["account"]["name"] == "Ada"
    assert answer["account"]["email"] == "ada@example.org"
    me = await client.get("/v1/me", headers={"Authorization": f"Bearer {answer['token']}"})
    assert expect(me, 200)["account"] == answer["account"]


async def test_an_answer_that_got_lost_is_made_good_by_registering_again(client: httpx.AsyncClient) -> None:
    first = expect(await client.post("/v1/accounts", json=BODY), 201)
    again = expect(await client.post("/v1/accounts", json=BODY), 201)

    assert again["account"] == first["account"]
    assert again["token"] != first["token"]


async def test_two_registrations_at_once_with_one_address_and_password_make_one_account(
    client: httpx.AsyncClient,
) -> None:
    answers = await asyncio.gather(*(client.post("/v1/accounts", json=BODY) for _ in range(8)))

    assert len({expect(answer, 201)["account"]["id"] for answer in answers}) == 1


async def test_registering_does_not_tell_whether_an_address_is_known(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    known = await client.post("/v1/accounts", json=BODY | {"email": ada.email, "password": "what the partner tries"})
    unknown = await client.post("/v1/accounts", json=BODY | {"email": "no" + ada.email, "password": "what she tries"})

    shape = [
        (answer.status_code, set(answer.headers), set(answer.json()), set(answer.json()["account"]))
        for answer in (known, unknown)
    ]
    assert shape[0] == shape[1]


async def test_nobody_can_take_an_address_away_by_registering_it_first(client: httpx.AsyncClient) -> None:
    squatter = await register(client, "Ben", email="ada@example.org", password="chosen by somebody else")
    ada = await register(client, "Ada", email="ada@example.org")

    assert ada.account_id != squatter.account_id
    assert (await log_in(ada)).account_id == ada.account_id
    assert expect(await (await log_in(ada)).get("/me"), 200)["account"]["name"] == "Ada"
    assert expect(await (await log_in(squatter)).get("/me"), 200)["account"]["name"] == "Ben"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"email": "ada"}, "/body/email", "not_an_address"),
        ({"email": "ada@example"}, "/body/email", "not_an_address"),
        ({"email": "a da@example.org"}, "/body/email", "not_an_address"),
        ({"email": "ada@ben@example.org"}, "/body/email", "not_an_address"),
        ({"email": "a" * 250 + "@example.org"}, "/body/email", "too_long"),
        ({"email": "ada@" + "\u00df" * 125 + ".example"}, "/body/email", "too_long"),
        ({"password": "seven77"}, "/body/password", "too_short"),
        ({"password": "x" * 129}, "/body/password", "too_long"),
        ({"password": "iloveyou"}, "/body/password", "too_common"),
        ({"password": "Ada@example.org"}, "/body/password", "too_common"),
        ({"name": " "}, "/body/name", "empty"),
        ({"name": "A" * 41}, "/body/name", "too_long"),
        ({"name": "Ada\u202eneB"}, "/body/name", "direction_control"),
        ({"name": "A\u200bda"}, "/body/name", "invisible_character"),
        ({"name": "Ada\nBen"}, "/body/name", "control_character"),
        ({"name": "a" + "\u0301" * 12}, "/body/name", "too_many_marks"),
        ({"locale": "../../etc"}, "/body/locale", "not_a_locale"),
        ({"timezone": "../../etc/passwd"}, "/body/timezone", "not_a_timezone"),
        ({"timezone": "Europe"}, "/body/timezone", "not_a_timezone"),
        ({"timezone": "Mars/Olympus"}, "/body/timezone", "not_a_timezone"),
        ({"label": "my\tphone"}, "/body/label", "control_character"),
        ({"account_id": "0"}, "/body", "extra_forbidden"),
        ({"role": "therapist"}, "/body", "extra_forbidden"),
    ],
)
async def test_a_form_that_breaks_a_rule_is_told_where_and_which(
    client: httpx.AsyncClient, change: dict[str, str], pointer: str, code: str
) -> None:
    answer = await client.post("/v1/accounts", json=BODY | change)

    assert expect(answer, 422)["errors"] == [{"pointer": pointer, "code": code}]
    assert not any(value in answer.text for value in change.values() if len(value) > 3)


async def test_a_name_is_kept_in_one_form(client: httpx.AsyncClient) -> None:
    answer = expect(await client.post("/v1/accounts", json=BODY | {"name": "  Zoe\u0301 "}), 201)

    assert answer["account"]["name"] == "Zo\u00e9"


async def test_nothing_of_a_person_can_be_read_in_the_files(client: httpx.AsyncClient, canary: Canary) -> None:
    canary.search_files()
    ada = await register(
        client,
        canary.said("Adalmiina Q"),
        email=canary.said("adalmiina.quux@example.org"),
        password=canary.said("zebra umbrella marble"),
        label=canary.said("phone in the kitchen"),
        timezone=canary.said("Africa/Ouagadougou"),
    )
    await log_in(ada)
    canary.said(ada.token)


async def test_registering_is_limited_by_where_it_comes_from(limited_client: httpx.AsyncClient) -> None:
    codes = [
        (await limited_client.post("/v1/accounts", json=BODY | {"email": f"a{number}@example.org"})).status_code
        for number in range(21)
    ]

    assert codes[:20] == [201] * 20
    assert codes[20] == 429


async def test_registering_is_no_way_around_the_limit_of_logging_in(limited_client: httpx.AsyncClient) -> None:
    answers = [
        await limited_client.post("/v1/accounts", json=BODY | {"password": f"what somebody tries {number}"})
        for number in range(11)
    ]
    refused = await limited_client.post("/v1/logins", json={"email": BODY["email"], "password": PASSWORD})

    assert answers[9].status_code == 201
    assert code_of(answers[10]) == "too_many"
    assert code_of(refused) == "too_many"
    assert int(refused.headers["retry-after"]) > 0
