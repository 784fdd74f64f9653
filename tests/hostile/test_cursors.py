"""Cursors that somebody made up: a place of another list, of no list, or at the end of time is never our fault."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.pagination import encode_cursor
from tests.builders import a_couple, expect
from tests.policy.world import in_care, things_of

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
# "/couples-in-care/{couple_id}/agreements": a list; with an id behind it, a list of one thing.
MOST_OF_A_LIST = 3


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
    "listTherapists": "therapists {couple_id}",
    "listTherapistReads": "therapist-reads {couple_id}",
    "listAssignments": "assignments",
    "listPractices": "practices",
}
# The lists of a therapist, who sees what these two share.
IN_CARE = {
    "listOwnTemplates": "own_templates",
    "listCouplesInCare": "couples-in-care",
    "listTalksInCare": "talks in care",
    "listAgreementsInCare": "agreements",
    "listAgreementVersionsInCare": "agreement versions",
    "listAccountabilitiesInCare": "accountabilities",
    "listProgressUpdatesInCare": "progress_updates",
    "listCheckInsInCare": "check_ins",
    "listKeepingInCare": "occurrences",
    "listSuggestedTemplates": "assignments_in_care",
    "listGivenPractices": "practices_in_care",
    "listCareNotes": "therapist-notes",
    "listOwnCareNotes": "therapist-notes",
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
    therapist = await in_care(server.resources, pair, things)
    doors = await lists_of(server, pair.ada, things)
    assert len(doors) > 20
    asked = {name: (pair.ada, scope.format(**things)) for name, scope in SCOPES.items()}
    asked |= {name: (therapist, scope) for name, scope in IN_CARE.items()}
    answers = {
        (operation, scope, place): (await person.get(f"{path}?cursor={encode_cursor(scope, place)}")).status_code
        for operation, path in doors.items()
        for person, right in (asked[operation],)
        for scope in (right, "another list")
        for place in PLACES
    }
    # What is older than the yes of the two is not there for a therapist, whatever the cursor.
    of_things = {name for name in IN_CARE if doors[name].count("/") > MOST_OF_A_LIST}
    assert {one for one in answers if answers[one] not in (200, 400) and one[0] not in of_things} == set()
    assert {answers[one] for one in answers if one[0] in of_things} <= {400, 404}
    assert {answers[one] for one in answers if one[1] == "another list" and one[0] not in of_things} == {400}
