"""One's own pages in an export: whole when the private area is asked for, and not a trace otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.journal.exporting import exported
from tests.builders import expect, register
from tests.journal.writing import write_everything

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.builders import PairOfPeople, Person


async def export(resources: Resources, person: Person, *, private: bool) -> Any:  # Any: JSON is anything
    return await resources.database.read(
        lambda db: exported(db, resources.keyring, person.account_id, couple_ids=("c",), private=private)
    )


async def test_everything_written_is_there_as_it_was_answered(resources: Resources, pair: PairOfPeople) -> None:
    written = await write_everything(pair.ada)
    assert await export(resources, pair.ada, private=True) == {
        "journal": [written["entry"]],
        "looking_ahead": [written["ahead"]],
        "weeks": [written["week"]],
        "notes": [written["note"]],
        "resting": [{"couple_id": "all", "until": None}],
    }


async def test_without_the_private_area_there_is_nothing(resources: Resources, pair: PairOfPeople) -> None:
    await write_everything(pair.ada)
    assert await export(resources, pair.ada, private=False) == {}


async def test_the_partners_export_has_none_of_it(resources: Resources, pair: PairOfPeople) -> None:
    await write_everything(pair.ada)
    empty: dict[str, list[object]] = {
        "journal": [],
        "looking_ahead": [],
        "weeks": [],
        "notes": [],
        "resting": [],
    }
    assert await export(resources, pair.ben, private=True) == empty


async def test_more_than_one_page_of_a_list_is_exported_whole(resources: Resources, client: httpx.AsyncClient) -> None:
    ada = await register(client)
    for number in range(103):
        expect(await ada.post("/me/notes", {"kind": "worth", "text": str(number)}), 201)
    found = (await export(resources, ada, private=True))["notes"]
    assert {one["text"] for one in found} == {str(number) for number in range(103)}
