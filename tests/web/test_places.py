"""Whatever waits for somebody leads to the page that shows it: every form of path that the features give."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from app.due import TITLES, DueKind

if TYPE_CHECKING:
    from tests.web.visitor import Visitor

COUPLE, THING = "0190aaaa-0000-7000-8000-000000000001", "0190bbbb-0000-7000-8000-000000000002"
OF_COUPLE = f"/v1/couples/{COUPLE}"
LEADS: dict[DueKind, tuple[str, str]] = {
    "talk": (f"/v1/sessions/{THING}", f"#/s/{THING}"),
    "talk_request": (f"/v1/talk-requests/{THING}", f"#/c/{COUPLE}"),
    "review": (f"{OF_COUPLE}/agreements/{THING}/review", f"#/c/{COUPLE}/agreements/{THING}"),
    "follow_up": (f"{OF_COUPLE}/accountabilities/{THING}", f"#/c/{COUPLE}/taken-on"),
    "progress_update": (f"{OF_COUPLE}/accountabilities/{THING}/steps/{THING}", f"#/c/{COUPLE}/taken-on"),
    "occurrence": (f"{OF_COUPLE}/occurrences/{THING}.20261122", f"#/c/{COUPLE}/agreements/{THING}"),
    "check_in": (f"{OF_COUPLE}/check-ins/2026-11-16", f"#/c/{COUPLE}/week"),
    "redress": (f"{OF_COUPLE}/crossings/{THING}", f"#/c/{COUPLE}/crossings/{THING}"),
    "goal_step": (f"{OF_COUPLE}/goals/{THING}/steps/{THING}", f"#/c/{COUPLE}/kind"),
    "suggestion": (f"{OF_COUPLE}/assignments/{THING}", f"#/c/{COUPLE}/therapists"),
    "practice": (f"{OF_COUPLE}/practices/{THING}", f"#/c/{COUPLE}/therapists"),
    "prediction": (f"/v1/me/looking-ahead/{THING}", "#/j"),
    "self_care": (f"/v1/me/notes/{THING}", "#/j"),
    "reading": ("/v1/me/week", "#/t"),
}
FIND = "async ([path, couple]) => (await import('/static/places.js')).placeOf(path, couple)"


def test_every_kind_of_what_may_wait_is_named_here() -> None:
    assert set(LEADS) == set(get_args(DueKind)) == set(TITLES)


async def test_what_waits_leads_to_its_page(ada: Visitor) -> None:
    await ada.open()
    found = {kind: await ada.page.evaluate(FIND, [path, COUPLE]) for kind, (path, _) in LEADS.items()}

    assert found == {kind: place for kind, (_, place) in LEADS.items()}


@pytest.mark.parametrize("path", ["", "/v1/what-is-to-come", None])
async def test_a_path_that_is_not_known_leads_home_and_never_nowhere(ada: Visitor, path: str | None) -> None:
    await ada.open()

    assert await ada.page.evaluate(FIND, [path, None]) == "#/c"


SCHEDULES = {
    "FREQ=WEEKLY;BYDAY=TU": "Every Tuesday, 18:00, from",
    "FREQ=DAILY;COUNT=5": "Every day, 18:00, from",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH": "Every 2 weeks, on Monday and Thursday, 18:00, from",
    "FREQ=MONTHLY;BYDAY=-1FR": "Every month, on the last Friday, 18:00, from",
    "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20271231": "Every month, on the last day, 18:00, from",
}


async def test_a_rhythm_is_told_in_words(ada: Visitor) -> None:
    await ada.open()
    told = [
        await ada.page.evaluate(
            "async (rrule) => (await import('/static/agreement_words.js')).scheduleText("
            "{ rrule, at: '18:00', starts_on: '2026-11-24', timezone: 'Europe/Helsinki', minutes: null })",
            rule,
        )
        for rule in SCHEDULES
    ]

    assert [one.partition(" from ")[0] + " from" for one in told] == list(SCHEDULES.values())
    assert told[1].endswith("5 times")
    assert "until" in told[-1]
