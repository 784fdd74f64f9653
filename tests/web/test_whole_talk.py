"""A whole talk in two browsers, from the wish to the end. Ben has only a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web import talk
from tests.web.looking import faults

if TYPE_CHECKING:
    from tests.canary import Canary
    from tests.web.visitor import Visitor


@pytest.mark.timeout(180)
async def test_two_people_go_through_a_whole_talk(ada: Visitor, ben: Visitor, canary: Canary) -> None:
    ben.keyboard_only = True
    await talk.ask_for(ada, ben, kind="Boundary workshop")
    await talk.arrive_calm(ada, ben)
    await talk.agree_on_purpose(ada, ben, canary.said("How we share the evenings at home"))
    for visitor in (ada, ben):
        await talk.write(
            visitor, "Something you are thankful for", "Thank you for coming.", send="Say thank you for something"
        )
    await talk.write(ada, "Your answer", canary.said("I need room for myself after work."), send="Answer")
    await ben.press("I would rather skip this one")
    first, second = await talk.whose_turn(ada, ben)
    said = canary.said("I felt alone when the kitchen was still full last night.")
    await talk.one_turn(first, second, said=said, heard="You felt alone when you saw the kitchen.")
    await first.press("Give the floor to your partner")
    await talk.one_turn(
        second, first, said="I was tired. I need ten quiet minutes.", heard="You need ten quiet minutes."
    )
    await second.press("Give the floor to your partner")
    for visitor in (ada, ben):
        await visitor.title("A short rest")
        await visitor.press("I am done here")
    for visitor in (ada, ben):
        await visitor.title("Put it into words")
        await talk.choose(visitor, "Yes")
    limit = canary.said("From six to half past six nobody asks me anything.")
    await ada.pick("Time")
    await talk.write(ada, "What do you suggest?", limit, send="Propose an agreement")
    await ben.press("I agree to this")
    await ada.sees("You both said yes")
    for visitor in (ada, ben):
        await visitor.press("I am done here")
    for visitor in (ada, ben):
        await visitor.title("Close together")
        await talk.write(
            visitor, "Something you are thankful for", "Thank you for staying.", send="Say thank you for something"
        )
        await talk.write(
            visitor, "One thing I understood today", "You need a quiet start.", send="Share one thing you understood"
        )
        for question in ("I felt safe", "I felt understood", "I had a say"):
            await visitor.pick("8", of=question)
        await visitor.press("Send")
        await visitor.press("I am done here")

    for visitor in (ada, ben):
        await visitor.title("The talk is over")
        await visitor.sees("You finished this talk.")
        assert await faults(visitor.page) == []
    await ben.act_on(ben.page.get_by_role("link", name="Back to your talks"))
    await ben.act_on(ben.page.get_by_role("main").get_by_role("link", name="Ada"))
    await ben.sees(limit)
    await ben.sees("It counts now.")
    await ben.act_on(ben.page.get_by_text("End it"))
    await ben.press("Take back my yes")
    await ben.sees("It does not count any more.")
    assert len(ada.sockets) == len(ben.sockets) == 1
    canary.search_files()
