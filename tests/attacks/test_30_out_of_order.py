"""Attack 30: proposals before both were heard, by every command and both doors: refused. (The apology before its impact
belongs to a step that does not exist yet: its commands are unknown.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.live import DOORS, Door, new_ref

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.live import Pair

ID = "0198f0c0-0000-7000-8000-000000000000"
TOO_SOON: tuple[tuple[str, dict[str, Any]], ...] = (
    ("propose_agreement", {"kind": "commitment", "text": "I will ask first."}),
    ("propose_agreement", {"kind": "boundary", "category": "time", "text": "Sundays are ours.", "scope": "personal"}),
    ("assent", {"agreement": ID, "version": "v"}),
    ("ready_for_solutions", {"ready": True}),
)
LATER = ("tell_impact", "own", "apologise", "plan_prevention", "answer_apology")


@pytest.mark.parametrize("door", DOORS)
async def test_solutions_are_locked_until_both_were_heard(talk: Pair, door: Door, breath: Callable[[], None]) -> None:
    async def all_locked() -> None:
        for one in talk:
            for name, body in TOO_SOON:
                assert (await one.by(door, name, **body)).code == "locked", name
                assert name not in one.may

    await all_locked()
    await talk.ada.did("speak", text="I felt alone on Sunday.")
    await all_locked()
    breath()
    await talk.ben.did("reflect", text="You felt alone.")
    await talk.ada.did("confirm", verdict="accurate")
    # Ada was heard; Ben was not yet.
    await all_locked()
    assert (await talk.ben.by(door, "set_aside", agreement=ID, version="v")).code == "not_now"


@pytest.mark.parametrize("door", DOORS)
async def test_an_apology_has_no_door_yet(talk: Pair, door: Door) -> None:
    for name in LATER:
        reply = await talk.ada.by(door, name, text="I am sorry.")
        assert reply.code == "invalid"


@pytest.mark.parametrize("door", DOORS)
async def test_a_paused_session_takes_no_words_of_any_kind(talk: Pair, door: Door) -> None:
    """I-09: and what is refused leaves nothing behind."""
    await talk.ben.did("pause")
    await talk.settled()
    before = await talk.ben.log()
    words = {"text": "I felt alone."}
    for name in ("speak", "reflect", "clarify", "answer", "validate", "appreciate", "learned", "propose_purpose"):
        for one in talk:
            assert (await one.by(door, name, ref=new_ref(), **words)).code == "not_now"
    assert await talk.ben.log() == before
