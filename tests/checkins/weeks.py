"""What the tests of check-ins say and ask, through the real doors."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.builders import PairOfPeople, expect, log_in

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from tests.builders import Person

ADAS: dict[str, Any] = {
    "appreciations": ["You made tea when I came home."],
    "how_we_are": "We are tired and close.",
    "concern": {"about": "We have hardly talked.", "request": "Could we walk together on Thursday?"},
    "plan": "We cook on Saturday.",
    "hope": "A calm spring.",
}
BENS: dict[str, Any] = {"appreciations": [], "how_we_are": None, "concern": None, "plan": None, "hope": "More sleep."}


def path_of(pair: PairOfPeople, *parts: str) -> str:
    return "/".join((f"/couples/{pair.couple_id}/check-ins", *parts))


async def read(pair: PairOfPeople, person: Person, cycle: str = "current") -> dict[str, Any]:
    found: dict[str, Any] = expect(await person.get(path_of(pair, cycle)), 200)["check_in"]
    return found


async def write(pair: PairOfPeople, person: Person, answer: dict[str, Any], cycle: str = "current") -> httpx.Response:
    return await person.request("PUT", path_of(pair, cycle, "answer"), answer)


async def give(pair: PairOfPeople, person: Person, cycle: str = "current", **body: str) -> httpx.Response:
    return await person.post(path_of(pair, cycle, "answer", "give"), body)


async def take_back(pair: PairOfPeople, person: Person, cycle: str = "current") -> httpx.Response:
    return await person.post(path_of(pair, cycle, "answer", "take-back"))


async def drop(pair: PairOfPeople, person: Person, cycle: str = "current") -> httpx.Response:
    return await person.delete(path_of(pair, cycle, "answer"))


async def answered(pair: PairOfPeople, person: Person, answer: dict[str, Any]) -> dict[str, Any]:
    expect(await write(pair, person, answer), 200)
    found: dict[str, Any] = expect(await give(pair, person), 200)["check_in"]
    return found


async def later(pair: PairOfPeople, clock: MovableClock, *, days: int = 7) -> PairOfPeople:
    """Let days pass; both log in again, because a login does not last that long."""
    clock.advance(timedelta(days=days))
    return PairOfPeople(pair.couple_id, await log_in(pair.ada), await log_in(pair.ben))
