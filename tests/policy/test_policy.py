"""Every door has a line in the policy table, and every line is true for everybody who might try the door."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app.main import create_app
from app.policy import DENIED_BY_404, POLICY, operations, without_policy
from app.realtime.close_codes import CloseCode
from app.settings import Settings
from tests.policy.calls import CALLS, Call, call_of
from tests.policy.world import PUBLIC, Things, World

if TYPE_CHECKING:
    import httpx
    from fastapi.routing import RouteContext

# Nothing starts with the application but its list of routes.
EVERY_ROUTE = create_app(Settings(sandbox=True))
DOORS: dict[str, RouteContext] = dict(operations(EVERY_ROUTE))
OVER_HTTP = sorted(
    operation for operation, route in DOORS.items() if route.methods and POLICY.get(operation) != "ticket"
)
DENIED = [operation for operation in OVER_HTTP if POLICY.get(operation) in DENIED_BY_404]


def test_no_route_escapes_the_policy() -> None:
    assert without_policy(EVERY_ROUTE) == ()


def test_no_line_of_the_policy_is_about_nothing() -> None:
    assert POLICY.keys() - DOORS.keys() == set()
    assert CALLS.keys() - DOORS.keys() == set()


def test_no_two_doors_have_one_name() -> None:
    names = [operation for operation, _ in operations(EVERY_ROUTE)]

    assert len(names) == len(set(names))


def test_every_documented_operation_has_a_plain_name_a_summary_and_words_for_readers() -> None:
    for operation, route in DOORS.items():
        if not getattr(route, "include_in_schema", False):
            continue
        assert re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)*", operation), operation
        assert route.tags, operation
        assert route.summary, operation
        assert route.description, operation


def test_every_operation_that_needs_a_login_declares_what_it_refuses() -> None:
    for operation, route in DOORS.items():
        if getattr(route, "include_in_schema", False) and POLICY[operation] in {"login", *DENIED_BY_404}:
            declared = {int(status) for status in route.responses}
            assert {401, *([404] if POLICY[operation] in DENIED_BY_404 else [])} <= declared, operation


def test_no_secret_is_ever_part_of_a_path_or_a_query() -> None:
    # T18: whatever stands in a URL stands in logs and histories too.
    # But for addresses that are secrets: neither a calendar program nor a link in a mail can send anything else.
    secret = re.compile(r"token|ticket|code|secret|password|email", re.IGNORECASE)
    for path, methods in EVERY_ROUTE.openapi()["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", []):
                if POLICY[operation["operationId"]] != "address":
                    assert not secret.search(parameter["name"]), f"{method} {path}"


@pytest.mark.parametrize("operation", OVER_HTTP)
async def test_each_operation_answers_everybody_as_the_policy_says(operation: str, world: World) -> None:
    call, who, things = call_of(operation), POLICY[operation], world.things

    nobody = await _send(world, operation, call, things)
    if who in {"anyone", "address"}:
        assert nobody.status_code == call.answers
        return
    assert _problem(nobody) == (401, "login_required")
    stranger = await _send(world, operation, call, things, headers=world.stranger.headers)
    if who in DENIED_BY_404:
        assert _problem(stranger) == (404, "not_found")
    else:
        assert stranger.status_code == call.answers
    if who in {"therapist", "in_care"}:
        await _is_a_therapists(operation, world)
        return
    ada = await _send(world, operation, call, things, headers=world.ada.headers)
    assert ada.status_code == call.answers, ada.text[:300]


async def _is_a_therapists(operation: str, world: World) -> None:
    """For one therapist, and neither for the two nor for another therapist, whose couples or things are others."""
    call, names = call_of(operation), "{" in str(DOORS[operation].path)
    denied = [world.ada, world.ben, *([world.other_therapist] if names else [])]
    for person in denied:
        answer = await _send(world, operation, call, world.things, headers=person.headers)
        assert _problem(answer) == (404, "not_found")
    answer = await _send(world, operation, call, world.things, headers=world.therapist.headers)
    assert answer.status_code == call.answers, answer.text[:300]


@pytest.mark.parametrize("operation", DENIED)
async def test_foreign_ended_unknown_and_malformed_ids_are_one_answer(operation: str, world: World) -> None:
    # T05, A2: byte for byte, so that nobody can learn what exists or existed.
    call = call_of(operation)
    # Two dots are written so that they arrive: a client would go up to another path of its own accord.
    malformed = [dict.fromkeys(world.things, text) for text in ("x" * 300, "%00", "%F0%9F%99%82", "%2e%2e", "0")]
    tried = [world.things, world.never_existed(), *malformed]
    # What both were part of is also the former partner's: see the next test.
    if not call.repeatable and POLICY[operation] != "record":
        tried.append(world.ended)
    if str(DOORS[operation].path).count("{") > 1:
        tried.append(world.mixed)

    answers = [await _send(world, operation, call, things, headers=world.stranger.headers) for things in tried]

    assert len({_fingerprint(answer) for answer in answers}) == 1
    assert _problem(answers[0]) == (404, "not_found")


@pytest.mark.parametrize("operation", [operation for operation in DENIED if POLICY[operation] == "record"])
async def test_a_record_is_still_there_for_the_two_who_parted(operation: str, world: World) -> None:
    answer = await _send(world, operation, call_of(operation), world.ended, headers=world.stranger.headers)

    assert answer.status_code == call_of(operation).answers
    for other in (world.ada, world.ben):
        assert _problem(await _send(world, operation, call_of(operation), world.ended, headers=other.headers))[0] == 404


@pytest.mark.parametrize("operation", [operation for operation in DENIED if POLICY[operation] == "owner"])
async def test_what_is_one_persons_own_is_not_the_partners(operation: str, world: World) -> None:
    answer = await _send(world, operation, call_of(operation), world.things, headers=world.ben.headers)

    assert _problem(answer) == (404, "not_found")


@pytest.mark.parametrize("operation", [operation for operation, who in POLICY.items() if who == "address"])
async def test_an_address_that_is_not_a_secret_of_today_is_one_answer(operation: str, world: World) -> None:
    # Two dots are written so that they arrive: a client would go up to another path of its own accord.
    malformed = [dict.fromkeys(world.things, text) for text in ("x" * 300, "%00", "%F0%9F%99%82", "0")]
    tried = [world.never_existed(), *malformed, dict.fromkeys(world.things, "rjc_" + "A" * 43)]

    answers = [await _send(world, operation, call_of(operation), things) for things in tried]

    assert len({_fingerprint(answer) for answer in answers}) == 1
    assert _problem(answers[0]) == (404, "not_found")


@pytest.mark.parametrize("operation", [operation for operation, who in POLICY.items() if who == "ticket"])
async def test_a_socket_opens_for_a_ticket_and_for_nothing_else(operation: str, world: World) -> None:
    # T17: neither a bearer token nor a cookie counts here.
    sent = world.ada.headers | {"Cookie": f"token={world.ada.token}"}
    for ticket in ("rjt_" + "A" * 43, world.ada.token, world.things["session_id"]):
        async with connect(f"{world.server.ws_url}{DOORS[operation].path}", additional_headers=sent) as socket:
            await socket.send(json.dumps({"type": "hello", "ticket": ticket}))
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == CloseCode.TICKET


async def _send(
    world: World, operation: str, call: Call, things: Things, *, headers: dict[str, str] | None = None
) -> httpx.Response:
    route = DOORS[operation]
    named = things | {parameter: things[other] for parameter, other in call.instead.items()} | PUBLIC
    path = str(route.path).replace(":path}", "}").format(**named)
    method = next(method for method in sorted(route.methods or ()) if method != "HEAD")
    return await world.ada.client.request(method, path, json=call.body, headers=headers)


def _problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text[:300]
    return answer.status_code, answer.json()["code"]


def _fingerprint(answer: httpx.Response) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """Return everything that the caller can compare; the id and the date of the answer are new every time."""
    kept = tuple((name, value) for name, value in answer.headers.items() if name not in {"x-request-id", "date"})
    return answer.status_code, answer.content.replace(answer.headers["x-request-id"].encode(), b""), kept
