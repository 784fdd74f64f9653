"""Two worlds (assurance A3): who refused, who took a yes back, who allowed less, or whether it just ran out. Everything
that the others receive is the same bytes but for ids and handles.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.builders import a_couple, expect, log_in
from tests.live import still_clock
from tests.therapists.conftest import Three
from tests.therapists.linking import a_therapist, a_yes, handle_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from app.clock import MovableClock
    from tests.builders import Person
    from tests.conftest import Server

    World: TypeAlias = Callable[[Three, str], Awaitable[None]]

pytestmark = pytest.mark.only_on("sqlite")

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENTS = (timedelta(minutes=1), timedelta(days=5), timedelta(days=7), timedelta(days=9))
SOME = ["transcripts", "keeping"]


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands still between moves: a second more or less is what this is about."""
    return still_clock()


async def several(server: Server, client: httpx.AsyncClient, count: int) -> list[Three]:
    """Worlds that differ in nothing: the same names, the same moments."""
    made = [(await a_couple(client), await a_therapist(server.resources, client)) for _ in range(count)]
    return [Three(server.resources, pair, maria) for pair, maria in made]


async def partner_sees(three: Three, person: Person, link_id: str) -> str:
    """Every door of a partner through which anything of it could be seen, also the one that is refused."""
    own, handle = await log_in(person), await handle_of(await log_in(three.maria))
    couple = f"/couples/{three.couple_id}"
    body = await a_yes(three.resources, own, scopes=["observe"])
    answers = [
        await own.get(f"{couple}/therapists"),
        await own.get(couple),
        await own.get(f"{couple}/therapist-reads"),
        await own.get("/me/today"),
        await own.post("/me/export", {}),
        await own.post(f"{couple}/therapists", {"handle": handle, "text_version": "?"} | body),
    ]
    if (await three.link(own, link_id))["state"] != "sharing":
        answers.append(await own.request("PUT", f"{couple}/therapists/{link_id}/consent", body | {"scopes": SOME}))
    return _told(answers, handle, own.email)


async def therapist_sees(three: Three) -> str:
    maria = await log_in(three.maria)
    paths = ("/couples-in-care", f"/couples-in-care/{three.couple_id}/notes", "/me", "/me/therapist")
    return _told([await maria.get(path) for path in paths], await handle_of(maria), maria.email)


def _told(answers: list[httpx.Response], *own: str) -> str:
    """Every byte, also of times: only ids, handles and addresses are each world's own."""
    told = []
    for one in answers:
        text = one.text
        for word in own:
            text = text.replace(word, "own")
        # The length is that of the text, which is compared.
        left_out = {"date", "x-request-id", "content-length"}
        told.append([one.status_code, {k: v for k, v in one.headers.items() if k not in left_out}, text])
    known: dict[str, str] = {}
    return ID.sub(lambda found: known.setdefault(found[0], f"id {len(known)}"), json.dumps(told))


async def silence(_three: Three, _link_id: str) -> None:
    """Nobody does anything."""


async def ben_refuses(three: Three, link_id: str) -> None:
    await three.withdraws(three.ben, link_id)


async def ben_says_yes(three: Three, link_id: str) -> None:
    await three.yes(three.ben, link_id, scopes=SOME)


async def ben_takes_it_back(three: Three, link_id: str) -> None:
    await ben_says_yes(three, link_id)
    await three.withdraws(three.ben, link_id)


async def maria_refuses(three: Three, link_id: str) -> None:
    await ben_says_yes(three, link_id)
    expect(await three.maria.delete(f"/couples-in-care/{three.couple_id}/link"), 204)


async def ada_takes_it_back(three: Three, link_id: str) -> None:
    await ben_says_yes(three, link_id)
    await three.withdraws(three.ada, link_id)


async def compared(
    worlds: list[Three], links: list[str], acts: list[World], *, clock: MovableClock, watcher: str
) -> None:
    for three, link_id, act in zip(worlds, links, acts, strict=True):
        await act(three, link_id)
    began = clock.now()
    for moment in MOMENTS:
        clock.advance(began + moment - clock.now())
        seen = []
        for three, link_id in zip(worlds, links, strict=True):
            if watcher == "maria":
                seen.append(await therapist_sees(three))
            else:
                seen.append(await partner_sees(three, getattr(three, watcher), link_id))
        for other in seen[1:]:
            assert other == seen[0], moment


async def test_whoever_invited_cannot_tell_a_refusal_from_silence(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    acts: list[World] = [silence, ben_refuses, ben_says_yes, ben_takes_it_back, maria_refuses]
    worlds = await several(server, client, len(acts))
    links = [await three.invited(scopes=SOME) for three in worlds]
    await compared(worlds, links, acts, clock=clock, watcher="ada")


async def test_the_one_who_was_asked_cannot_tell_who_else_has_not_answered(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    acts: list[World] = [ben_says_yes, maria_refuses, ada_takes_it_back]
    worlds = await several(server, client, len(acts))
    links = [await three.invited(scopes=SOME) for three in worlds]
    await compared(worlds, links, acts, clock=clock, watcher="ben")


async def test_a_therapist_never_learns_of_an_invitation_to_which_one_said_no(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    acts: list[World] = [silence, ben_refuses, ben_takes_it_back, ada_takes_it_back]
    worlds = await several(server, client, len(acts))
    links = [await three.invited(scopes=SOME) for three in worlds]
    await compared(worlds, links, acts, clock=clock, watcher="maria")


async def expires(three: Three, link_id: str, *, who: str) -> None:
    """Let one person's yes run out at the next midnight; the others act at that moment."""
    person = getattr(three, who)
    body = await a_yes(three.resources, person, scopes=SOME, days=0)
    expect(await person.request("PUT", f"/couples/{three.couple_id}/therapists/{link_id}/consent", body), 200)


async def test_the_other_cannot_tell_a_yes_taken_back_from_one_that_ran_out_or_a_therapist_who_left(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    worlds = await several(server, client, 3)
    links = [await three.linked(scopes=SOME) for three in worlds]
    await expires(worlds[0], links[0], who="ada")
    clock.advance(timedelta(days=1) - timedelta(hours=clock.now().hour))
    await worlds[1].withdraws(await log_in(worlds[1].ada), links[1])
    maria = await log_in(worlds[2].maria)
    expect(await maria.delete(f"/couples-in-care/{worlds[2].couple_id}/link"), 204)
    await compared(worlds, links, [silence] * 3, clock=clock, watcher="ben")


async def test_a_therapist_cannot_tell_which_of_the_two_ended_it_or_how(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    worlds = await several(server, client, 5)
    links = [await three.linked(scopes=SOME) for three in worlds]
    await expires(worlds[0], links[0], who="ben")
    clock.advance(timedelta(days=1) - timedelta(hours=clock.now().hour))
    for three, link_id, who in zip(worlds[1:3], links[1:3], ("ada", "ben"), strict=True):
        await three.withdraws(await log_in(getattr(three, who)), link_id)
    for three, who in zip(worlds[3:], ("ada", "ben"), strict=True):
        expect(await (await log_in(getattr(three, who))).post(f"/couples/{three.couple_id}/leave"), 204)
    await compared(worlds, links, [silence] * 5, clock=clock, watcher="maria")


async def test_a_therapist_cannot_tell_which_of_the_two_allows_less(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    worlds = await several(server, client, 3)
    links = [await three.linked(scopes=SOME) for three in worlds]
    clock.advance(timedelta(minutes=5))
    for three, link_id, narrows in zip(worlds, links, (["ada"], ["ben"], ["ada", "ben"]), strict=True):
        for who in narrows:
            await three.yes(getattr(three, who), link_id, scopes=["keeping"])
    await compared(worlds, links, [silence] * 3, clock=clock, watcher="maria")


async def test_of_the_others_narrower_yes_only_what_is_shared_is_seen(
    server: Server, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    """It is the same whether Ada allowed less before Ben answered, or only after it had all begun."""
    worlds = await several(server, client, 2)
    links = [await three.invited(scopes=SOME) for three in worlds]
    clock.advance(timedelta(minutes=5))
    await worlds[0].yes(worlds[0].ada, links[0], scopes=["keeping"])
    for three, link_id in zip(worlds, links, strict=True):
        await ben_says_yes(three, link_id)
        expect(await three.maria.request("PUT", f"/couples-in-care/{three.couple_id}/link"), 200)
    await worlds[1].yes(worlds[1].ada, links[1], scopes=["keeping"])
    await compared(worlds, links, [silence] * 2, clock=clock, watcher="ben")
