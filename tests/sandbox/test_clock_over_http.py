"""The clock of the sandbox: forwards only, bounded, and believed by every timer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.main import create_app
from app.policy import operations
from app.settings import Settings
from app.wire_time import parse
from tests.builders import code_of, expect
from tests.sandbox.conftest import a_session

if TYPE_CHECKING:
    from tests.builders import PairOfPeople, Person


async def test_the_clock_moves_as_far_as_it_is_told(developer: Person) -> None:
    before = expect(await developer.get("/sandbox/clock"), 200)

    moved = expect(await developer.post("/sandbox/clock", {"advance": "PT20M"}), 200)

    assert (before["ahead"], moved["ahead"]) == ("PT0S", "PT20M")
    assert parse(moved["now"]) - parse(before["now"]) >= timedelta(minutes=20)


@pytest.mark.parametrize("advance", ["PT-5M", "P31D", "P1M", "", "20 minutes"])
async def test_the_clock_never_runs_backwards_nor_further_than_thirty_days(developer: Person, advance: str) -> None:
    answer = await developer.post("/sandbox/clock", {"advance": advance})

    assert (answer.status_code, code_of(answer)) == (422, "invalid")
    assert answer.json()["errors"] == [{"pointer": "/body/advance", "code": "not_a_duration"}]
    assert expect(await developer.get("/sandbox/clock"), 200)["ahead"] == "PT0S"


async def test_what_time_brings_has_happened_for_whoever_asks_next(two: PairOfPeople) -> None:
    session = await a_session(two)

    expect(await two.ada.post("/sandbox/clock", {"advance": "PT16M"}), 200)

    view = expect(await two.ada.get(f"/sessions/{session}"), 200)
    assert view["ended"]["outcome"] == "lapsed"


def test_without_the_sandbox_there_are_no_such_doors() -> None:
    with_it = {name for name, _ in operations(create_app(Settings(sandbox=True)))}
    without = {name for name, _ in operations(create_app(Settings()))}

    assert with_it - without == {"readSandboxClock", "moveSandboxClock", "playPartner", "pairWithRobin"}


def test_production_has_no_such_doors_even_if_it_were_told_to() -> None:
    told_to = Settings(sandbox=True, environment="production")

    assert not {name for name, _ in operations(create_app(told_to))} & {"moveSandboxClock", "playPartner"}
