"""Attack 10: the partner and a stranger try the ids of private pages. It is the answer for what never existed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ids import SystemIds
from tests.builders import a_couple, expect, register
from tests.journal.writing import write_everything

if TYPE_CHECKING:
    import httpx

DOORS = (
    ("GET", "/me/journal/{entry}", None),
    ("PATCH", "/me/journal/{entry}", {"text": "Mine now."}),
    ("DELETE", "/me/journal/{entry}", None),
    ("GET", "/me/looking-ahead/{ahead}", None),
    ("PATCH", "/me/looking-ahead/{ahead}", {"look_on": None}),
    ("POST", "/me/looking-ahead/{ahead}/look-back", {"happened": "Mine now."}),
    ("DELETE", "/me/looking-ahead/{ahead}", None),
    ("GET", "/me/notes/{note}", None),
    ("PATCH", "/me/notes/{note}", {"text": "Mine now."}),
    ("DELETE", "/me/notes/{note}", None),
    ("DELETE", "/me/weeks/{week}", None),
)


@pytest.mark.parametrize(("method", "path", "body"), DOORS)
async def test_a_guessed_id_is_answered_like_one_that_never_existed(
    client: httpx.AsyncClient, method: str, path: str, body: object
) -> None:
    two, stranger = await a_couple(client), await register(client, "Mallory")
    written = await write_everything(two.ada, couple_id=two.couple_id)
    real = {kind: page.get("id") or page["week"] for kind, page in written.items()}
    before = {kind: expect(await two.ada.get(path), 200) for kind, path in READ.items() if kind in real}
    answers = set()
    for person in (two.ben, stranger):
        for ids in (real, dict.fromkeys(real, SystemIds().private()), dict.fromkeys(real, "x")):
            answer = await person.request(method, path.format(**ids), body)
            kept = [one for one in answer.headers.multi_items() if one[0] not in {"date", "x-request-id"}]
            content = answer.content.replace(answer.headers["x-request-id"].encode(), b"")
            answers.add((answer.status_code, content, tuple(kept)))
    assert [status for status, _, _ in answers] == [404]
    # And nothing of hers was touched.
    assert {kind: expect(await two.ada.get(READ[kind]), 200) for kind in before} == before


READ = {"entry": "/me/journal", "ahead": "/me/looking-ahead", "note": "/me/notes", "week": "/me/weeks"}
