"""Notes to oneself through the real door: what does good, kind words, and a belief with a kinder version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import code_of, expect, register

if TYPE_CHECKING:
    import httpx

    from tests.builders import Person

PATH = "/me/notes"


@pytest.fixture
async def ada(client: httpx.AsyncClient) -> Person:
    return await register(client)


async def noted(person: Person, **body: object) -> Any:  # Any: JSON is anything
    return expect(await person.post(PATH, body), 201)["note"]


async def test_a_card_keeps_the_belief_the_evidence_and_a_kinder_version(ada: Person) -> None:
    note = await noted(ada, kind="card", text="I spoil all.", evidence="Sunday went well.", kinder="I try.")
    assert (note["evidence"], note["kinder"], note["weekdays"]) == ("Sunday went well.", "I try.", [])
    changed = expect(await ada.patch(f"{PATH}/{note['id']}", {"kinder": "I often manage."}), 200)["note"]
    assert changed == note | {"kinder": "I often manage."}
    assert expect(await ada.get(f"{PATH}/{note['id']}"), 200) == {"note": changed}


async def test_only_a_card_has_evidence_and_a_kinder_version(ada: Person) -> None:
    assert code_of(await ada.post(PATH, {"kind": "care", "text": "A walk.", "kinder": "A run."})) == "invalid"
    note = await noted(ada, kind="worth", text="You are enough.")
    assert code_of(await ada.patch(f"{PATH}/{note['id']}", {"evidence": "So it is."})) == "invalid"
    assert (
        expect(await ada.patch(f"{PATH}/{note['id']}", {"text": "Enough.", "kinder": None}), 200)["note"]["text"]
        == "Enough."
    )


async def test_days_of_the_week_are_kept_in_order_and_once(ada: Person) -> None:
    note = await noted(ada, kind="care", text="A walk.", weekdays=[4, 0, 4])
    assert note["weekdays"] == [0, 4]
    assert expect(await ada.patch(f"{PATH}/{note['id']}", {"text": "A bath."}), 200)["note"]["weekdays"] == [0, 4]
    assert expect(await ada.patch(f"{PATH}/{note['id']}", {"weekdays": []}), 200)["note"]["weekdays"] == []


async def test_notes_are_listed_and_deleted(ada: Person) -> None:
    first, second = [await noted(ada, kind="care", text=text) for text in ("A walk.", "A bath.")]
    expect(await ada.delete(f"{PATH}/{first['id']}"), 204)
    assert expect(await ada.get(PATH), 200)["data"] == [second]
    assert code_of(await ada.get(f"{PATH}/{first['id']}")) == "not_found"


@pytest.mark.parametrize(
    "body",
    [{"kind": "secret", "text": "a"}, {"kind": "care"}, {"kind": "care", "text": "a", "weekdays": [7]},
     {"kind": "care", "text": "a", "weekdays": [1] * 8}, {"kind": "care", "text": "x" * 1001}],
)  # fmt: skip
async def test_what_breaks_a_rule_is_refused(ada: Person, body: dict[str, object]) -> None:
    assert code_of(await ada.post(PATH, body)) == "invalid"
