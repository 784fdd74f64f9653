"""What erasing deletes of check-ins, how a rhythm is chosen anew, and the list of one's own answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import select

from app.checkins.tables import CheckInAnswerRow
from tests.builders import code_of, expect
from tests.checkins.weeks import ADAS, BENS, answered, later, path_of, write

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.resources import Resources
    from tests.builders import PairOfPeople


async def test_erasing_deletes_what_was_never_shared(
    pair: PairOfPeople, clock: MovableClock, resources: Resources
) -> None:
    await answered(pair, pair.ada, ADAS)
    shared = (await answered(pair, pair.ben, BENS))["cycle"]
    pair = await later(pair, clock)
    expect(await write(pair, pair.ada, {"hope": "Only mine."}), 200)
    expect(await pair.ada.delete("/me", {"password": pair.ada.password}), 204)
    rows = await resources.database.read(lambda db: db.exec(select(CheckInAnswerRow)).all())
    assert {row.starts_on.isoformat() for row in rows} == {shared}


async def test_the_last_choice_holds_and_none_is_made_while_one_is_about_to_begin(
    pair: PairOfPeople, clock: MovableClock
) -> None:
    path = f"/couples/{pair.couple_id}/check-in-rhythm"
    expect(await pair.ada.request("PUT", path, {"weekday": "sunday", "timezone": "UTC"}), 200)
    friday = expect(await pair.ben.request("PUT", path, {"weekday": "friday", "timezone": "UTC"}), 200)["rhythm"]
    assert (friday["weekday"], friday["since"]) == ("friday", "2026-11-27T00:00:00.000Z")
    pair = await later(pair, clock, days=6)
    refused = await pair.ada.request("PUT", path, {"weekday": "sunday", "timezone": "UTC"})
    assert code_of(refused) == "not_now"
    assert expect(await pair.ada.get(path), 200)["rhythm"] == friday


async def test_the_list_of_ones_own_answers_goes_on_page_by_page(pair: PairOfPeople, clock: MovableClock) -> None:
    cycles = []
    for _ in range(3):
        cycles.append((await answered(pair, pair.ada, ADAS))["cycle"])
        pair = await later(pair, clock)
    path = path_of(pair) + "?view=own&limit=2"
    first = expect(await pair.ada.get(path), 200)
    rest = expect(await pair.ada.get(f"{path}&cursor={first['next_cursor']}"), 200)
    assert [one["cycle"] for one in (*first["data"], *rest["data"])] == cycles[::-1]
    assert rest["has_more"] is False
