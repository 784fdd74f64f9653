"""Attack 17: an edit after the partner's yes drops it to proposed, and the old words still count (I-30, G-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.agreements.agreeing import BOUNDARY, Table, newest
from tests.builders import a_couple, code_of, expect

if TYPE_CHECKING:
    import httpx

HARSHER = {**BOUNDARY, "text": "No phones at home at all."}


async def test_a_yes_does_not_move_on_to_other_words(client: httpx.AsyncClient) -> None:
    table = Table(await a_couple(client))
    ada, ben = table.pair.ada, table.pair.ben
    draft = await table.proposed(BOUNDARY)
    edited = await table.reworded(ada, draft, HARSHER)
    assert (edited["state"], edited["wording"]["assents"]) == ("proposed", [])
    # Ben's old yes, and Ada's own, are worth nothing here.
    assert code_of(await table.assent(ben, draft["id"], newest(draft))) == "wrong_version"
    assert (await table.yes(ben, edited))["state"] == "proposed"
    assert (await table.yes(ada, edited))["state"] == "active"


async def test_what_both_signed_counts_until_both_sign_something_else(client: httpx.AsyncClient) -> None:
    table = Table(await a_couple(client))
    ada, ben = table.pair.ada, table.pair.ben
    agreed = await table.agreed(BOUNDARY)
    edited = await table.reworded(ada, agreed, HARSHER)
    signed = await table.yes(ada, edited)
    for person in (ada, ben):
        seen = await table.read(person, agreed["id"])
        assert (seen["text"], seen["state"], seen["version"]) == (BOUNDARY["text"], "active", agreed["version"])
        assert seen["assented_by_both"]
        assert (seen["proposed"]["text"], seen["proposed"]["assents"]) == (HARSHER["text"], [ada.account_id])
    # Nobody signs for the other, by the body, twice, or by ending (L-1, I-31).
    path = f"{table.path}/{agreed['id']}"
    body = {"version": newest(signed), "account_id": ben.account_id}
    assert code_of(await ada.post(f"{path}/assent", body)) == "invalid"
    assert (await table.yes(ada, signed))["state"] == "active"
    assert (await table.read(ben, agreed["id"]))["text"] == BOUNDARY["text"]
    # Ben ends the whole of it, alone; the edit does not survive it.
    expect(await ben.post(f"{path}/end"), 200)
    assert code_of(await table.assent(ben, agreed["id"], newest(signed))) == "not_now"
    assert (await table.read(ada, agreed["id"]))["state"] == "lapsed"
