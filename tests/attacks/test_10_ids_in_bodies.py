"""Attack 10, inside bodies: an agreement of another couple, or one that the other keeps, is what never existed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.ids import SystemIds
from tests.agreements.reaching import recorded
from tests.builders import a_couple, expect
from tests.crossings.raising import NOTE

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server

LIMIT = {"kind": "boundary", "scope": "personal", "category": "privacy", "text": "My letters are mine."}
DOORS: dict[str, Any] = {
    "crossings": lambda one: {"agreement": one, "note": NOTE},
    "life-events": lambda one: {"kind": "move", "agreements": [one]},
}


@pytest.mark.parametrize("door", DOORS)
async def test_a_foreign_or_kept_agreement_in_a_body_is_what_never_existed(
    server: Server, client: httpx.AsyncClient, door: str
) -> None:
    two, others = await a_couple(client), await a_couple(client, names=("Dora", "Eve"))
    foreign = (await recorded(server.resources, others)).agreement_id
    path = f"/couples/{two.couple_id}"
    kept = expect(await two.ada.post(f"{path}/agreements", {"terms": LIMIT}), 201)["agreement"]["id"]
    draft = {"terms": {"kind": "commitment", "text": "I call."}, "draft": True}
    begun = expect(await two.ada.post(f"{path}/agreements", draft), 201)["agreement"]["id"]
    answers = []
    for one in (SystemIds().private(), foreign, kept, begun):
        answer = await two.ben.post(f"{path}/{door}", DOORS[door](one))
        answers.append((answer.status_code, answer.text.replace(answer.headers["x-request-id"], "")))
    assert answers[0][0] == 404
    assert set(answers) == {answers[0]}
    assert expect(await two.ben.get(f"{path}/{door}"), 200)["data"] == []
    listed = f"{path}/crossings?agreement="
    seen = {(await two.ben.get(listed + one)).text for one in (SystemIds().private(), foreign, kept, begun)}
    assert len(seen) == 1
