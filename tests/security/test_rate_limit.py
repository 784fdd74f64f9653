"""Quotas: exact windows per key, and never for pause, leave and help, which do not ask."""

from __future__ import annotations

import pytest

from app.errors import TooMany
from app.security import rate_limit
from app.security.rate_limit import Limiter, Rule

THREE_A_MINUTE = Rule("three_a_minute", 3, 60)


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def limiter(seconds: Seconds) -> Limiter:
    return Limiter(monotonic=seconds)


async def test_what_is_over_the_quota_is_told_how_long_to_wait(limiter: Limiter, seconds: Seconds) -> None:
    for at in (0, 10, 20):
        seconds.now = at
        await limiter.hit(THREE_A_MINUTE, "ada")
    with pytest.raises(TooMany) as refused:
        await limiter.hit(THREE_A_MINUTE, "ada")
    assert refused.value.retry_after == 40


async def test_a_place_becomes_free_when_the_oldest_hit_is_old(limiter: Limiter, seconds: Seconds) -> None:
    for at in (0, 10, 20, 60):
        seconds.now = at
        await limiter.hit(THREE_A_MINUTE, "ada")
    assert limiter.take(THREE_A_MINUTE, "ada") == 10


async def test_a_refused_hit_does_not_make_the_wait_longer(limiter: Limiter, seconds: Seconds) -> None:
    waits = [limiter.take(THREE_A_MINUTE, "ada") for _ in range(10)]
    assert waits == [None, None, None, *[60] * 7]


async def test_one_persons_quota_is_not_anothers(limiter: Limiter) -> None:
    for _ in range(3):
        await limiter.hit(THREE_A_MINUTE, "ada")
    assert limiter.take(THREE_A_MINUTE, "ben") is None


async def test_a_quota_can_be_given_back(limiter: Limiter) -> None:
    for _ in range(3):
        await limiter.hit(THREE_A_MINUTE, "ada")
    limiter.forget(THREE_A_MINUTE, "ada")
    assert limiter.take(THREE_A_MINUTE, "ada") is None


async def test_load_generators_may_switch_quotas_off() -> None:
    limiter = Limiter(on=False)
    for _ in range(100):
        await limiter.hit(THREE_A_MINUTE, "ada")


async def test_old_keys_are_forgotten(seconds: Seconds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "SWEEP_EVERY", 5)
    limiter = Limiter(monotonic=seconds)
    for number in range(4):
        await limiter.hit(THREE_A_MINUTE, str(number))
    seconds.now = 61
    await limiter.hit(THREE_A_MINUTE, "last")
    assert len(limiter._hits) == 1  # noqa: SLF001 - bounded memory is the behaviour


def test_every_rule_has_its_own_name() -> None:
    rules = [value for value in vars(rate_limit).values() if isinstance(value, Rule)]
    assert len({rule.name for rule in rules}) == len(rules)
