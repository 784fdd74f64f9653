"""What other features learn of a couple's agreements: how they stand, and nothing that is not theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.accounts.actor import Actor
from app.agreements.standing import require_readable, standing_of, standings_of, text_of
from app.errors import NotFound
from tests.agreements.reaching import recorded
from tests.builders import a_couple, expect

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.builders import PairOfPeople, Person


def actor(person: Person) -> Actor:
    return Actor(person.account_id, "a login")


async def test_what_is_in_force_stands_with_its_version_and_its_words(resources: Resources, pair: PairOfPeople) -> None:
    told = await recorded(resources, pair)
    found = await resources.database.read(lambda db: standing_of(db, pair.couple_id, told.agreement_id))
    assert found is not None
    assert (found.state, found.in_force, found.latest) == ("active", told.version, told.version)
    assert (found.in_force_since, found.shared_with_partner) == (told.at, True)
    assert await resources.database.read(lambda db: text_of(db, resources.keyring, found)) == told.text


async def test_only_what_counts_is_listed_unless_everything_is_asked_for(
    resources: Resources, pair: PairOfPeople
) -> None:
    counts = await recorded(resources, pair, kind="commitment", category=None)
    await recorded(resources, pair, assented=(pair.ada.account_id,))

    async def ids(**asked: object) -> list[str]:
        found = await resources.database.read(lambda db: standings_of(db, pair.couple_id, **asked))  # type: ignore[arg-type]
        return [one.id for one in found]

    assert await ids() == [counts.agreement_id]
    assert len(await ids(in_force_only=False)) == 2
    assert await ids(kinds=("boundary",)) == []


async def test_nothing_counts_once_the_couple_is_over(resources: Resources, pair: PairOfPeople) -> None:
    await recorded(resources, pair)
    expect(await pair.ada.post(f"/couples/{pair.couple_id}/leave"), 204)
    assert await resources.database.read(lambda db: standings_of(db, pair.couple_id)) == ()
    [found] = await resources.database.read(lambda db: standings_of(db, pair.couple_id, in_force_only=False))
    assert (found.state, found.in_force) == ("lapsed", None)


async def test_another_couples_agreement_is_not_there(
    resources: Resources, pair: PairOfPeople, client: httpx.AsyncClient
) -> None:
    told, others = await recorded(resources, pair), await a_couple(client)
    assert await resources.database.read(lambda db: standing_of(db, others.couple_id, told.agreement_id)) is None

    async def read(person: Person, couple_id: str) -> str:
        found = await resources.database.read(
            lambda db: require_readable(db, actor(person), couple_id, told.agreement_id)
        )
        return found.id

    for asking in (others.ada, pair.ada):
        with pytest.raises(NotFound):
            await read(asking, others.couple_id)
    assert await read(pair.ben, pair.couple_id) == told.agreement_id
