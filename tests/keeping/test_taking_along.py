"""What stays one's own of one's promises, what is due, and what an export has."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.keeping.due import due_for
from app.keeping.exporting import exported
from app.keeping.reading import windows_of
from app.policy import POLICY, operations
from tests.builders import a_couple, expect
from tests.keeping.promising import Two

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.resources import Resources
    from tests.builders import Person
    from tests.conftest import Server

TODAY = "20261122"
CHANGING = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{64}\b|\w+\.\d+@example\.org|(?<=\")[A-Za-z0-9_-]{43}(?=\")"
)
OF_NOBODY = frozenset({"openapi", "web_page", "web_static", "live", "readAbout"})


def due(
    resources: Resources, two: Two, one: Person, *, days: int = 7, timezone: str = "Europe/Vienna"
) -> list[tuple[str, str, bool]]:
    found = resources.database.read_now(
        lambda db: due_for(
            db,
            one.account_id,
            couple_ids=(two.pair.couple_id,),
            at=resources.clock.now(),
            days=days,
            timezone=timezone,
        )
    )
    return [(each.id, each.state, each.private) for each in found]


async def test_the_day_of_a_second_try_is_due_for_oneself_and_private(two: Two, resources: Resources) -> None:
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    assert due(resources, two, two.ada) == [(promise, "due", False)]
    await two.said(two.ada, promise, "missed", new_date="2026-11-26")
    assert due(resources, two, two.ada) == [(f"{promise}.again", "coming", True)]
    assert due(resources, two, two.ada, days=3) == []
    assert due(resources, two, two.ben) == []
    await two.said(two.ada, promise, "kept")
    assert due(resources, two, two.ada) == []


async def test_whoever_says_nothing_is_asked_for_three_days_and_then_left_in_peace(
    two: Two, resources: Resources, clock: MovableClock
) -> None:
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    clock.advance(timedelta(days=3))
    assert due(resources, two, two.ada) == [(promise, "overdue", False)]
    clock.advance(timedelta(days=1))
    assert due(resources, two, two.ada) == []


async def test_what_both_excused_is_not_due(two: Two, resources: Resources) -> None:
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    await two.did(two.ben, promise, "excuse")
    assert due(resources, two, two.ada) == [(promise, "due", False)]
    await two.did(two.ada, promise, "excuse")
    assert due(resources, two, two.ada) == []


async def test_a_person_who_travels_finds_the_ritual_at_the_same_moment(two: Two, resources: Resources) -> None:
    await two.ritual(at="19:00")
    moments = {
        zone: [
            each.at
            for each in resources.database.read_now(
                lambda db, zone=zone: due_for(  # type: ignore[misc]
                    db,
                    two.ada.account_id,
                    couple_ids=(two.pair.couple_id,),
                    at=resources.clock.now(),
                    days=3,
                    timezone=zone,
                )
            )
        ][:3]
        for zone in ("Europe/Vienna", "America/New_York", "Asia/Tokyo")
    }
    assert moments["Europe/Vienna"] == moments["America/New_York"] == moments["Asia/Tokyo"]


async def test_an_export_has_what_each_said_and_ones_own_second_try_only_when_asked(
    two: Two, resources: Resources
) -> None:
    promise = await two.promise(due_on="2026-11-22")
    await two.said(two.ada, f"{promise}.{TODAY}", "missed", new_date="2026-11-26")
    await two.did(two.ben, f"{promise}.{TODAY}", "noticed", {"text": "You told me yourself."})

    def taken(one: Person, *, private: bool) -> list[dict[str, Any]]:
        ids = (two.pair.couple_id,)
        found = resources.database.read_now(
            lambda db: exported(db, resources.keyring, one.account_id, couple_ids=ids, private=private)
        )
        json.dumps(found)
        return found["occurrences"]

    plain = taken(two.ada, private=False)
    assert plain == taken(two.ben, private=True)
    assert (plain[0]["on"], plain[0]["reports"]) == (str(date(2026, 11, 22)), {two.ada.account_id: "missed"})
    assert plain[0]["noticed"] == {two.ben.account_id: "You told me yourself."}
    assert taken(two.ada, private=True) == [plain[0] | {"your_new_date": "2026-11-26"}]


async def test_figures_for_others_are_those_of_the_list(two: Two, resources: Resources) -> None:
    promise = await two.promise(due_on="2026-11-22")
    await two.said(two.ada, f"{promise}.{TODAY}", "kept")

    def figures(one: Person) -> list[tuple[str, str, int, int]]:
        at = resources.clock.now()
        found = resources.database.read_now(lambda db: windows_of(db, two.pair.couple_id, one.account_id, at=at))
        return [(one.agreement_id, one.window.whose, one.window.kept, one.window.came_round) for one in found]

    assert figures(two.ada) == [(promise, "you", 1, 1)]
    assert figures(two.ben) == []


async def test_somebody_erased_leaves_no_second_try_and_no_words(two: Two, resources: Resources) -> None:
    promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
    await two.said(two.ada, promise, "missed", new_date="2026-11-26")
    await two.did(two.ben, promise, "noticed", {"text": "You told me yourself."})
    expect(await two.ben.delete("/me", {"password": two.ben.password}), 204)
    seen = (await two.listed(two.ada))[0]
    assert (seen["noticed"], seen["report"]) == ([{"by_you": False, "text": None}], "missed")


async def everything(server: Server, two: Two, one: Person, promise: str) -> dict[str, tuple[int, str]]:
    """Every answer that this person can read, whole."""
    things = {
        "couple_id": two.pair.couple_id,
        "agreement_id": promise.split(".", maxsplit=1)[0],
        "occurrence_id": promise,
    }
    found = {}
    for operation, route in operations(server.app):
        if operation in OF_NOBODY or "GET" not in (route.methods or ()) or POLICY[operation] == "ticket":
            continue
        named = {name: things.get(name, "unknown") for name in re.findall(r"{(\w+)", str(route.path))}
        answer = await one.client.get(str(route.path).format(**named), headers=one.headers)
        found[operation] = (answer.status_code, CHANGING.sub("…", answer.text))
    return found


async def test_the_partner_cannot_tell_whether_somebody_means_to_try_again(
    server: Server, client: httpx.AsyncClient
) -> None:
    # Practice 122 is for oneself: two worlds, with a new date and without, and with a change of mind about it.
    worlds = []
    for dates in ((), ("2026-11-26",), ("2026-11-26", "2026-11-27")):
        two = Two(await a_couple(client))
        promise = f"{await two.promise(due_on='2026-11-22')}.{TODAY}"
        await two.said(two.ada, promise, "missed")
        for new_date in dates:
            await two.said(two.ada, promise, "missed", new_date=new_date)
        worlds.append(await everything(server, two, two.ben, promise))
    for operation, answer in worlds[0].items():
        assert worlds[1][operation] == worlds[2][operation] == answer, operation
    assert worlds[0]["readOccurrence"][0] == 200
