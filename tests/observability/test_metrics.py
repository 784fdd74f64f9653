"""Numbers for the operator: they tell how the service does, and nothing about anybody."""

from __future__ import annotations

import re
import socket
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.metrics_port import numbers_served
from app.observability.metrics import OTHER, STATUS_CLASSES, Counts, Metrics
from app.policy import operations
from app.process import listen_for_numbers
from app.production import problems_with
from tests.builders import register
from tests.conftest import running
from tests.live import a_session, new_ref, to_speaking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.canary import Canary
    from tests.conftest import Server

AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{16}|[A-Za-z0-9_-]{22}")


@asynccontextmanager
async def looking(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the second port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        async with (
            numbers_served(server.app, listening),
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as one,
        ):
            yield one


async def shown(server: Server) -> str:
    async with looking(server) as one:
        return (await one.get("/metrics")).text


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(text: str, name: str, /, **labels: str) -> float:
    """The sum over all samples of this name that have these labels."""
    found = samples(text).items()
    return sum(value for (one, has), value in found if one == name and set(labels.items()) <= set(has))


async def test_a_talk_is_counted_by_commands_and_templates(server: Server, client: httpx.AsyncClient) -> None:
    async with a_session(server, client) as pair:
        await to_speaking(pair)
        await pair.ada.did("speak", text="I felt alone on Sunday.")
        assert (await pair.ben.send("speak", text="And I did too.")).code == "not_now"
        text = await shown(server)
    assert total(text, "rejoin_commands_total", name="speak", code="accepted") == 1
    assert total(text, "rejoin_commands_total", name="speak", code="not_now") == 1
    assert total(text, "rejoin_http_requests_total", route="/v1/sessions/{session_id}/tickets", status="2xx") == 2
    assert total(text, "rejoin_sockets_open") == 2
    assert total(text, "rejoin_sessions_in_memory") == 1
    assert total(text, "rejoin_command_seconds_count") == total(text, "rejoin_commands_total", code="accepted")
    assert total(text, "rejoin_group_units_count") >= total(text, "rejoin_command_seconds_count")
    assert total(text, "rejoin_bus_healthy") == 1
    assert total(text, "process_open_fds") > 0


async def test_no_label_can_carry_an_id_or_a_word(server: Server, client: httpx.AsyncClient, canary: Canary) -> None:
    """T44: whatever people send, every label keeps to its closed set."""
    words = canary.said("I felt unseen")
    person = await register(client, canary.said("Adelheid"))
    async with a_session(server, client) as pair:
        await to_speaking(pair)
        await pair.ada.did("speak", text=words)
        assert (await pair.ada.send("speak_up")).code == "invalid"
        for name in (words, pair.session_id, "speak\n"):
            await pair.ada.person.post(f"/sessions/{pair.session_id}/commands", {"ref": new_ref(), "name": name})
        for path in (f"/couples/{words}", f"/{words}", f"/sessions/{pair.two.couple_id}", "/logins/x/y/z"):
            await person.get(path)
            await person.request("PROPFIND", path)
        text = await shown(server)

    canary.assert_silent(text, where="the numbers")
    known = {
        "method": {"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", OTHER},
        "route": {str(route.path) for _, route in operations(server.app)} | {OTHER},
        "status": {*STATUS_CLASSES, OTHER},
    }
    seen: dict[str, set[str]] = {}
    for _, labels in samples(text):
        for label, value in labels:
            seen.setdefault(label, set()).add(value)
            assert not AN_ID.search(value), label
            assert value in known.get(label, {value})
    assert set(seen) <= {"method", "route", "status", "name", "code", "rule", "verdict", "le"}
    assert {OTHER, "speak"} <= seen["name"]
    assert {"accepted", "invalid"} <= seen["code"]


async def test_the_port_that_people_use_has_no_numbers(server: Server, client: httpx.AsyncClient) -> None:
    assert (await client.get("/metrics")).status_code == 404


async def test_the_second_port_has_nothing_but_numbers(server: Server) -> None:
    async with looking(server) as one:
        assert (await one.get("/metrics")).status_code == 200
        for path in ("/", "/v1/about", "/metrics/", "/health/ready"):
            assert (await one.get(path)).status_code == 404
        assert (await one.post("/metrics")).status_code == 404


def test_without_the_setting_no_second_port_is_opened(settings: Settings) -> None:
    assert listen_for_numbers(settings) is None


async def test_refusals_by_quota_are_counted_by_rule(settings: Settings, clock: MovableClock) -> None:
    counting = settings.model_copy(update={"rate_limits": "on"})
    async with running(counting, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as one:
        wrong = {"email": "nobody@example.org", "password": "four plain words"}
        for _ in range(11):
            await one.post("/v1/logins", json=wrong)
        text = await shown(server)
    assert total(text, "rejoin_rate_limited_total", rule="login_per_account") == 1


async def test_a_timer_says_how_late_it_was(server: Server, client: httpx.AsyncClient, clock: MovableClock) -> None:
    async with a_session(server, client) as pair:
        clock.advance(timedelta(hours=30))
        await pair.settled()
        text = await shown(server)
    assert total(text, "rejoin_timer_lateness_seconds_count") >= 1


async def test_numbers_of_two_applications_do_not_mix(server: Server, settings: Settings) -> None:
    assert Metrics().requests is not server.resources.metrics.requests
    assert "rejoin_http_requests_total{" not in await shown(server)


def test_a_value_outside_its_set_is_counted_as_other() -> None:
    counts = Counts("c", "", colour={"red"})
    counts.add("red")
    counts.add("I felt alone")
    counts.add("blue")
    assert counts.by_labels == {("red",): 1, (OTHER,): 2}


def test_counting_costs_next_to_nothing() -> None:
    """Against the milliseconds of a command; the bound is loose, for busy machines."""
    metrics = Metrics(commands=("speak",))
    began = time.perf_counter()
    for _ in range(10_000):
        metrics.commanded("speak", "accepted", 0.002)
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "8.8.8.8"])  # noqa: S104 - refused
def test_production_never_shows_numbers_to_everybody(settings: Settings, host: str) -> None:
    public = settings.model_copy(update={"environment": "production", "metrics_port": 9000, "metrics_host": host})
    assert [one for one in problems_with(public) if one.startswith("REJOIN_METRICS_HOST")]
    inner = public.model_copy(update={"metrics_host": "10.0.0.7"})
    assert not [one for one in problems_with(inner) if one.startswith("REJOIN_METRICS_HOST")]


def test_the_numbers_need_a_port_of_their_own(settings: Settings) -> None:
    same = settings.model_copy(update={"port": 8000, "metrics_port": 8000})
    assert problems_with(same) == ["REJOIN_METRICS_PORT must not be the port that people use."]
