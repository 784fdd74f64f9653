"""Attack 16: both accept different versions of an agreement in a race: it is not active (I-29, G-1)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import expect
from tests.live import REPAIR, a_session, to_agreeing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import httpx

    from tests.conftest import Server
    from tests.live import Pair

PROMISE: dict[str, Any] = {"kind": "commitment", "text": "I will ask before I plan our Sunday.", "days": 10}


@pytest.fixture
async def agreeing(server: Server, client: httpx.AsyncClient, breath: Callable[[], None]) -> AsyncIterator[Pair]:
    async with a_session(server, client, **REPAIR) as pair:
        await to_agreeing(pair, advance=breath)
        yield pair


async def active(pair: Pair) -> list[str]:
    listed = expect(await pair.ada.person.get(f"/couples/{pair.two.couple_id}/agreements"), 200)["data"]
    return [one["id"] for one in listed if one["state"] == "active"]


async def test_assents_to_two_versions_in_a_race_make_nothing_active(agreeing: Pair) -> None:
    await agreeing.ada.did("propose_agreement", **PROMISE)
    await agreeing.settled()
    draft = agreeing.ben.view["agreements"][0]
    # Ada rewords at the moment in which Ben says yes to what he has read.
    reworded, assented = await asyncio.gather(
        agreeing.ada.send(
            "propose_agreement", **{**PROMISE, "text": "I will tell you my plans.", "agreement": draft["id"]}
        ),
        agreeing.ben.post("assent", agreement=draft["id"], version=draft["version"]),
    )
    await agreeing.settled()
    shown = next(one for one in agreeing.ben.view["agreements"] if one["id"] == draft["id"])
    if reworded.ok and not assented.ok:
        assert assented.code == "wrong_version"
        assert (shown["state"], shown["version"] != draft["version"]) == ("open", True)
        assert await active(agreeing) == []
    else:
        # Ben was first: what is in force is what both said yes to, and the rewording came too late.
        assert (assented.ok, reworded.code) == (True, "wrong_version")
        assert (shown["state"], shown["version"]) == ("reached", draft["version"])


async def test_an_assent_to_the_old_version_is_no_assent(agreeing: Pair) -> None:
    await agreeing.ada.did("propose_agreement", **PROMISE)
    await agreeing.settled()
    old = agreeing.ben.view["agreements"][0]
    await agreeing.ada.did("propose_agreement", **{**PROMISE, "text": "I will ask you first.", "agreement": old["id"]})
    await agreeing.settled()
    assert (await agreeing.ben.send("assent", agreement=old["id"], version=old["version"])).code == "wrong_version"
    assert await active(agreeing) == []
    new = agreeing.ben.view["agreements"][0]
    await agreeing.ben.did("assent", agreement=new["id"], version=new["version"])
    assert await active(agreeing) == [old["id"]]


async def test_nobody_assents_twice_for_both(agreeing: Pair) -> None:
    await agreeing.ada.did("propose_agreement", **PROMISE)
    draft = agreeing.ada.view["agreements"][0]
    for send in (agreeing.ada.send, agreeing.ada.post):
        assert not (await send("assent", agreement=draft["id"], version=draft["version"])).ok
    assert await active(agreeing) == []
