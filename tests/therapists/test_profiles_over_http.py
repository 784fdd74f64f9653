"""Becoming a therapist here: by an operator's code, never verified, found by a handle, closed by oneself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.builders import code_of, expect, log_in, register
from tests.conftest import running
from tests.therapists.linking import PROFILE, a_therapist, handle_of, open_profile, operators_code

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings
    from tests.conftest import Server
    from tests.therapists.conftest import Three

pytestmark = pytest.mark.only_on("sqlite")


async def test_a_profile_opens_with_an_operators_code_once(server: Server, client: httpx.AsyncClient) -> None:
    maria, nora = await register(client, "Maria"), await register(client, "Nora")
    code = await operators_code(server.resources)
    for wrong in ({}, {"invitation": "0000-0000"}, {"invitation": None}):
        assert code_of(await maria.post("/me/therapist", PROFILE | wrong)) == "invitation_invalid"
    typed = code.lower().replace("-", " ")
    expect(await maria.post("/me/therapist", PROFILE | {"invitation": typed}), 201)
    assert code_of(await nora.post("/me/therapist", PROFILE | {"invitation": code})) == "invitation_invalid"
    another = await operators_code(server.resources)
    assert code_of(await maria.post("/me/therapist", PROFILE | {"invitation": another})) == "conflict"


async def test_a_code_is_good_for_fourteen_days(server: Server, client: httpx.AsyncClient, clock: MovableClock) -> None:
    code = await operators_code(server.resources)
    clock.advance(timedelta(days=14))
    maria = await register(client, "Maria")
    assert code_of(await maria.post("/me/therapist", PROFILE | {"invitation": code})) == "invitation_invalid"


async def test_in_development_sign_up_may_be_open(settings: Settings, clock: MovableClock) -> None:
    open_to_all = settings.model_copy(update={"therapist_sign_up": "open"})
    async with (
        running(open_to_all, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
    ):
        maria = await register(client, "Maria")
        expect(await maria.post("/me/therapist", PROFILE), 201)


async def test_every_answer_says_that_nothing_is_verified(three: Three) -> None:
    handle = await handle_of(three.maria)
    link = await three.link(three.ada, await three.invited())
    for shown in (
        expect(await three.maria.get("/me/therapist"), 200)["therapist"],
        expect(await three.ada.get(f"/therapists/{handle.upper()}"), 200)["therapist"],
        link["therapist"],
    ):
        assert (shown["verified"], shown["notice"]) == (False, "Not verified by this service.")
    assert code_of(await three.maria.patch("/me/therapist", {"verified": True})) == "invalid"


async def test_the_handle_tells_nothing_and_unknown_closed_and_malformed_ones_are_one_answer(three: Three) -> None:
    handle = await handle_of(three.maria)
    assert "maria" not in handle
    assert len(handle) == 9
    expect(await three.maria.delete("/me/therapist"), 204)
    tried = [await three.ada.get(f"/therapists/{one}") for one in (handle, "0000-0000", "x" * 90, "%F0%9F%99%82")]
    assert {(one.status_code, code_of(one)) for one in tried} == {(404, "not_found")}


async def test_a_profile_is_changed_by_what_is_sent_alone(three: Three) -> None:
    changed = expect(await three.maria.patch("/me/therapist", {"languages": ["fi", "en"]}), 200)["therapist"]
    assert (changed["name"], changed["languages"]) == ("Maria Lopez", ["fi", "en"])
    changed = expect(await three.maria.patch("/me/therapist", {"secrets_policy": "limited"}), 200)["therapist"]
    assert changed["secrets_policy"] == "limited"
    assert "case by case" in changed["secrets_policy_text"]
    broken: list[dict[str, object]] = [{"languages": []}, {"languages": ["?"]}, {"secrets_policy": "all"}, {"name": ""}]
    for wrong in broken:
        assert code_of(await three.maria.patch("/me/therapist", wrong)) == "invalid"


async def test_closing_ends_every_link_and_a_new_code_begins_anew_under_another_handle(three: Three) -> None:
    link_id, handle = await three.linked(), await handle_of(three.maria)
    expect(await three.maria.delete("/me/therapist"), 204)
    assert (await three.maria.get("/couples-in-care")).status_code == 404
    assert (await three.link(three.ada, link_id))["state"] == "ended"
    opened = await open_profile(three.resources, three.maria)
    assert opened["handle"] != handle
    assert await three.scopes_seen() == set()
    assert (
        code_of(
            await three.ada.request(
                "PUT", f"/couples/{three.couple_id}/therapists/{link_id}/consent", A_YES | {"text_version": "?"}
            )
        )
        == "ended"
    )


A_YES = {"scopes": ["agreements"], "expires_on": "2026-12-31", "secrets_policy": "none_kept"}


async def test_a_therapists_logins_end_after_half_an_hour_and_after_twelve_hours(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    # DR-4; the login through which the profile was opened is one of them from then on.
    maria = await register(client, "Maria")
    other = await log_in(maria)
    await open_profile(server.resources, maria)
    for _ in range(20):
        clock.advance(timedelta(minutes=29))
        assert (await maria.get("/me")).status_code == 200
    assert (await other.get("/me")).status_code == 401
    listed = expect(await maria.get("/logins"), 200)["data"]
    assert [one["current"] for one in listed] == [True]
    clock.advance(timedelta(minutes=31))
    assert (await maria.get("/me")).status_code == 401

    maria = await log_in(maria)
    for _ in range(24):
        clock.advance(timedelta(minutes=29))
        assert (await maria.get("/me")).status_code == 200
    clock.advance(timedelta(minutes=25))
    assert (await maria.get("/me")).status_code == 401


async def test_a_login_tells_how_long_it_lasts_and_others_last_as_before(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    maria, ada = await a_therapist(server.resources, client), await register(client)
    lasts = {}
    for person in (maria, ada):
        body = {"email": person.email, "password": person.password}
        lasts[person.name] = expect(await client.post("/v1/logins", json=body), 201)["expires_at"]
    assert lasts["Maria"] < lasts["Ada"]
    clock.advance(timedelta(hours=11))
    assert (await ada.get("/me")).status_code == 200
    assert (await maria.get("/me")).status_code == 401
    closing = await log_in(maria)
    expect(await closing.delete("/me/therapist"), 204)
    later = await log_in(maria)
    clock.advance(timedelta(hours=11))
    assert (await later.get("/me")).status_code == 200
