"""What two people do in a talk, by the labels that they read on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from playwright.async_api import expect

from tests.builders import a_couple
from tests.builders import expect as expect_status
from tests.web.visitor import pair

if TYPE_CHECKING:
    import httpx

    from tests.builders import Person
    from tests.web.visitor import Visitor

# L-4: a few seconds must pass before anybody may answer a turn.
GAP = 12_000


async def ask_for(ada: Visitor, ben: Visitor, *, kind: str, way: str = "In writing") -> None:
    """Ada asks, Ben says yes, and both are in front of the talk."""
    await pair(ada, ben)
    await ada.page.get_by_label(kind).check()
    await ada.page.get_by_label(way).check()
    await ada.press("Ask for this talk")
    await ben.press("Yes, let's talk")
    await ada.page.get_by_role("link", name="Go to the talk").click()
    for visitor in (ada, ben):
        await visitor.title("Before the talk")


async def begin(
    client: httpx.AsyncClient, ada: Visitor, ben: Visitor, *, kind: str, medium: str = "text", **more: str
) -> tuple[Person, Person, str]:
    """The same by the quick way, for tests of what comes after: the first steps go over HTTP."""
    two = await a_couple(client)
    wish = {"template": kind, "medium": medium, **more}
    asked = expect_status(await two.ada.post(f"/couples/{two.couple_id}/talk-requests", wish), 202)
    accepted = await two.ben.post(f"/talk-requests/{asked['talk_request']['id']}/accept")
    session_id = expect_status(accepted, 200)["session"]["id"]
    for person in (two.ada, two.ben):
        await command(person, session_id, "arrive")
    for person in (two.ada, two.ben):
        await command(person, session_id, "rate_arousal", level=2)
    await command(two.ada, session_id, "propose_purpose", text="The kitchen last night")
    view = expect_status(await two.ben.get(f"/sessions/{session_id}"), 200)
    await command(two.ben, session_id, "accept_frame", version=view["frame"]["version"])
    for visitor, person in ((ada, two.ada), (ben, two.ben)):
        await visitor.be(person.token, f"#/s/{session_id}")
    return two.ada, two.ben, session_id


async def command(person: Person, session_id: str, name: str, **body: object) -> None:
    asked = {"ref": str(uuid4()), "name": name, "body": body}
    expect_status(await person.post(f"/sessions/{session_id}/commands", asked), 200)


async def arrive_calm(*both: Visitor) -> None:
    for visitor in both:
        await visitor.press("I am here")
    for visitor in both:
        await rate(visitor, 2)


async def rate(visitor: Visitor, level: int) -> None:
    await visitor.pick(str(level), of="How stirred up are you right now?")
    await visitor.press("Send")


async def choose(visitor: Visitor, answer: str) -> None:
    await visitor.pick(answer)
    await visitor.press("Send")


async def write(visitor: Visitor, label: str, words: str, *, send: str) -> None:
    """Fill in a field and send it, once its time has come."""
    await visitor.fill(label, words)
    await expect(visitor.button(send)).to_be_enabled(timeout=GAP)
    await visitor.press(send)


async def agree_on_purpose(proposer: Visitor, other: Visitor, words: str) -> None:
    await write(proposer, "What do you want this talk to be for?", words, send="Say what this talk is for")
    await other.press("Yes, let us talk about this")


async def one_turn(speaker: Visitor, listener: Visitor, *, said: str, heard: str) -> None:
    """A turn as it should go: said, given back, confirmed, and found to make sense."""
    await write(speaker, "What do you want to say?", said, send="Say it")
    await listener.sees(said)
    await write(listener, "What I heard you say", heard, send="Say back what you heard")
    await choose(speaker, "Yes, that is it")
    await write(listener, "It makes sense, because…", "because the day was long.", send="Say what makes sense about it")
    await choose(speaker, "Yes")


async def whose_turn(one: Visitor, other: Visitor) -> tuple[Visitor, Visitor]:
    """Who has the floor, and who listens."""
    await one.title("Hear each other")
    await other.title("Hear each other")
    speaks = await one.page.get_by_label("What do you want to say?").is_visible()
    return (one, other) if speaks else (other, one)
