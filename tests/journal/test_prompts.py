"""Questions to begin with: plain, the same for everybody, and about nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.journal.prompts import PROMPTS
from app.templates.reading_level import measure
from tests.builders import expect, register

if TYPE_CHECKING:
    import httpx


def test_they_are_plain_and_name_no_partner() -> None:
    for card in PROMPTS:
        assert measure(card.text).plain_in("en"), card.key
        assert not re.search(r"\b(partner|they|he|she|blame|fault)\b", f"{card.title} {card.text}".lower())
    assert len({card.key for card in PROMPTS}) == len(PROMPTS)


async def test_everybody_gets_the_same(client: httpx.AsyncClient) -> None:
    answers = [expect(await (await register(client)).get("/me/journal-prompts"), 200) for _ in range(2)]
    assert answers[0] == answers[1]
    assert {card["key"] for card in answers[0]["prompts"]} >= {"now_or_past", "expecting", "protecting"}
