"""Attack 16: both accept different versions of an agreement in a race: it is not active (I-29, G-1)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.agreements.agreeing import BOUNDARY, Table, newest
from tests.builders import a_couple, code_of, expect
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


async def test_between_sessions_each_signs_another_wording_at_once_and_nothing_is_active(
    client: httpx.AsyncClient,
) -> None:
    # On the real database, through two connections, again and again: whoever comes first.
    for attempt in range(6):
        table = Table(await a_couple(client))
        ada, ben = table.pair.ada, table.pair.ben
        first = await table.proposed({**BOUNDARY, "text": f"No phones at dinner {attempt}."})
        reworded = await table.reworded(ben, first, {**BOUNDARY, "text": f"No phones in bed {attempt}."})
        # Ben says yes to what he has read, and Ada to what he put in its place.
        stale, fresh = await asyncio.gather(
            table.assent(ben, first["id"], newest(first)), table.assent(ada, first["id"], newest(reworded))
        )
        assert (code_of(stale), fresh.status_code) == ("wrong_version", 200)
        seen = await table.read(ada, first["id"])
        assert (seen["state"], seen["assented_by_both"], seen["proposed"]) == ("proposed", False, None)
        assert seen["wording"]["assents"] == [ada.account_id]


async def test_between_sessions_a_rewording_and_a_yes_at_once_are_one_after_the_other(
    client: httpx.AsyncClient,
) -> None:
    for attempt in range(6):
        table = Table(await a_couple(client))
        ada, ben = table.pair.ada, table.pair.ben
        first = await table.proposed(BOUNDARY)
        other = {**BOUNDARY, "text": f"No phones in bed {attempt}."}
        yes, edit = await asyncio.gather(table.assent(ben, first["id"], newest(first)), table.reword(ada, first, other))
        assert edit.status_code == 201
        seen = await table.read(ben, first["id"])
        if yes.status_code == 200:
            # Attack 17: what both said yes to counts on, and the edit is nobody's yet.
            assert (seen["state"], seen["version"], seen["proposed"]["assents"]) == ("active", newest(first), [])
        else:
            assert (code_of(yes), seen["state"], seen["wording"]["assents"]) == ("wrong_version", "proposed", [])


async def test_two_promises_at_once_are_not_one_too_many(client: httpx.AsyncClient) -> None:
    table = Table(await a_couple(client))
    promise = {"kind": "commitment", "text": "I will ask before I plan our Sunday."}
    drafts = [await table.proposed(promise) for _ in range(5)]
    answers = await asyncio.gather(*(table.assent(table.pair.ben, one["id"], newest(one)) for one in drafts))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 409, 409]
    listed = expect(await table.pair.ada.get(f"{table.path}?state=active"), 200)["data"]
    assert len(listed) == 3


async def test_two_rewordings_at_once_are_one(client: httpx.AsyncClient) -> None:
    for _ in range(4):
        table = Table(await a_couple(client))
        agreed = await table.agreed(BOUNDARY)
        answers = await asyncio.gather(
            *(table.reword(one, agreed, {**BOUNDARY, "text": one.name}) for one in (table.pair.ada, table.pair.ben))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        versions = expect(await table.pair.ada.get(f"{table.path}/{agreed['id']}/versions"), 200)["data"]
        assert [one["number"] for one in versions] == [2, 1]


async def test_ending_and_a_last_yes_at_once_leave_nothing_in_force(client: httpx.AsyncClient) -> None:
    # I-32: whatever the other does in that moment.
    for _ in range(6):
        table = Table(await a_couple(client))
        first = await table.proposed(BOUNDARY)
        ended, yes = await asyncio.gather(
            table.pair.ada.post(f"{table.path}/{first['id']}/end"),
            table.assent(table.pair.ben, first["id"], newest(first)),
        )
        assert (ended.status_code, yes.status_code in {200, 409}) == (200, True)
        assert (await table.read(table.pair.ben, first["id"]))["state"] == "lapsed"


async def test_both_answer_a_review_at_once_and_it_is_one_round(client: httpx.AsyncClient) -> None:
    for _ in range(4):
        table = Table(await a_couple(client))
        agreed = await table.agreed(BOUNDARY)
        await table.event(table.pair.ada)
        both = (table.pair.ada, table.pair.ben)
        answers = await asyncio.gather(*(table.put(one, agreed["id"], "review", {"answer": "keep"}) for one in both))
        assert [answer.status_code for answer in answers] == [200, 200]
        assert (await table.read(table.pair.ben, agreed["id"]))["state"] == "active"
