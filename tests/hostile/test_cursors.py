"""Cursors that somebody made up: a place of another list, of no list, or at the end of time is never our fault."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.pagination import encode_cursor
from tests.builders import a_couple, expect
from tests.policy.world import things_of

if TYPE_CHECKING:
    import httpx

    from tests.builders import Person
    from tests.conftest import Server

PLACES = (
    "",
    " ",
    "x",
    "0",
    "-1",
    "9" * 40,
    "\u0661",
    "0001-01-01T00:00:00+23:59 x",
    "9999-12-31T23:59:59-23:59 x",
    "2026-01-01T00:00:00 x",
    "0001-01-01",
    "9999-12-31",
    "2026-11-22T00:00:00+00:00",
    "2026-11-22T00:00:00+00:00 " + "x" * 200,
)


# What each list names its places by; a new list brings its line.
SCOPES = {
    "listLogins": "logins",
    "listCouples": "couples",
    "listTemplates": "templates",
    "listTalkRequests": "talk_requests",
    "listSessions": "sessions",
    "listAgreements": "agreements",
    "listAgreementVersions": "agreement versions",
    "listLifeEvents": "life events",
    "listAccountabilities": "accountabilities",
    "listProgressUpdates": "progress_updates",
    "listCheckIns": "check_ins",
    "listAppreciations": "appreciation/shared",
    "listSmallWins": "small_win/shared",
    "listKindnesses": "kindness/shared",
    "listGoals": "goal",
    "listGoalSteps": "goal_steps",
    "readToday": "today",
    "listEntries": "pages_entry",
    "listExpectations": "pages_ahead",
    "listWeeks": "pages_week",
    "listNotes": "pages_note",
    "listCrossings": "crossings",
    "listOwnLimits": "own-limits",
    "listOccurrences": "occurrences",
    "listKeeping": "keeping",
}


async def lists_of(server: Server, person: Person, things: dict[str, str]) -> dict[str, str]:
    """Return every door with a cursor, by its operation, with the ids of one world in its path."""
    document = expect(await person.client.get("/v1/openapi.json"), 200)
    return {
        operations["get"]["operationId"]: _filled(path, things).removeprefix("/v1")
        for path, operations in document["paths"].items()
        if "get" in operations and "cursor" in {one["name"] for one in operations["get"].get("parameters", [])}
    }


def _filled(path: str, things: dict[str, str]) -> str:
    # A step of somebody's promise, or of a goal.
    step = things["moved_step_id" if "accountabilities" in path else "step_id"]
    return re.sub(r"{(\w+)}", lambda found: {**things, "step_id": step}[found[1]], path)


async def test_no_cursor_that_somebody_made_up_is_our_fault(server: Server, client: httpx.AsyncClient) -> None:
    pair = await a_couple(client)
    things = await things_of(server.resources, pair)
    doors = await lists_of(server, pair.ada, things)
    assert len(doors) > 20
    answers = {
        (operation, scope, place): (await pair.ada.get(f"{path}?cursor={encode_cursor(scope, place)}")).status_code
        for operation, path in doors.items()
        for scope in (SCOPES[operation], "another list")
        for place in PLACES
    }
    assert {one for one in answers if answers[one] not in (200, 400)} == set()
    assert {answers[one] for one in answers if one[1] == "another list"} == {400}
