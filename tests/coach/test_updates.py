"""How a step went is read for excuses, for blame and for making small; an honest account of failing is left alone."""

from __future__ import annotations

import pytest

from app.coach import coach
from app.coach.packs import pack_for

PLAIN = (
    "I wrote at seven on Tuesday, not at six.",
    "I forgot. That is mine. I will start again on Monday.",
    "I was late on Monday. I said so at once.",
    "I have not begun yet.",
    "I drank on Saturday.",
    "I was tired, and that is no excuse.",
    "I put the phone away because it helps.",
    "When you asked me, I called.",
    "It was hard but I did it.",
    "We both cooked on Sunday.",
    "I lost my temper with you on Sunday and then I left the room.",
    "If I notice that I am late, then I will write.",
)
EXCUSING = (
    ("I was late because of work.", "EXCUSE"),
    ("I couldn't because the meeting went on.", "EXCUSE"),
    ("I was so tired.", "EXCUSE"),
    ("Mistakes were made.", "EXCUSE"),
    ("I'm trying but you never notice.", "BLAME_CAUSE"),
    ("If you had reminded me it would have worked.", "BLAME_CAUSE"),
    ("It is not a big deal.", "MINIMISE"),
    ("Sorry if you felt ignored.", "SORRY_IF"),
    ("I am sorry, but there was no time.", "SORRY_BUT"),
)


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_account_goes_out(text: str) -> None:
    assert coach(text, stage="update").hold == "none"


@pytest.mark.parametrize(("text", "code"), EXCUSING)
def test_an_excuse_comes_back_softly_and_says_which_kind_it_is(text: str, code: str) -> None:
    said = coach(text, stage="update")
    assert said.hold == "soft"
    assert code in {one.code for one in said.findings}


def test_every_kind_of_excuse_has_a_message_of_its_own() -> None:
    pack = pack_for("en")
    assert pack is not None
    codes = {rule.code for rule in pack.rules if rule.family == "update" and rule.severity}
    assert codes <= pack.messages.keys()


def test_contempt_is_held_hard_here_too() -> None:
    assert coach("You are pathetic.", stage="update").hold == "hard"


def test_a_report_of_harm_is_never_held_here() -> None:
    # C-1.
    assert coach("You hit me again on Sunday, and I was so tired.", stage="update").hold == "none"


def test_a_pack_that_knows_no_excuses_yet_finds_none() -> None:
    assert coach("Fue por culpa del trabajo.", stage="update", lang="es").hold == "none"
