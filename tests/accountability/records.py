"""Accountability for tests, as a session would tell of it: Ada was hurt, and Ben takes it on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.accountability.recording import PlannedStep, Recorded, record_accountability

if TYPE_CHECKING:
    from app.resources import Resources
    from tests.builders import PairOfPeople

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
