"""`rejoin serve` with several workers: one port, one address, and nobody notices when one of them dies."""

from __future__ import annotations

import os
import signal
import socket
import time
from asyncio import gather
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from app import workers
from app.process import GRACE_SECONDS, CannotServe
from app.realtime.close_codes import CloseCode
from tests.builders import expect, log_in
from tests.live import strangers_to_lobby
from tests.serving_process import Service, a_service, is_alive
from tests.test_leaving_in_peace import joined
from tests.valkey_server import running_valkey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.settings import Settings

pytestmark = pytest.mark.only_on("postgresql")


def until(condition: Callable[[], object], *, within: float = 30.0) -> None:
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    with a_service(settings, REJOIN_WORKERS="2") as started:
        assert len(started.below()) == 2
        yield started


def test_a_worker_that_dies_is_started_again_while_the_others_answer(service: Service) -> None:
    before = service.below()
    os.kill(min(before), signal.SIGKILL)
    # One request may have been with the one that died; nobody else is turned away.
    with suppress(httpx.TransportError):
        httpx.get(f"{service.url}/health/live")
    assert all(service.answers() for _ in range(5))
    until(lambda: len(service.below()) == 2)
    assert min(before) not in service.below()
    assert max(before) in service.below()


def test_sighup_renews_all_of_them_one_by_one_while_somebody_answers(service: Service) -> None:
    before = service.below()
    service.process.send_signal(signal.SIGHUP)
    while service.below() & before or len(service.below()) < len(before):
        # Only a connection that was being made when its worker left may be cut.
        assert service.answers() or service.answers()
    assert service.answers()


def test_sigterm_ends_all_of_them_in_time(service: Service) -> None:
    started = service.below()
    asked = time.monotonic()
    service.ask_to_leave()
    assert service.process.wait(GRACE_SECONDS + 5) == 0
    assert time.monotonic() - asked < GRACE_SECONDS
    assert not any(map(is_alive, started))
    assert not service.answers()


def test_workers_leave_when_the_command_that_keeps_them_is_killed(service: Service) -> None:
    started = service.below()
    service.process.kill()
    until(lambda: not any(map(is_alive, started)))
    assert not service.answers()


def test_it_tells_the_address_once_and_deafness_but_no_secret(settings: Settings) -> None:
    with a_service(settings, REJOIN_WORKERS="2") as service:
        first = service.told
        for pid in service.below():
            assert b"postgres" not in Path(f"/proc/{pid}/cmdline").read_bytes()
        service.ask_to_leave()
        more, warned = service.process.communicate(timeout=GRACE_SECONDS + 5)
    assert service.url in first
    assert more == ""
    assert "Without REJOIN_VALKEY_URL" in warned


async def test_a_login_that_ended_loses_its_sockets_in_every_worker_within_a_second(settings: Settings) -> None:
    with running_valkey() as valkey, a_service(settings, REJOIN_WORKERS="2", REJOIN_VALKEY_URL=valkey.url) as service:
        async with httpx.AsyncClient(base_url=service.url, timeout=30) as client:
            two, session_id = await strangers_to_lobby(client)
            old = await log_in(two.ada)
            # More than enough that each worker has some.
            sockets = [await joined(service, old, session_id) for _ in range(16)]
            expect(await two.ada.delete("/logins"), 204)
            began = time.monotonic()
            await gather(*(talker.socket.wait_closed() for talker in sockets))
            assert time.monotonic() - began < 1
    assert {talker.socket.close_code for talker in sockets} == {CloseCode.TICKET}


def test_workers_that_cannot_start_are_a_refusal_and_not_a_circle(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/nothing", "workers": 2})
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(CannotServe, match="could not start"):
        workers.run(nowhere, listening, started=lambda: None)
