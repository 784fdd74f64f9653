"""The pause: anybody may call it, nobody is named, and no one cuts it short, not even both together."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from app.demo.wire import Unexpected, moment

if TYPE_CHECKING:
    from app.demo.talk import Talk
    from app.demo.wire import Answer, Person

A_SECOND: Final = 1.0


async def pause_and_come_back(talk: Talk) -> None:
    """Twenty minutes are twenty minutes; then both are calm, and the same one holds the floor."""
    ada, ben = talk.ada, talk.ben
    held_by = ada.view["floor"]
    talk.stage.act("A pause", "It always succeeds, for either of them, and tells neither who called it nor why.")
    told = "Your reading is 7 of 10."
    await talk.does_privately(ben, "rate_arousal", told, level=7)
    talk.stage.one("Ben", "private", f"The service suggests, to you alone: {ben.view['private']['suggest']}.")
    await talk.does(ben, "pause", private_reason="flooded")
    talk.menu()
    await _both_try(talk, "At once, both try to return")
    await talk.does_privately(ada, "rate_arousal", "Your reading is 2 of 10.", level=2)
    await _until_not_before(talk, short_of=A_SECOND)
    talk.stage.told("The clock of the sandbox moves: 19 minutes and 59 seconds have passed.")
    await _both_try(talk, "19:59, both try again")
    await talk.let_pass(A_SECOND)
    talk.stage.told("20 minutes have passed.")
    await talk.does_privately(ada, "return", "You are ready to go on.")
    await talk.is_refused(ben, "return", "not_calm_yet", "You would like to go on too, without a reading")
    await talk.does_privately(ben, "rate_arousal", "Your reading is 3 of 10.", level=3)
    await talk.does_privately(ben, "return", "You are ready to go on.")
    if ada.view["phase"] == "paused" or ada.view["floor"] != held_by:
        raise Unexpected("The session did not go on where it was paused.")
    talk.stage.told(f"It goes on where it stopped: {talk.names[held_by]} still holds the floor, and no time was lost.")


async def _both_try(talk: Talk, told: str) -> None:
    """Both at the same moment: a wish that both share is no reason either (P-4)."""
    await talk.stage.typing(told)
    answers = await asyncio.gather(*[who.command("return", {}) for who in (talk.ada, talk.ben)])
    for who, answer in zip((talk.ada, talk.ben), answers, strict=True):
        await _must_wait(talk, who, answer)
    until = str(answers[0].retry_at)[11:19]
    for who in (talk.ada, talk.ben):
        talk.stage.one(who.name, "refused", f"{told} → pause_not_over: {answers[0].detail} (at {until})")


async def _must_wait(talk: Talk, who: Person, answer: Answer) -> None:
    if answer.ok and await _seconds_left(talk) <= 0:
        raise Unexpected("This machine took more than a second for one command, so the clock had moved on. Try again.")
    talk.note_refusal(who, "return", "pause_not_over", answer)


async def _until_not_before(talk: Talk, *, short_of: float) -> None:
    await talk.let_pass(await _seconds_left(talk) - short_of)


async def _seconds_left(talk: Talk) -> float:
    clock = await talk.ada.get("/sandbox/clock")
    return (moment(talk.ada.view["pause"]["not_before"]) - moment(clock["now"])).total_seconds()
