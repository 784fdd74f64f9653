"""One speaks and the other gives back, until the speaker says yes: and every way around it is tried, and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo import words

if TYPE_CHECKING:
    from app.demo.talk import Talk
    from app.demo.wire import Person
    from app.demo.words import Turn


async def first_turn(talk: Talk) -> None:
    """Ada speaks. Ben tries all that a client could try."""
    ada, ben = talk.ada, talk.ben
    talk.menu()
    talk.stage.told("Now Ben is impatient, in every way that a client could be.")
    await talk.is_refused(ben, "speak", "floor_not_held", f"You try: “{words.IMPATIENT}”", text=words.IMPATIENT)
    await talk.is_refused(
        ben, "speak", "floor_not_held", "The same with another client, over plain HTTP", over_http=True,
        text=words.IMPATIENT,
    )  # fmt: skip
    await talk.does(ada, "speak", text=words.PHONE.said)
    await talk.is_refused(ben, "reflect", "too_early", f"At once: “{words.AT_ONCE}”", text=words.AT_ONCE)


async def until_it_is_right(talk: Talk) -> None:
    """Ben gives back half of it, and then all of it."""
    ada, ben = talk.ada, talk.ben
    await talk.breath()
    await talk.does(ben, "reflect", text=words.NOT_ALL_OF_IT)
    await talk.does(ada, "confirm", verdict="partly", missing=words.MISSING)
    await talk.does(ben, "reflect", text=words.PHONE.reflected)
    await finish_turn(talk, ada, words.PHONE)


async def second_turn(talk: Talk) -> None:
    """Ben speaks. Ada asks what he means, and would already like a solution."""
    ada, ben = talk.ada, talk.ben
    await talk.is_refused(
        ada, "propose_agreement", "locked", f"You would like to settle it: “{words.TOO_SOON}”",
        kind="boundary", category="time", text=words.TOO_SOON,
    )  # fmt: skip
    await talk.does(ben, "speak", text=words.LETTER.said)
    await talk.breath()
    await talk.does(ada, "clarify", text=words.QUESTION)
    await talk.does(ben, "answer", text=words.ANSWER)
    await talk.breath()
    await talk.does(ada, "reflect", text=words.LETTER.reflected)
    await finish_turn(talk, ben, words.LETTER)


async def whole_turn(talk: Talk, speaker: Person, turn: Turn) -> None:
    """Once more each, as it goes when nobody is in a hurry."""
    await talk.does(speaker, "speak", text=turn.said)
    await talk.breath()
    await talk.does(talk.other(speaker), "reflect", text=turn.reflected)
    await finish_turn(talk, speaker, turn)


async def finish_turn(talk: Talk, speaker: Person, turn: Turn) -> None:
    """Yes, that is it; it makes sense; it arrived; and the floor passes on."""
    await talk.does(speaker, "confirm", verdict="accurate")
    await talk.does(talk.other(speaker), "validate", text=turn.validated)
    await talk.does(speaker, "landed", yes=True)
    await talk.does(speaker, "pass_floor")
