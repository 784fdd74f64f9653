"""Accountability for tests, as a session would tell of it: Ada was hurt, and Ben takes it on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.accountability.recording import PlannedStep, Recorded, record_accountability
from tests.builders import expect

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.builders import PairOfPeople, Person

DAYS_AHEAD = 10


def a_step(resources: Resources, **chosen: Any) -> PlannedStep:  # Any: any field
    plain = PlannedStep(
        id=resources.ids.public(),
        sign="I notice that I am going to be late",
        act="I write to you before six",
        kind="skill",
        due_on=resources.clock.now().date() + timedelta(days=DAYS_AHEAD),
        agreement_id=None,
    )
    return replace(plain, **chosen)


def told(resources: Resources, pair: PairOfPeople, **chosen: Any) -> Recorded:  # Any: any field
    """Return what a session that ended just now would tell; `chosen` sets other fields."""
    plain = Recorded(
        accountability_id=resources.ids.public(),
        couple_id=pair.couple_id,
        session_id=resources.ids.public(),
        hurt_id=pair.ada.account_id,
        accountable_id=pair.ben.account_id,
        impact="I sat there alone and felt small.",
        ownership="I did not call you.",
        apology="I am sorry that I left you waiting.",
        steps=(a_step(resources),),
        reply="received",
        still_needed=None,
        at=resources.clock.now(),
    )
    return replace(plain, **chosen)


async def recorded(resources: Resources, pair: PairOfPeople, **chosen: Any) -> Recorded:  # Any: any field
    """Return what was just stored."""
    telling = told(resources, pair, **chosen)
    await tell(resources, telling)
    return telling


async def tell(resources: Resources, telling: Recorded) -> None:
    await resources.database.write(lambda uow: record_accountability(uow, resources.keyring, telling))


def path_of(telling: Recorded, *act: str) -> str:
    return "/".join((f"/couples/{telling.couple_id}/accountabilities/{telling.accountability_id}", *act))


def update(**chosen: Any) -> dict[str, Any]:  # Any: any field
    return {"what_happened": "I wrote at seven, not at six.", "what_next": "I set an alarm."} | chosen


async def moved_twice(owner: Person, telling: Recorded, step: PlannedStep) -> None:
    """Tell two updates that each move the step's date on."""
    for days in (1, 2):
        told_so = update(new_date=str(step.due_on + timedelta(days=days)))
        expect(await owner.post(path_of(telling, "steps", step.id, "updates"), told_so), 201)


async def overdue(resources: Resources, pair: PairOfPeople, *, days: int = 10, **chosen: Any) -> Recorded:
    """Return a record whose one step was to be told of `days` ago; after a day its first follow-up has passed."""
    now = resources.clock.now()
    step = a_step(resources, due_on=now.date() - timedelta(days=days))
    return await recorded(resources, pair, at=now - timedelta(days=days + 5), steps=(step,), **chosen)


async def read(person: Person, telling: Recorded) -> dict[str, Any]:
    found: dict[str, Any] = expect(await person.get(path_of(telling)), 200)["accountability"]
    return found


async def settle(person: Person, telling: Recorded, *, settled: bool = True) -> httpx.Response:
    return await person.request("PUT", path_of(telling, "settle"), {"settled": settled})
