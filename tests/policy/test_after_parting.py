"""What is left when one of the two has gone: both read what they made together, nobody writes any of it, and nothing
reminds of it. What one of them had alone stays with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.policy import POLICY
from tests.builders import expect
from tests.policy.calls import call_of
from tests.policy.test_policy import DOORS, OVER_HTTP, _send

if TYPE_CHECKING:
    from tests.builders import Person
    from tests.policy.world import World

OF_THE_COUPLE = [
    one
    for one in OVER_HTTP
    if "/couples/{couple_id}" in str(DOORS[one].path) and "couple_id" not in call_of(one).instead
]
READ = [one for one in OF_THE_COUPLE if DOORS[one].methods == {"GET"}]
# Leaving twice is no error, and whoever has gone may still throw away what only they had.
STILL_OPEN = {
    "leaveCouple",
    "forgetCrossing",
    "dropAppreciation",
    "dropKindness",
    "dropCheckInAnswer",
    "dropFutureScene",
    "dropPracticeReport",
}
WRITTEN = [one for one in OF_THE_COUPLE if one not in {*READ, *STILL_OPEN}]
# A record may be read by both, whatever was private or unsigned in it before.
RECORDS = [one for one in READ if POLICY[one] == "record"]
FEATURES = ("agreements", "life-events", "accountabilities", "crossings", "occurrences", "check-in", "goals")


@pytest.fixture
async def world(world: World) -> World:
    expect(await world.ben.post(f"/couples/{world.things['couple_id']}/leave"), 204)
    return world


async def records(world: World, person: Person) -> dict[str, tuple[int, bytes]]:
    """Everything that this person can read of the couple."""
    answers = {one: await _send(world, one, call_of(one), world.things, headers=person.headers) for one in RECORDS}
    # What is refused carries the number of its request.
    return {one: (answer.status_code, answer.content if answer.is_success else b"") for one, answer in answers.items()}


def test_every_feature_has_doors_that_are_tried() -> None:
    paths = [str(DOORS[one].path) for one in WRITTEN]
    assert [one for one in FEATURES if not any(f"/{one}" in path for path in paths)] == []
    assert len(RECORDS) > 8


async def test_nobody_writes_anything_any_more_and_both_read_what_they_read_before(world: World) -> None:
    before = [await records(world, one) for one in (world.ada, world.ben)]
    answers: dict[str, set[int]] = {}
    for operation in WRITTEN:
        for person in (world.ada, world.ben):
            answer = await _send(world, operation, call_of(operation), world.things, headers=person.headers)
            answers.setdefault(operation, set()).add(answer.status_code)
    assert {one: found for one, found in answers.items() if found != {404}} == {}

    after = [await records(world, one) for one in (world.ada, world.ben)]

    lists = {one for one, (status, _) in before[0].items() if status == 200}
    assert {"listAgreements", "listAccountabilities"} <= lists
    assert [one for one in RECORDS for n in (0, 1) if before[n][one] != after[n][one]] == []


async def test_nothing_of_the_couple_is_due_for_either_or_in_a_calendar(world: World) -> None:
    feed = await world.ada.client.get(f"/v1/calendar/{world.things['secret_address']}.ics")
    assert feed.status_code == 200
    assert "BEGIN:VEVENT" not in feed.text
    for person in (world.ada, world.ben):
        today = await person.get("/me/today")
        assert today.status_code == 200
        assert world.things["couple_id"] not in today.text


async def test_what_one_had_alone_stays_with_them(world: World) -> None:
    for path in ("journal/{entry_id}", "looking-ahead/{expectation_id}", "notes/{note_id}"):
        kept = "/me/" + path.format(**world.things)
        assert (await world.ada.get(kept)).status_code == 200, path
        assert (await world.ben.get(kept)).status_code == 404, path
