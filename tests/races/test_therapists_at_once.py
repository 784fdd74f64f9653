"""Several at one link with a therapist in the same moment, on the real databases: whatever comes first, nothing is
shared that not both allow, and nobody gets a 500 for it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from app.therapists.standing import SCOPES, access_of
from tests.builders import a_couple, code_of, expect, register
from tests.therapists.conftest import Three
from tests.therapists.linking import PROFILE, a_therapist, a_yes, handle_of, operators_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

    from tests.conftest import Server

MANY = 6


@pytest.fixture
async def three(server: Server, client: httpx.AsyncClient) -> Three:
    return Three(server.resources, await a_couple(client), await a_therapist(server.resources, client))


def counted(answers: Iterable[httpx.Response]) -> Counter[str]:
    return Counter(code_of(one) if one.status_code >= 400 else str(one.status_code) for one in answers)


async def seen_now(three: Three) -> set[str]:
    at = three.resources.clock.now()
    found = await three.resources.database.read(
        lambda db: access_of(db, three.maria.account_id, three.couple_id, at=at)
    )
    return set(found.since)


async def test_one_code_opens_one_profile(server: Server, client: httpx.AsyncClient) -> None:
    code = await operators_code(server.resources)
    people = [await register(client, f"Maria {number}") for number in range(MANY)]
    answers = await asyncio.gather(*(one.post("/me/therapist", PROFILE | {"invitation": code}) for one in people))
    assert counted(answers) == {"201": 1, "invitation_invalid": MANY - 1}


async def test_both_inviting_the_same_therapist_at_once_is_one_invitation(three: Three) -> None:
    handle, path = await handle_of(three.maria), f"/couples/{three.couple_id}/therapists"
    bodies = [{"handle": handle} | await a_yes(three.resources, one) for one in (three.ada, three.ben)]
    answers = await asyncio.gather(three.ada.post(path, bodies[0]), three.ben.post(path, bodies[1]))
    assert counted(answers) == {"201": 1, "invitation_open": 1}
    assert len(expect(await three.ada.get(path), 200)["data"]) == 1


async def test_accepting_while_one_takes_it_back_shares_nothing_afterwards(three: Three) -> None:
    for _ in range(3):
        link_id = await three.invited()
        await three.yes(three.ben, link_id)
        consent = f"/couples/{three.couple_id}/therapists/{link_id}/consent"
        accepted, back = await asyncio.gather(
            three.maria.request("PUT", f"/couples-in-care/{three.couple_id}/link"), three.ben.delete(consent)
        )
        expect(back, 204)
        assert accepted.status_code in {200, 404}
        assert await seen_now(three) == set()
        state = (await three.link(three.ada, link_id))["state"]
        assert state == ("ended" if accepted.status_code == 200 else "invited")
        if state == "invited":
            # The next round begins with a new invitation.
            await three.yes(three.ben, link_id)
            expect(await three.maria.request("PUT", f"/couples-in-care/{three.couple_id}/link"), 200)
            await three.withdraws(three.ada, link_id)


async def test_saying_yes_anew_while_the_other_takes_theirs_back_never_brings_it_back(three: Three) -> None:
    for _ in range(3):
        link_id = await three.linked()
        consent = f"/couples/{three.couple_id}/therapists/{link_id}/consent"
        body = await a_yes(three.resources, three.ada)
        again, back = await asyncio.gather(three.ada.request("PUT", consent, body), three.ben.delete(consent))
        expect(back, 204)
        assert counted([again]).keys() <= {"200", "ended"}
        assert await seen_now(three) == set()
        assert (await three.link(three.ada, link_id))["state"] == "ended"


async def test_two_who_narrow_at_once_share_what_both_left(three: Three) -> None:
    link_id = await three.linked()
    consent = f"/couples/{three.couple_id}/therapists/{link_id}/consent"
    less = (["transcripts", "keeping"], ["keeping", "observe"])
    bodies = [
        await a_yes(three.resources, one, scopes=scopes)
        for one, scopes in zip((three.ada, three.ben), less, strict=True)
    ]
    answers = await asyncio.gather(
        three.ada.request("PUT", consent, bodies[0]), three.ben.request("PUT", consent, bodies[1])
    )
    assert counted(answers) == {"200": 2}
    assert await seen_now(three) == {"keeping"}


async def test_a_new_policy_while_one_says_yes_to_the_old_one_shares_nothing(three: Three) -> None:
    await three.linked()
    assert await seen_now(three) == set(SCOPES)
    [link] = expect(await three.ada.get(f"/couples/{three.couple_id}/therapists"), 200)["data"]
    consent = f"/couples/{three.couple_id}/therapists/{link['id']}/consent"
    body = await a_yes(three.resources, three.ada)
    yes, declared = await asyncio.gather(
        three.ada.request("PUT", consent, body), three.maria.patch("/me/therapist", {"secrets_policy": "limited"})
    )
    expect(declared, 200)
    assert counted([yes]).keys() <= {"200", "wrong_version"}
    assert await seen_now(three) == set()


async def test_leaving_while_the_therapist_accepts_shares_nothing(three: Three) -> None:
    link_id = await three.invited()
    await three.yes(three.ben, link_id)
    accepted, left = await asyncio.gather(
        three.maria.request("PUT", f"/couples-in-care/{three.couple_id}/link"),
        three.ben.post(f"/couples/{three.couple_id}/leave"),
    )
    expect(left, 204)
    assert accepted.status_code in {200, 404}
    assert await seen_now(three) == set()
    assert all(one["state"] == "ended" for one in await three.in_care())
