"""A calendar address: without a login, the owner's own things alone, and gone when it is taken back."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

from icalendar import Calendar

from app.observability.logging import AllowListFormatter
from app.security.rate_limit import CALENDAR_READ
from app.wire_time import stamp
from tests.agreements.reaching import recorded
from tests.builders import a_couple, code_of, expect, log_in
from tests.live import TALK, ask_and_accept

if TYPE_CHECKING:
    import httpx
    import pytest

    from app.clock import MovableClock
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person
    from tests.canary import Canary


async def path_of(person: Person) -> str:
    address: str = expect(await person.post("/me/calendar"), 201)["address"]
    base, _, rest = address.partition("/v1/")
    assert base.startswith("http")
    return f"/v1/{rest}"


async def titles(client: httpx.AsyncClient, path: str) -> list[str]:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content)
    return sorted(str(event["summary"]) for event in found.walk("VEVENT"))


async def test_an_address_is_read_without_a_login_and_shows_what_is_ahead(
    client: httpx.AsyncClient, pair: PairOfPeople, resources: Resources, clock: MovableClock, canary: Canary
) -> None:
    await recorded(resources, pair, text=canary.said("No phones at dinner."))
    await ask_and_accept(pair, when=stamp(clock.now() + timedelta(days=2)))
    path = await path_of(pair.ada)
    assert "Time set aside" in await titles(client, path)
    answer = await client.get(path)
    canary.assert_silent(answer.content, where="a calendar")
    assert pair.ben.name.encode() not in answer.content


async def test_an_address_that_was_taken_back_or_replaced_never_existed(
    client: httpx.AsyncClient, pair: PairOfPeople
) -> None:
    first = await path_of(pair.ada)
    second = await path_of(pair.ada)
    assert await titles(client, second) == []
    expect(await pair.ada.delete("/me/calendar"), 204)
    expect(await pair.ada.delete("/me/calendar"), 204)
    unknown = "/v1/calendar/rjc_" + "A" * 43 + ".ics"
    answers = [await client.get(path) for path in (first, second, unknown, "/v1/calendar/x.ics")]
    assert {code_of(one) for one in answers} == {"not_found"}
    assert len({one.content.replace(one.headers["x-request-id"].encode(), b"") for one in answers}) == 1


async def test_whether_there_is_an_address_is_told_to_its_owner_alone(pair: PairOfPeople) -> None:
    await path_of(pair.ada)
    assert expect(await pair.ada.get("/me/calendar"), 200) == {"on": True}
    assert expect(await pair.ben.get("/me/calendar"), 200) == {"on": False}


async def test_an_erased_person_has_no_calendar(client: httpx.AsyncClient, pair: PairOfPeople) -> None:
    path = await path_of(pair.ada)
    expect(await pair.ada.delete("/me", {"password": pair.ada.password}), 204)
    assert code_of(await client.get(path)) == "not_found"


async def test_the_address_is_stored_nowhere_and_stands_in_no_log(
    client: httpx.AsyncClient, pair: PairOfPeople, canary: Canary, caplog: pytest.LogCaptureFixture
) -> None:
    logged = StringIO()
    handler = logging.StreamHandler(logged)
    handler.setFormatter(AllowListFormatter())
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.INFO)
    # The client of this test, not the service, would write down what it asks for.
    caplog.set_level(logging.WARNING, logger="httpx")
    path = await path_of(pair.ada)
    secret = canary.said(path.rpartition("/")[2].removesuffix(".ics"))
    canary.search_files()
    await titles(client, path)
    await client.get(path.replace("rjc_", "rjc_x"))
    logging.getLogger().removeHandler(handler)
    assert "/v1/calendar/{secret_address}.ics" in logged.getvalue()
    assert secret not in logged.getvalue()


async def test_what_has_not_changed_is_not_sent_again(client: httpx.AsyncClient, pair: PairOfPeople) -> None:
    path = await path_of(pair.ada)
    etag = (await client.get(path)).headers["etag"]
    again = await client.get(path, headers={"If-None-Match": f"W/{etag}"})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    await ask_and_accept(pair)
    assert (await client.get(path, headers={"If-None-Match": etag})).status_code == 200


async def test_what_the_partner_keeps_to_themselves_moves_no_byte(
    client: httpx.AsyncClient, pair: PairOfPeople, clock: MovableClock
) -> None:
    # Two worlds: a declined wish, a rest from prompts, a look, an address of one's own.
    asked = expect(await pair.ada.post(f"/couples/{pair.couple_id}/talk-requests", TALK), 202)["talk_request"]["id"]
    await ask_and_accept(pair, when=stamp(clock.now() + timedelta(days=2)))
    path = await path_of(pair.ada)
    before = await client.get(path)
    expect(await pair.ben.post(f"/talk-requests/{asked}/decline"), 202)
    expect(await pair.ben.request("PUT", "/me/step-back", {"couple_id": pair.couple_id}), 200)
    await titles(client, await path_of(pair.ben))
    await pair.ben.get("/me/today")
    after = await client.get(path)
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])


async def test_a_rest_of_ones_own_takes_nothing_out_of_a_calendar_that_both_may_see(
    client: httpx.AsyncClient, pair: PairOfPeople, clock: MovableClock
) -> None:
    await ask_and_accept(pair, when=stamp(clock.now() + timedelta(days=2)))
    path = await path_of(pair.ada)
    before = await client.get(path)
    expect(await pair.ada.request("PUT", "/me/step-back", {"couple_id": "all"}), 200)
    assert (await client.get(path)).content == before.content


async def test_a_program_that_asks_too_often_waits(limited_client: httpx.AsyncClient) -> None:
    pair = await a_couple(limited_client)
    path = await path_of(await log_in(pair.ada))
    answers = [await limited_client.get(path) for _ in range(CALENDAR_READ.most + 1)]
    assert [one.status_code for one in answers[:-1]] == [200] * CALENDAR_READ.most
    assert code_of(answers[-1]) == "too_many"
