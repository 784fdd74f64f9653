"""C-1: a report of being hurt, afraid, forced, followed or wanting to die is never held, in any dialect or stage."""

from __future__ import annotations

from app.coach import coach
from tests.coach.lines import voices

DISCLOSURES = [line for said in voices().values() for line in said if line.label == "disclosure"]


def test_there_are_two_hundred_disclosures_of_many_voices() -> None:
    assert len(DISCLOSURES) >= 200
    assert len({line.voice for line in DISCLOSURES}) >= 10


def test_no_disclosure_is_ever_held() -> None:
    held = [line.text for line in DISCLOSURES if coach(line.text, stage="speaker").hold != "none"]
    assert held == []


def test_no_disclosure_is_held_where_a_partner_apologises_or_chats() -> None:
    hard = [line.text for line in DISCLOSURES if coach(line.text, stage="free").hold != "none"]
    assert hard == []
