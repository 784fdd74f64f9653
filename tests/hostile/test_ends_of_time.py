"""Days and moments at the ends of time, in every body and query that takes one: kept or refused, and never our fault.

What was kept takes nothing from anybody afterwards: the list of today, the calendar, the figures and the export stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_couple, expect
from tests.policy.world import things_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.conftest import Server

DAYS = ("0001-01-01", "0001-01-02", "2019-12-31", "2020-01-01", "2100-12-31", "2120-01-01", "9999-12-30", "9999-12-31")
OFFSETS = ("%2B23:59", "-23:59", "Z")
Call = tuple[str, str, Any]


def calls(couple: str, things: dict[str, str], day: str, zone: str) -> Iterator[Call]:
    """Everything that takes a day or a moment."""
    plain, agreements = day.replace("-", ""), f"{couple}/agreements"
    steps = f"{couple}/accountabilities/{things['accountability_id']}/steps/{things['moved_step_id']}"
    occurrence = f"{couple}/occurrences/{things['ritual_id']}.{plain}"
    until = {"rrule": f"FREQ=DAILY;UNTIL={plain}", "starts_on": "2026-01-01", "timezone": zone}
    from_then = {"rrule": "FREQ=DAILY", "starts_on": day, "at": "00:00", "timezone": zone}
    yield "POST", "/me/looking-ahead", {"expected": "Rain.", "look_on": day}
    yield "PATCH", f"/me/looking-ahead/{things['expectation_id']}", {"look_on": day}
    yield "POST", agreements, {"terms": {"kind": "commitment", "text": "I call.", "due_on": day}}
    for schedule in (from_then, until):
        yield "POST", agreements, {"terms": {"kind": "commitment", "text": "I call.", "schedule": schedule}}
        yield "POST", agreements, {"terms": {"kind": "ritual", "text": "Tea.", "schedule": schedule}}
    yield "POST", f"{agreements}/{things['ritual_id']}/pauses", {"first_on": day, "last_on": day}
    yield "POST", f"{couple}/life-events", {"kind": "move", "happened_on": day}
    redress = {"what": "I tell you.", "answers": "That you waited.", "by": day}
    yield "POST", f"{couple}/crossings/{things['crossing_id']}/redress", redress
    yield "PUT", f"{couple}/occurrences/{things['occurrence_id']}/report", {"outcome": "missed", "new_date": day}
    yield "PUT", f"{occurrence}/report", {"outcome": "kept"}
    yield "GET", occurrence, None
    for asked in (f"from={day}", f"to={day}", f"from={day}&to={day}"):
        yield "GET", f"{couple}/occurrences?{asked}", None
    yield "POST", f"{steps}/updates", {"what_happened": "I called.", "what_next": "I go on.", "new_date": day}
    yield "POST", f"{couple}/goals/{things['goal_id']}/steps", {"text": "Look.", "on": day, "mine": True}
    for method, path, body in (("GET", "", None), ("PUT", "/answer", {"hope": "Rest."}), ("DELETE", "/answer", None)):
        yield method, f"{couple}/check-ins/{day}{path}", body
    for asked in ("since", "until"):
        yield "GET", f"/me/journal?{asked}={day}", None
    for week in ("W01", "W53"):
        yield "DELETE", f"/me/weeks/{day[:4]}-{week}", None
    for offset in OFFSETS:
        moment = f"{day}T23:59:59{offset.replace('%2B', '+')}"
        yield "PUT", "/me/step-back", {"couple_id": "all", "until": moment}
        yield "POST", f"/talk-requests/{things['request_id']}/offer", {"when": moment}
        yield "POST", f"{couple}/talk-requests", {"template": "calm-start-talk", "medium": "text", "when": moment}


@pytest.mark.parametrize("zone", ["Etc/GMT-14", "Etc/GMT+12", "Europe/Vienna"])
async def test_no_day_is_our_fault_and_none_takes_a_list_away(
    server: Server, client: httpx.AsyncClient, zone: str
) -> None:
    pair = await a_couple(client)
    things, couple = await things_of(server.resources, pair), f"/couples/{pair.couple_id}"
    expect(await pair.ada.patch("/me", {"timezone": zone}), 200)
    answers = [
        (method, path, body, (await pair.ada.request(method, path, body)).status_code)
        for day in DAYS
        for method, path, body in calls(couple, things, day, zone)
    ]
    assert [one for one in answers if one[3] >= 500] == []
    assert sum(one[3] in (200, 201) for one in answers) > 10
    for person in (pair.ada, pair.ben):
        paths = ["/me/today?days=90", "/me/week", "/me/patterns", "/me/progress", "/me/looking-ahead"]
        paths += [f"{couple}/{one}" for one in ("progress", "occurrences", "keeping", "agreements", "life-events")]
        for path in paths:
            expect(await person.get(path), 200)
        expect(await person.post("/me/export", {"include_private": True, "password": person.password}), 200)
    assert (await client.get(f"/v1/calendar/{things['secret_address']}.ics")).status_code == 200
