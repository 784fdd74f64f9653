"""Agreements for tests, as a session would tell of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.agreements.lifecycle import content_hash
from app.agreements.recording import Reached, record

if TYPE_CHECKING:
    from app.resources import Resources
    from tests.builders import PairOfPeople


def reached(resources: Resources, pair: PairOfPeople, **chosen: Any) -> Reached:  # Any: any field
    """Return a shared boundary that both said yes to just now; `chosen` sets other fields."""
    ids = resources.ids
    plain = Reached(
        agreement_id=ids.public(),
        couple_id=pair.couple_id,
        session_id=ids.public(),
        kind="boundary",
        scope="shared",
        category="time",
        owner_id=None,
        version="",
        text="No phones at dinner.",
        nonce=ids.private(),
        days=None,
        assented=(pair.ada.account_id, pair.ben.account_id),
        at=resources.clock.now(),
    )
    told = replace(plain, **chosen)
    return told if "version" in chosen else replace(told, version=content_hash(told.terms, told.nonce))


async def recorded(resources: Resources, pair: PairOfPeople, **chosen: Any) -> Reached:  # Any: any field
    """Return what was just stored."""
    told = reached(resources, pair, **chosen)
    await tell(resources, told)
    return told


async def tell(resources: Resources, told: Reached) -> None:
    await resources.database.write(lambda uow: record(uow, resources.keyring, told))
