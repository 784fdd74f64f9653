"""F2: a process ends itself at each of the places where it hurts most. What was answered is there, what was not is
there once or not at all, and every client finds out which by sending it again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
import pytest

from app.security import master_key
from app.security.ledger import Ledger
from tests.builders import PASSWORD, expect, register
from tests.faults import failpoints
from tests.faults.crowd import Crowd
from tests.sessions.protocol.depth import times

if TYPE_CHECKING:
    from random import Random

    from tests.faults.child import Child
    from tests.faults.conftest import Two


@pytest.mark.timeout(1800)
async def test_two_processes_lose_nothing_wherever_a_command_meets_the_end(two: Two) -> None:
    places = list(failpoints.OF_COMMANDS) * times(1)
    two.rng.shuffle(places)
    print(places)  # noqa: T201 - the order is part of the seed
    async with two.crowded(2) as crowd:
        for place in places:
            two.one.kill()
            # A ticket is redeemed once for each connection, everything else for each command.
            two.one.start(failpoint=place, nth=1 if place == "ticket_redeemed" else two.rng.randint(1, 12))
            with suppress(AssertionError):
                # It may well die before it is ready.
                await two.one.answering()
            await crowd.go_home(until=lambda: not two.one.alive)
            two.one.start()
            await two.one.answering()
            await crowd.go_home()
            await crowd.acknowledgements(10)


@pytest.mark.timeout(1800)
async def test_one_process_on_sqlite_loses_nothing_either(child: Child, rng: Random) -> None:
    async with httpx.AsyncClient(base_url=child.url, timeout=60) as client:
        crowd = Crowd((child,), rng)
        await crowd.gather(client, 2, operator=child)
        crowd.run()
        for place in rng.choices(failpoints.OF_COMMANDS, k=times(4)):
            child.kill()
            child.start(failpoint=place, nth=rng.randint(1, 2) if place == "ticket_redeemed" else rng.randint(1, 12))
            await child.dead()
            child.start()
            await crowd.acknowledgements(10)
        await child.answering()
        await crowd.finish(client)
        await crowd.judge(client)
    crowd.assert_unspoken(child.log.read_text())


@pytest.mark.parametrize("place", ["key_inserted", "key_stored"])
async def test_a_key_that_was_made_and_never_used_leaves_a_whole_account_or_none(child: Child, place: str) -> None:
    """Whoever got no answer registers again in the same words, and there is one account, which opens."""
    child.kill()
    child.start(failpoint=place)
    await child.answering()
    body = {"email": "ada@example.org", "password": PASSWORD, "name": "Ada"}
    async with httpx.AsyncClient(base_url=child.url, timeout=60) as client:
        with pytest.raises(httpx.TransportError):
            await client.post("/v1/accounts", json=body)
        await child.dead()
        child.start()
        await child.answering()
        again = await client.post("/v1/accounts", json=body)
        assert again.status_code == 201, again.text
        login = expect(await client.post("/v1/logins", json={"email": body["email"], "password": PASSWORD}), 201)
        me = expect(await client.get("/v1/me", headers={"Authorization": f"Bearer {login['token']}"}), 200)
        assert "Ada" in str(me)


@pytest.mark.parametrize("place", ["key_deleted", "key_gone"])
async def test_erasing_happens_wholly_or_not_at_all(child: Child, place: str) -> None:
    child.kill()
    child.start(failpoint=place)
    await child.answering()
    async with httpx.AsyncClient(base_url=child.url, timeout=60) as client:
        ada = await register(client)
        with pytest.raises(httpx.TransportError):
            await ada.delete("/me", {"password": PASSWORD})
        await child.dead()
        child.start()
        await child.answering()
        if place == "key_deleted":
            assert "Ada" in str(expect(await ada.get("/me"), 200))
            assert (await ada.delete("/me", {"password": PASSWORD})).status_code < 300
        assert (await ada.get("/me")).status_code == 401
        # T36: also who died between the commit and the ledger of erasures left it to be brought up.
        key_file = child.data_dir.with_name("data.master-key")
        ledger = Ledger(key_file.with_name(f"{key_file.name}.erasures"), master_key.load(key_file, may_create=False))
        assert len(ledger.read()) == 1
        expect(await client.post("/v1/logins", json={"email": ada.email, "password": PASSWORD}), 401)
