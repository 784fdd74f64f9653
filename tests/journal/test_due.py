"""What of one's own pages is due: a day that was chosen, days of the week that were chosen, a week asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from app.clock import MovableClock
from app.due import Due
from app.journal.due import due_for
from tests.builders import expect, register

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.builders import Person

TODAY = date(2026, 11, 18)


@pytest.fixture
def clock() -> MovableClock:
    """A Wednesday."""
    return MovableClock(datetime(2026, 11, 18, 20, tzinfo=UTC))


@pytest.fixture
async def ada(client: httpx.AsyncClient) -> Person:
    return await register(client)


async def due(resources: Resources, person: Person, *, days: int = 0, timezone: str = "UTC") -> tuple[Due, ...]:
    at = resources.clock.now()
    return await resources.database.read(
        lambda db: due_for(db, person.account_id, couple_ids=(), at=at, days=days, timezone=timezone)
    )


async def test_nothing_is_due_that_nobody_asked_for(resources: Resources, ada: Person) -> None:
    expect(await ada.post("/me/journal", {"text": "A line."}), 201)
    expect(await ada.post("/me/looking-ahead", {"expected": "Rain."}), 201)
    expect(await ada.post("/me/notes", {"kind": "care", "text": "A walk."}), 201)
    assert await due(resources, ada, days=90) == ()


async def test_looking_back_is_due_on_its_day_and_then_overdue_until_done(resources: Resources, ada: Person) -> None:
    ids = {}
    for on in ("2026-11-10", "2026-11-18", "2026-11-20"):
        body = {"expected": "Rain.", "look_on": on}
        ids[on] = expect(await ada.post("/me/looking-ahead", body), 201)["expectation"]["id"]
    found = await due(resources, ada, days=2)
    assert [(one.kind, str(one.on), one.state) for one in found] == [
        ("prediction", "2026-11-10", "overdue"),
        ("prediction", "2026-11-18", "due"),
        ("prediction", "2026-11-20", "coming"),
    ]
    first = ids["2026-11-10"]
    assert found[0] == Due(
        "prediction", first, None, date(2026, 11, 10), None, "overdue", f"/v1/me/looking-ahead/{first}", private=True
    )
    assert len(await due(resources, ada, days=1)) == 2
    expect(await ada.post(f"/me/looking-ahead/{first}/look-back", {"happened": "Sun."}), 200)
    assert len(await due(resources, ada, days=2)) == 2


async def test_a_day_begins_where_the_person_lives(resources: Resources, ada: Person) -> None:
    expect(await ada.post("/me/looking-ahead", {"expected": "Rain.", "look_on": "2026-11-19"}), 201)
    assert [one.state for one in await due(resources, ada, timezone="Asia/Tokyo")] == ["due"]
    assert await due(resources, ada, timezone="America/New_York") == ()


async def test_a_note_is_due_on_its_days_and_never_overdue(resources: Resources, ada: Person) -> None:
    note = expect(await ada.post("/me/notes", {"kind": "care", "text": "A walk.", "weekdays": [1, 2, 5]}), 201)["note"]
    found = await due(resources, ada, days=7)
    assert [(one.kind, str(one.on), one.state) for one in found] == [
        ("self_care", "2026-11-18", "due"),
        ("self_care", "2026-11-21", "coming"),
        ("self_care", "2026-11-24", "coming"),
        ("self_care", "2026-11-25", "coming"),
    ]
    assert {one.path for one in found} == {f"/v1/me/notes/{note['id']}"}


async def test_the_week_is_due_on_its_last_day_if_one_wants_to_be_asked(resources: Resources, ada: Person) -> None:
    assert await due(resources, ada, days=7) == ()
    expect(await ada.request("PUT", "/me/week/asking", {"on": True}), 200)
    [found] = await due(resources, ada, days=7)
    assert (found.kind, found.id, str(found.on), found.path) == ("reading", "2026-W47", "2026-11-22", "/v1/me/week")
    assert await due(resources, ada, days=3) == ()
    expect(await ada.patch("/me/week", {"level": 4}), 200)
    assert await due(resources, ada, days=7) == ()


async def test_everything_is_marked_as_private_and_of_no_couple(resources: Resources, ada: Person) -> None:
    expect(await ada.request("PUT", "/me/week/asking", {"on": True}), 200)
    expect(await ada.post("/me/looking-ahead", {"expected": "Rain.", "look_on": "2026-11-19"}), 201)
    expect(await ada.post("/me/notes", {"kind": "care", "text": "A walk.", "weekdays": [2]}), 201)
    found = await due(resources, ada, days=7)
    assert {one.kind for one in found} == {"prediction", "self_care", "reading"}
    assert all(one.private and one.couple_id is None for one in found)


async def test_nobody_elses_pages_are_due_for_somebody(
    resources: Resources, client: httpx.AsyncClient, ada: Person
) -> None:
    other = await register(client, "Ben")
    expect(await other.request("PUT", "/me/week/asking", {"on": True}), 200)
    expect(await other.post("/me/looking-ahead", {"expected": "Rain.", "look_on": "2026-11-18"}), 201)
    assert await due(resources, ada, days=7) == ()
