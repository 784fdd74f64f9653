"""Quotas of one process and of many keep the same contract; the common ones are common, and never in anybody's way."""

from __future__ import annotations

import asyncio
import hashlib
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from app.errors import TooMany
from app.security import rate_limit
from app.security.rate_limit import Limiter, Rule
from app.security.valkey_limits import SharedLimiter
from app.valkey.client import Valkey
from tests.valkey_server import running_valkey
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from app.security.rate_limit import Sharing
    from tests.valkey_server import ValkeyServer

SHORT = 0.3
ASKED = Rule("asked", 3, SHORT)
LONG = Rule("long", 3, 60)
TOLD = Rule("told", 3, 60, "told")
OWN = Rule("own", 3, 60, "own")


def hashed(text: str) -> str:
    return hashlib.sha256(b"a key of the test" + text.encode()).hexdigest()


async def hits(limiter: Limiter, rule: Rule, *keys: str, tries: int = 1) -> int:
    """Try so often; return how many went through."""
    passed = 0
    for _ in range(tries):
        try:
            await limiter.hit(rule, *keys)
        except TooMany:
            continue
        passed += 1
    return passed


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with running_valkey() as server:
        yield server


@pytest.fixture(autouse=True)
def _empty(valkey: ValkeyServer) -> None:
    valkey.say("FLUSHALL")


@pytest.fixture
def mortal() -> Iterator[ValkeyServer]:
    """A Valkey that a test may kill."""
    with running_valkey() as server:
        yield server


@asynccontextmanager
async def limiter_of(server: ValkeyServer) -> AsyncIterator[SharedLimiter]:
    """What one process has."""
    limiter = SharedLimiter(Valkey(server.url, purpose="limits"), hashed=hashed)
    await limiter.start()
    try:
        yield limiter
    finally:
        await limiter.stop()


@pytest.fixture(params=["memory", "valkey"])
async def limiter(request: pytest.FixtureRequest, valkey: ValkeyServer) -> AsyncIterator[Limiter]:
    if request.param == "memory":
        yield Limiter()
    else:
        async with limiter_of(valkey) as shared:
            yield shared


@pytest.fixture
async def one(valkey: ValkeyServer) -> AsyncIterator[SharedLimiter]:
    async with limiter_of(valkey) as shared:
        yield shared


@pytest.fixture
async def other(valkey: ValkeyServer) -> AsyncIterator[SharedLimiter]:
    async with limiter_of(valkey) as shared:
        yield shared


class TestBothLimiters:
    @pytest.mark.parametrize("rule", [LONG, TOLD, OWN], ids=lambda rule: rule.name)
    async def test_what_is_over_the_quota_is_refused_with_the_seconds_to_wait(
        self, limiter: Limiter, rule: Rule
    ) -> None:
        assert await hits(limiter, rule, "ada", tries=3) == 3
        with pytest.raises(TooMany) as refused:
            await limiter.hit(rule, "ada")
        assert refused.value.retry_after in {59, 60}
        assert limiter.take(rule, "ada") in {59, 60}

    async def test_a_place_becomes_free_when_the_oldest_hit_is_old(self, limiter: Limiter) -> None:
        began = time.monotonic()
        assert await hits(limiter, ASKED, "ada", tries=4) == 3
        while not await hits(limiter, ASKED, "ada"):
            await asyncio.sleep(0.01)
        assert SHORT <= time.monotonic() - began < SHORT + 0.3

    async def test_refused_hits_do_not_make_the_wait_longer(self, limiter: Limiter) -> None:
        await hits(limiter, ASKED, "ada", tries=3)
        began = time.monotonic()
        while not await hits(limiter, ASKED, "ada"):
            await asyncio.sleep(0.001)
        assert time.monotonic() - began < SHORT + 0.2

    async def test_one_persons_quota_is_not_anothers(self, limiter: Limiter) -> None:
        await hits(limiter, LONG, "ada", tries=3)
        assert await hits(limiter, LONG, "ben") == 1
        assert await hits(limiter, LONG, "ada", "from elsewhere") == 1

    async def test_a_quota_can_be_given_back(self, limiter: Limiter) -> None:
        await hits(limiter, LONG, "ada", tries=4)
        limiter.forget(LONG, "ada")
        assert await hits(limiter, LONG, "ada", tries=4) == 3

    async def test_many_at_once_get_no_more_than_the_quota(self, limiter: Limiter) -> None:
        passed = await asyncio.gather(*(hits(limiter, LONG, "ada") for _ in range(100)))
        assert sum(passed) == 3


async def test_what_is_asked_is_exact_over_processes(one: SharedLimiter, other: SharedLimiter) -> None:
    tries = [hits(limiter, LONG, "ada") for _ in range(50) for limiter in (one, other)]
    assert sum(await asyncio.gather(*tries)) == 3


async def test_what_is_told_is_known_to_the_other_process_one_hit_later(
    one: SharedLimiter, other: SharedLimiter, valkey: ValkeyServer
) -> None:
    assert [one.take(TOLD, "ada") for _ in range(3)] == [None, None, None]
    await until(lambda: b":1" in valkey.say("EXISTS", one._key(TOLD, ("ada",))))  # noqa: SLF001 - it arrived
    assert other.take(TOLD, "ada") is None
    await until(lambda: other._full)  # noqa: SLF001 - the answer arrived
    assert other.take(TOLD, "ada") in {59, 60}


async def test_a_frame_counts_for_its_own_process_only(one: SharedLimiter, other: SharedLimiter) -> None:
    assert await hits(one, OWN, "140", tries=4) == 3
    assert await hits(other, OWN, "140", tries=4) == 3


async def test_a_quota_given_back_is_given_back_in_valkey(one: SharedLimiter, other: SharedLimiter) -> None:
    await hits(one, LONG, "ada", tries=3)
    assert await hits(other, LONG, "ada") == 0
    one.forget(LONG, "ada")
    assert await hits(one, LONG, "ada") == 1
    assert await hits(other, LONG, "ada", tries=5) == 2


async def test_switched_off_it_asks_nobody(valkey: ValkeyServer) -> None:
    off = SharedLimiter(Valkey(valkey.url, purpose="limits"), hashed=hashed, on=False)
    assert await hits(off, LONG, "ada", tries=50) == 50
    assert off.healthy


async def test_valkey_learns_no_address_and_no_name_and_forgets_by_itself(
    one: SharedLimiter, valkey: ValkeyServer
) -> None:
    await hits(one, ASKED, "ada@example.org", "203.0.113.7")
    keys = valkey.say("KEYS", "*")
    assert b"quota:" in keys
    assert b"ada" not in keys
    assert b"203" not in keys
    await until(lambda: valkey.say("DBSIZE") == b":0\r\n")


async def test_after_a_flush_this_process_still_knows_its_own(one: SharedLimiter, valkey: ValkeyServer) -> None:
    await hits(one, LONG, "ada", tries=3)
    valkey.say("FLUSHALL")
    assert await hits(one, LONG, "ada", tries=3) == 0


@pytest.mark.parametrize("sharing", ["asked", "told", "own"])
async def test_without_valkey_each_process_counts_for_itself(mortal: ValkeyServer, sharing: Sharing) -> None:
    rule = Rule("any", 3, 60, sharing)
    async with limiter_of(mortal) as one, limiter_of(mortal) as other:
        assert await hits(one, rule, "ada", tries=2) == 2
        mortal.kill()
        await until(lambda: not one.healthy)
        assert await hits(one, rule, "ada", tries=3) == 1
        assert await hits(other, rule, "ada", tries=5) == 3


async def test_after_a_restart_the_quota_is_common_again(mortal: ValkeyServer) -> None:
    async with limiter_of(mortal) as one, limiter_of(mortal) as other:
        mortal.kill()
        await until(lambda: not one.healthy and not other.healthy)
        mortal.start()
        await until(lambda: one.healthy and other.healthy)
        assert await hits(one, LONG, "ada", tries=2) == 2
        assert await hits(other, LONG, "ada", tries=3) == 1


async def test_a_valkey_that_does_not_answer_keeps_nobody_waiting(mortal: ValkeyServer) -> None:
    async with limiter_of(mortal) as limiter:
        await hits(limiter, LONG, "warm")
        mortal.freeze()
        began = time.monotonic()
        assert await hits(limiter, LONG, "ada", tries=100) == 3
        # One of them waited its 50 ms; the others learned from it.
        assert time.monotonic() - began < 0.2
        mortal.thaw()


async def test_a_valkey_without_memory_is_as_good_as_none(mortal: ValkeyServer) -> None:
    async with limiter_of(mortal) as limiter:
        mortal.say("CONFIG", "SET", "maxmemory", "1")
        assert await hits(limiter, LONG, "ada", tries=5) == 3
        assert limiter.take(TOLD, "ada") is None


async def test_a_clock_that_was_set_back_refuses_nobody_for_ever(one: SharedLimiter, valkey: ValkeyServer) -> None:
    key = one._key(LONG, ("ada",))  # noqa: SLF001 - a hit of a clock that ran ahead
    for _ in range(3):
        valkey.say("RPUSH", key, str(9 * 10**15))
    assert await hits(one, LONG, "ada") == 1


def test_what_lives_in_one_process_is_counted_there() -> None:
    rules = [value for value in vars(rate_limit).values() if isinstance(value, Rule)]
    assert {rule.name for rule in rules if rule.sharing == "own"} == {"frame_per_socket"}
    # Guessing is never let through on trust.
    asked = {rule.name for rule in rules if rule.sharing == "asked"}
    assert {name for name in asked if "login" in name or "join" in name} == {
        "login_per_address",
        "login_per_account",
        "login_anywhere",
        "join_per_account",
        "join_per_address",
    }
